/**
 * Imported before anything else: nothing that a dependency prints may reach a channel that carries frames.
 *
 * The console and the workers' output look `process.stdout` up when they first write, so this one line turns them all
 * to stderr. It also keeps Node from ever opening the real stdout, which would make that descriptor non-blocking.
 */
Object.defineProperty(process, "stdout", { configurable: true, get: () => process.stderr });

// Ctrl-C reaches the whole process group. The parent decides what it means, and says so with CANCEL or by leaving.
process.on("SIGINT", () => {});

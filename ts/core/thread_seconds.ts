/** CPU seconds of the calling thread. */
export function threadSeconds(): number {
  // Node before 23.9 has no clock of the thread's own: wall time is the next best there.
  if (typeof process.threadCpuUsage !== "function") return performance.now() / 1000;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

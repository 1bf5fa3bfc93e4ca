// Bundles the engine into python/rogtk_bridge/_bundle (or the folder named as the first argument): see chunks.mjs
// for its files. Beside them go
//
//   worker.js       piscina's own worker, which piscina looks for beside the file it was bundled into
//   *.wasm          the kernels
//   files.json      the names of all of these
//
// CommonJS, because it starts faster than ES modules and because piscina relies on __dirname. Nothing is
// minified: the files are small, and a stack trace in a bug report keeps its lines.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundle, bundleChunks } from "./chunks.mjs";

const root = resolve(import.meta.dirname, "..");
const outDirectory = resolve(process.argv[2] ?? join(root, "python/rogtk_bridge/_bundle"));

/** Not in chunks: a thread reads it before anything else. */
async function bundleWorker() {
  const { text, inputs } = await bundle(root, {
    entryPoints: [join(root, "node_modules/piscina/dist/worker.js")],
  });
  return { files: [["worker.js", text]], inputs };
}

/** `node_modules/@scope/name/dist/x.js` → `node_modules/@scope/name`. */
function packageFolder(path) {
  return path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
}

/** The MARC-8 tables are pymarc's: its licence is the comment before them. */
function tablesLicence() {
  const text = readFileSync(join(root, "ts/marc/marc8_tables.ts"), "utf8");
  const [, version] = text.match(/from pymarc ([\d.]+)/) ?? [];
  const [, licence] = text.match(/^ \* (pymarc: [\s\S]*?)^ \*\/$/m) ?? [];
  if (licence === undefined) throw new Error("the MARC-8 tables have no licence");
  return `MARC-8 tables of pymarc ${version} (BSD-2-Clause)\n\n${licence.replace(/^ \* ?/gm, "")}`;
}

/** The licence texts of everything that ends up in the bundle. */
function licences(inputs) {
  // AssemblyScript's library is compiled into the kernels.
  const folders = new Set(["node_modules/assemblyscript", ...inputs.map(packageFolder).filter(Boolean)]);
  const texts = [...folders].sort().map((folder) => {
    const description = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence file`);
    const text = readFileSync(join(root, folder, file), "utf8").trim();
    return `${description.name} ${description.version} (${description.license})\n\n${text}\n`;
  });
  texts.push(tablesLicence());
  return texts.join(`\n${"-".repeat(100)}\n\n`);
}

/** Writes the files whole, each by a rename: an engine that starts meanwhile never reads half of one. */
function writeBundle(files) {
  mkdirSync(outDirectory, { recursive: true });
  for (const name of readdirSync(outDirectory)) {
    // A name with a dot may be the temporary file of a build that runs at the same time.
    if (!files.has(name) && !name.startsWith(".")) rmSync(join(outDirectory, name), { recursive: true });
  }
  for (const [name, content] of files) {
    const temporary = join(outDirectory, `.${name}.${process.pid}`);
    writeFileSync(temporary, content);
    renameSync(temporary, join(outDirectory, name));
  }
}

function report(files) {
  const sizes = [...files].map(([name, content]) => [name, Buffer.byteLength(content)]);
  sizes.push(["in all", sizes.reduce((sum, [, bytes]) => sum + bytes, 0)]);
  for (const [name, bytes] of sizes) {
    process.stdout.write(`${(bytes / 1024).toFixed(1).padStart(9)} KiB  ${name}\n`);
  }
}

execFileSync(process.execPath, [join(root, "scripts/build-kernels.mjs")], { stdio: "inherit" });

const bundles = await Promise.all([
  bundleChunks(root, "ts/main.ts", { entry: "engine", base: "ts/core/operation.ts", rest: "core", prefix: "" }),
  bundleChunks(root, "ts/tasks.ts", { entry: "tasks", base: "ts/tasks.ts", rest: "tasks", prefix: "tasks_" }),
  bundleWorker(),
]);
const files = new Map(bundles.flatMap((one) => one.files));
const kernelsFolder = join(root, "ts/kernels");
for (const name of readdirSync(kernelsFolder)
  .filter((file) => file.endsWith(".wasm"))
  .sort()) {
  files.set(name, readFileSync(join(kernelsFolder, name)));
}
// worker.js would be taken for an ES module if a package.json further up said so.
files.set("package.json", `${JSON.stringify({ type: "commonjs" })}\n`);
files.set("THIRD_PARTY_LICENSES.txt", licences(bundles.flatMap((one) => one.inputs)));
files.set("version.txt", `${JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version}\n`);
files.set("files.json", `${JSON.stringify([...files.keys()].sort(), null, 1)}\n`);
writeBundle(files);
report(files);

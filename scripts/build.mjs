// Bundles the engine into python/rogtk_bridge/_bundle (or the folder named as the first argument):
//
//   engine.cjs      ts/main.ts, all that runs before the first request
//   operation.cjs   ts/core/operation.ts, loaded at the first request
//   <module>.cjs    what both of them import: one copy, so that a class is the same class in both
//   tasks.cjs       ts/tasks.ts, what a worker thread runs
//   worker.js       piscina's own worker, which piscina looks for beside the file it was bundled into
//   *.wasm          the kernels
//
// CommonJS, because it starts faster than ES modules and because piscina relies on __dirname. Nothing is
// minified: the files are small, and a stack trace in a bug report keeps its lines.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const outDirectory = resolve(process.argv[2] ?? join(root, "python/rogtk_bridge/_bundle"));
const operationPath = join(root, "ts/core/operation.ts");

/** Entries that share one thread, and so must share their modules. */
const mainThreadEntries = { engine: join(root, "ts/main.ts"), operation: operationPath };
const workerEntries = {
  tasks: join(root, "ts/tasks.ts"),
  worker: join(root, "node_modules/piscina/dist/worker.js"),
};

/** `ts/bridge/errors.ts` → `bridge_errors`. */
const nameOfModule = (path) => relative(join(root, "ts"), path).replace(/\.ts$/, "").split(sep).join("_");

/** Turns imports of modules that are files of their own into `require("./<name>.cjs")`. */
function separateFiles(entryPath, shared) {
  return {
    name: "separate-files",
    setup(builder) {
      builder.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, (args) => {
        const path = resolve(args.resolveDir, args.path);
        if (path === operationPath && args.kind === "dynamic-import") {
          return { path: "./operation.cjs", external: true };
        }
        if (shared.has(path) && path !== entryPath) {
          return { path: `./${nameOfModule(path)}.cjs`, external: true };
        }
        return undefined;
      });
    },
  };
}

async function bundle(entryPath, shared = new Set()) {
  const result = await build({
    entryPoints: [entryPath],
    absWorkingDir: root,
    outdir: outDirectory,
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22.18",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    // A dynamic import becomes a require: no start-up of the ES module loader.
    supported: { "dynamic-import": false },
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
    // The default build of msgpackr looks for a native add-on, which a wheel for every platform can't carry.
    alias: { msgpackr: join(root, "node_modules/msgpackr/index.js") },
    // piscina's wish for thread priorities; it does without.
    external: ["@napi-rs/nice"],
    plugins: [separateFiles(entryPath, shared)],
  });
  if (result.warnings.length > 0) throw new Error(`${entryPath}: warnings are errors`);
  const inputs = Object.keys(result.metafile.inputs);
  const strange = inputs.find((path) => !/^(ts\/|node_modules\/|package\.json$)/.test(path));
  if (strange !== undefined) throw new Error(`${strange} is bundled, but its licence can't be told`);
  return { text: result.outputFiles[0].text, inputs };
}

/** The engine's own modules that both entries of the main thread import. */
async function findShared() {
  const graphs = await Promise.all(Object.values(mainThreadEntries).map((path) => bundle(path)));
  const [first, second] = graphs.map((graph) => graph.inputs.filter((path) => path.startsWith("ts/")));
  return new Set(first.filter((path) => second.includes(path)).map((path) => join(root, path)));
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

const shared = await findShared();
const entries = { ...mainThreadEntries, ...workerEntries };
for (const path of shared) entries[nameOfModule(path)] = path;
const bundles = await Promise.all(
  Object.entries(entries).map(async ([name, path]) => ({
    name,
    ...(await bundle(path, name in workerEntries ? new Set() : shared)),
  })),
);

const files = new Map();
for (const { name, text } of bundles) files.set(name === "worker" ? "worker.js" : `${name}.cjs`, text);
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
writeBundle(files);
report(files);

// Bundles one thread's program into few files, each module in one of them, and each loaded when it is wanted:
//
//   engine.cjs          ts/main.ts and what it imports: all that runs before the first request
//   core.cjs            ts/core/operation.ts, and what serves every request: loaded with the first
//   <folder>.cjs        what is imported dynamically, with the rest of its folder: bridge.cjs once HELLO is out, pool.cjs at the
//                       first input that is worth a thread, a format or an output with the first request for it
//   tasks.cjs           ts/tasks.ts and what it imports: what a worker thread runs first
//   tasks_<folder>.cjs  what that loads of a format or an output
//
// One file for all took 25 ms to compile. With esbuild's own way, a file for each set of modules that some entries have in
// common, looking for sixty files takes as long.
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

/** One file of JavaScript, and what it was made of. */
export async function bundle(root, options) {
  const result = await build({
    absWorkingDir: root,
    outdir: root,
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
    // ES modules where a package has them: their names can be told, and what nobody uses stays out.
    mainFields: ["module", "main"],
    alias: { msgpackr: join(root, "node_modules/msgpackr/index.js") },
    // piscina's wish for thread priorities; it does without.
    external: ["@napi-rs/nice"],
    ...options,
  });
  if (result.warnings.length > 0) throw new Error("warnings are errors");
  const inputs = Object.keys(result.metafile.inputs).filter((path) => !path.includes(":"));
  const strange = inputs.find((path) => !/^(ts\/|node_modules\/|package\.json$)/.test(path));
  if (strange !== undefined) throw new Error(`${strange} is bundled, but its licence can't be told`);
  return { text: result.outputFiles[0].text, inputs, graph: result.metafile.inputs };
}

/** The modules that importing these brings in at once. */
function staticClosure(graph, starts) {
  const found = new Set(starts);
  for (const path of found) {
    for (const { path: imported, kind, external } of graph[path].imports) {
      if (external !== true && kind !== "dynamic-import") found.add(imported);
    }
  }
  return found;
}

/** `ts/sinks/parquet/file.ts` → `ts/sinks/parquet/`; in a folder that isn't imported dynamically as a whole, the module alone. */
const regionOf = (path) => (path.startsWith("ts/core/") ? path : `${dirname(path)}/`);
const nameOf = (region) => region.replace(/^ts\/(core\/)?|\/$|\.ts$/g, "").replaceAll("/", "_");

/** Which chunk each module goes to. `names.rest` is the chunk of `names.base`, and of what several others share. */
function assign(graph, entry, names) {
  const chunk_of = new Map();
  const take = (name, paths) => {
    for (const path of paths) if (!chunk_of.has(path)) chunk_of.set(path, name);
  };
  take(names.entry, staticClosure(graph, [entry]));
  if (names.base !== entry) take(names.rest, staticClosure(graph, [names.base]));
  const imports = Object.values(graph).flatMap((module) => module.imports);
  const targets = imports.filter(({ kind, external }) => kind === "dynamic-import" && external !== true);
  const starts = Map.groupBy(new Set(targets.map(({ path }) => path).filter((path) => !chunk_of.has(path))), regionOf);
  const closures = new Map([...starts].map(([region, paths]) => [region, staticClosure(graph, paths)]));
  // What lies in a chunk's own folder first; then what it alone imports from elsewhere; what is left is shared.
  for (const [region, paths] of closures) {
    take(
      names.prefix + nameOf(region),
      [...paths].filter((path) => path.startsWith(region)),
    );
  }
  const users = new Map();
  for (const [region, paths] of closures)
    for (const path of paths) users.set(path, [...(users.get(path) ?? []), region]);
  for (const [path, regions] of users) {
    take(regions.length > 1 ? names.rest : names.prefix + nameOf(regions[0]), [path]);
  }
  return chunk_of;
}

/** The names that each module exports. */
async function exportsOf(root, paths) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: paths,
    outdir: root,
    write: false,
    metafile: true,
    format: "esm",
    logLevel: "warning",
  });
  return new Map(Object.values(metafile.outputs).map((output) => [output.entryPoint, output.exports]));
}

/** What a module's export is called among those of its chunk. */
const exportName = (path, name) => `${path.replace(/[^A-Za-z0-9]+/g, "_")}__${name}`;

const exportLine = (path, names, rename) =>
  names.length === 0
    ? `import "./${path}";`
    : `export { ${names.map((name) => `${name} as ${rename(name)}`).join(", ")} } from "./${path}";`;

/** Turns imports of another chunk's modules into imports of that chunk. */
function otherChunks(root, chunk, chunk_of, exported) {
  return {
    name: "other-chunks",
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, async ({ path, pluginData, ...args }) => {
        if (pluginData === "resolving" || args.kind === "entry-point" || args.namespace !== "file") return undefined;
        const { resolveDir, importer, kind, with: attributes } = args;
        const found = await builder.resolve(path, {
          resolveDir,
          importer,
          kind,
          with: attributes,
          pluginData: "resolving",
        });
        if (found.external || found.errors.length > 0) return undefined;
        const module = relative(root, found.path).replaceAll("\\", "/");
        const other = chunk_of.get(module);
        return other === undefined || other === chunk ? undefined : { path: module, namespace: "chunk" };
      });
      builder.onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => {
        const names = exported.get(path).map((name) => `${exportName(path, name)} as ${name}`);
        return { contents: `export { ${names.join(", ")} } from "./${chunk_of.get(path)}.cjs";` };
      });
      builder.onResolve({ filter: /^\.\/\w+\.cjs$/, namespace: "chunk" }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** All chunks of the program that begins with `entry`. */
export async function bundleChunks(root, entry, names) {
  const { graph } = await bundle(root, { entryPoints: [join(root, entry)] });
  const chunk_of = assign(graph, entry, names);
  const imported = new Set();
  for (const [path, { imports }] of Object.entries(graph)) {
    for (const one of imports) {
      if (chunk_of.has(one.path) && chunk_of.get(one.path) !== chunk_of.get(path)) imported.add(one.path);
    }
  }
  const exported = await exportsOf(root, [entry, ...imported]);
  const made = [...new Set(chunk_of.values())].map(async (chunk) => {
    const lines = [...imported]
      .filter((path) => chunk_of.get(path) === chunk)
      .map((path) => exportLine(path, exported.get(path), (name) => exportName(path, name)));
    if (chunk === names.entry) lines.unshift(exportLine(entry, exported.get(entry), (name) => name));
    const { text, inputs } = await bundle(root, {
      stdin: { contents: lines.join("\n"), resolveDir: root, sourcefile: `${dirname(entry)}/${chunk}`, loader: "ts" },
      plugins: [otherChunks(root, chunk, chunk_of, exported)],
    });
    return { file: [`${chunk}.cjs`, text], inputs: inputs.filter((path) => chunk_of.has(path)) };
  });
  const chunks = await Promise.all(made);
  const inputs = chunks.flatMap((chunk) => chunk.inputs);
  // A class in two files would be two classes.
  const twice = inputs.find((path, index) => inputs.indexOf(path) !== index);
  if (twice !== undefined) throw new Error(`${twice} is in two files of the bundle`);
  return { files: chunks.map(({ file }) => file), inputs };
}

/** Compile the AssemblyScript kernels to WebAssembly; those newer than their sources are left alone. */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const kernels = join(repository, "ts", "kernels");
const assembly = join(kernels, "assembly");

const names = ["inflate", "bam", "encode", "parquet_read", "marc", "csf"];
const options = [
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--use",
  "abort=",
  "--enable",
  "simd",
  "--enable",
  "threads",
  "--enable",
  "relaxed-simd",
  "--sharedMemory",
  "--importMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "--noExportMemory",
];

const newest_source = Math.max(
  ...readdirSync(assembly).map((name) => statSync(join(assembly, name)).mtimeMs),
  statSync(fileURLToPath(import.meta.url)).mtimeMs,
);

/**
 * Several instances share one memory, so a kernel must not bring data of its own (it would land on a fixed address).
 * A start function would be where passive data or an allocator is set up: none either.
 */
function refuse_static_data(name, wasm) {
  const start_section = 8;
  const data_section = 11;
  for (let at = 8; at < wasm.length; ) {
    const section = wasm[at++];
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = wasm[at++];
      size |= (byte & 0x7f) << shift;
    }
    if (section === start_section || section === data_section) {
      throw new Error(`kernel ${name} holds static data or a start function (section ${section})`);
    }
    at += size;
  }
}

async function build(name) {
  const target = join(kernels, `${name}.wasm`);
  if (existsSync(target) && statSync(target).mtimeMs > newest_source) return;
  const { main: asc } = await import("assemblyscript/asc");
  const outputs = new Map();
  const { error, stderr } = await asc([`${name}.ts`, "--outFile", `${name}.wasm`, ...options], {
    readFile: (path, base) => {
      const file = join(base.startsWith("/") ? base : assembly, path);
      return existsSync(file) ? readFileSync(file, "utf8") : null;
    },
    writeFile: (path, contents) => outputs.set(path, contents),
    listFiles: () => [],
  });
  const messages = stderr.toString();
  if (messages !== "") process.stderr.write(messages);
  if (error !== null || messages.includes("WARNING")) throw error ?? new Error(`kernel ${name} compiles with warnings`);
  const wasm = outputs.get(`${name}.wasm`);
  refuse_static_data(name, wasm);
  // Written aside and renamed: tests and builds may run at the same time.
  const temporary = `${target}.${randomUUID()}`;
  writeFileSync(temporary, wasm);
  renameSync(temporary, target);
}

for (const name of names) await build(name);

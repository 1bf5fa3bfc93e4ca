import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseBlockHeader } from "../../ts/bgzf/block.ts";
import { locate } from "../../ts/bgzf/locate.ts";
import { load_bytes_max, span_bytes } from "../../ts/limits.ts";
import { bgzf, block, end_of_file, stored_bytes_max, stored_prefix_bytes, subfield } from "../helpers/bgzf.ts";
import { Folder } from "../helpers/files.ts";
import { inflateFile, Loader } from "../helpers/loads.ts";
import { Random } from "../kernels/random.ts";
import { samples } from "../kernels/samples.ts";

const folder = new Folder();
const loader = new Loader();

/** Fills a file with stored blocks, up to `bytes` of file. */
function storedUpTo(bytes: number, random: Random): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let at = 0;
  while (at + 100 < bytes) {
    const data = random.bytes(Math.min(stored_bytes_max, bytes - at - 60));
    blocks.push(block(data, { level: "stored" }));
    at += (blocks.at(-1) as Uint8Array).length;
  }
  return blocks;
}

const length = (blocks: readonly Uint8Array[]): number => blocks.reduce((sum, one) => sum + one.length, 0);

function checkWhole(bytes: Uint8Array, from = { block: 0, within: 0 }): ReturnType<typeof inflateFile> {
  const result = inflateFile(loader, folder.open(bytes), from);
  expect(result.fault).toBeNull();
  expect(result.expected).toBe(bytes.length);
  const truth = gunzipSync(bytes.subarray(from.block)).subarray(from.within);
  expect(Buffer.compare(result.bytes, truth)).toBe(0);
  return result;
}

describe("whole files", () => {
  test.each(Object.entries(samples))("of %s", (_, sample) => {
    const random = new Random(5);
    const data = sample(random, 1_300_000);
    checkWhole(bgzf(data, { level: 1 }));
    checkWhole(bgzf(data.subarray(0, 700_000), { level: 0 }));
  });

  test.each([[[1]], [[3, 0, 1]], [[0]], [[65536 - 300, 17]]])("of blocks with %j bytes", (sizes) => {
    const random = new Random(6);
    const blocks: Uint8Array[] = [];
    for (let i = 0, bytes = 0; bytes < 540_000; i++) {
      const one = block(random.bytes(sizes[i % sizes.length] as number), { level: 1 });
      blocks.push(one);
      bytes += one.length;
    }
    const result = checkWhole(Buffer.concat([...blocks, end_of_file]));
    expect(result.ends_empty).toBe(true);
  });

  test("of 65,536 inflated bytes a block", () => {
    const data = new Uint8Array(65536 * 3).fill(7);
    checkWhole(bgzf(data, { sizes: [65536] }));
  });

  test("with other subfields before BC in every block", () => {
    const data = samples["bases"]?.(new Random(7), 1_500_000) as Uint8Array;
    const result = checkWhole(bgzf(data, { level: 0, before: subfield("XX", Buffer.from("BC\x02\x00zz", "latin1")) }));
    expect(result.wrong_guesses).toBe(0);
  });

  test("of which a span inflates to more than one load may yield", () => {
    const data = new Uint8Array(load_bytes_max * 5 + 12345);
    data[load_bytes_max * 3] = 1;
    const result = checkWhole(bgzf(data));
    expect(result.loads).toBeGreaterThan(5);
  });

  test("without a marker, and with an empty block in the middle", () => {
    const data = Buffer.from("data");
    expect(checkWhole(bgzf(data, { marker: false })).ends_empty).toBe(false);
    expect(checkWhole(Buffer.concat([bgzf(data), bgzf(data, { marker: false })])).ends_empty).toBe(false);
    expect(checkWhole(Buffer.concat([bgzf(data), bgzf(data)])).ends_empty).toBe(true);
  });

  test("from a place within a block, and from a block's very end", () => {
    const bytes = bgzf(samples["noise"]?.(new Random(8), 200_000) as Uint8Array, { sizes: [1000] });
    let at = 0;
    for (let i = 0; i < 60; i++) {
      const header = parseBlockHeader(bytes, at);
      if (typeof header === "string") throw new Error(header);
      checkWhole(bytes, { block: at, within: (i * 17) % 1001 });
      checkWhole(bytes, { block: at, within: 1000 });
      at += header.block_bytes;
    }
  });

  test("from a place within a block, over several spans", () => {
    const bytes = bgzf(samples["noise"]?.(new Random(14), 1_200_000) as Uint8Array, { level: 0 });
    for (const within of [1, 30_000, 65_280]) checkWhole(bytes, { block: 0, within });
  });
});

describe("false block headers where a span starts", () => {
  /** A file in which `planted` lies byte for byte at the start of the second span, within the data of one stored block or two. */
  function planted(bytes: Uint8Array, before: number, seed = 1): Uint8Array {
    const random = new Random(seed);
    const blocks = storedUpTo(span_bytes - before - stored_prefix_bytes, random);
    const pad = span_bytes - before - stored_prefix_bytes - length(blocks);
    if (pad > 0)
      blocks.push(
        block(new Uint8Array(0), { level: "stored", before: subfield("PD", new Uint8Array(Math.max(0, pad - 35))) }),
      );
    const start = length(blocks) + stored_prefix_bytes;
    const lead = random.bytes(Math.max(0, span_bytes - start));
    blocks.push(block(Buffer.concat([lead, bytes, random.bytes(500)]), { level: "stored" }));
    const data = random.bytes(300_000);
    return Buffer.concat([...blocks, bgzf(data, { level: 0 })]);
  }

  /** What looks like a block: a header that says how long it is, and that much. */
  const fake = (bytes: number): Uint8Array => {
    const one = Buffer.alloc(bytes, 0x55);
    one.set(block(new Uint8Array(1), { block_bytes: bytes }).subarray(0, 18));
    return one;
  };

  test.each([
    ["one whole block", block(Buffer.from("I am a block"))],
    ["a chain of two false headers", Buffer.concat([fake(40), fake(60)])],
    ["a chain of two whole blocks", Buffer.concat([block(Buffer.from("one")), block(Buffer.from("two"))])],
    [
      "a chain of forty whole blocks",
      Buffer.concat(Array.from({ length: 40 }, (_, i) => block(Buffer.from(`block ${i}`)))),
    ],
    ["a false header that leads to the next real one", Buffer.concat([fake(530)])],
    ["a chain that leaves the real block", Buffer.concat([fake(30), fake(40_000)])],
    ["an end-of-file marker and another", Buffer.concat([end_of_file, end_of_file])],
    ["nothing but first bytes of headers", Buffer.alloc(900, 0x1f)],
    ["a header that breaks off", Buffer.concat([fake(40), block(Buffer.from("x")).subarray(0, 17)])],
  ])("%s", (_, bytes) => {
    for (const before of [0, 1, 17, 1000]) checkWhole(planted(bytes, before));
  });

  test("they are believed at first: the tests above are about something", () => {
    const chain = Buffer.concat([block(Buffer.from("one")), block(Buffer.from("two"))]);
    expect(checkWhole(planted(chain, 0)).wrong_guesses).toBe(1);
    expect(checkWhole(planted(Buffer.from("nothing"), 0)).wrong_guesses).toBe(0);
    // One that leads to no other is seen through at once.
    expect(checkWhole(planted(fake(40), 0)).wrong_guesses).toBe(0);
  });

  test("a BGZF file stored in a BGZF file, seams at every place", () => {
    const inner = bgzf(samples["noise"]?.(new Random(9), 60_000) as Uint8Array, { sizes: [700, 30, 1] });
    for (let shift = 0; shift < 120; shift += 7) {
      const lead = block(new Uint8Array(0), { level: "stored", before: subfield("PD", new Uint8Array(shift)) });
      const blocks: Uint8Array[] = [lead];
      while (length(blocks) < span_bytes + 70_000)
        blocks.push(block(inner.subarray(0, stored_bytes_max), { level: "stored" }));
      checkWhole(Buffer.concat([...blocks, end_of_file]));
    }
  });

  test("a block boundary at every place around a span's start", () => {
    const random = new Random(10);
    const lead = storedUpTo(span_bytes - 200, random);
    const tail = bgzf(random.bytes(3000), { sizes: [100], level: 0 });
    for (let bytes = span_bytes - 60 - length(lead); bytes < span_bytes + 40 - length(lead); bytes += 3) {
      const middle = block(random.bytes(bytes - 31), { level: "stored" });
      checkWhole(Buffer.concat([...lead, middle, tail]));
    }
  });

  test("a last block that reaches over a whole span's start to the end", () => {
    const random = new Random(11);
    const lead = storedUpTo(span_bytes - 70, random);
    for (const bytes of [50, 75, 100, 60_000]) {
      const last = block(random.bytes(bytes), { level: "stored" });
      const result = checkWhole(Buffer.concat([...lead, last]));
      expect(result.ends_empty).toBe(false);
      expect(result.loads).toBe(Math.ceil((length(lead) + last.length) / span_bytes));
    }
  });
});

describe("damage", () => {
  const random = new Random(12);
  const first = block(random.bytes(500));
  const second = block(random.bytes(900));
  const tail = Buffer.concat([second, end_of_file]);

  test("files that end at every byte of their last blocks", () => {
    const second = block(Buffer.alloc(900, "ACGT"));
    const tail = Buffer.concat([second, end_of_file]);
    const whole = Buffer.concat([first, tail]);
    for (let bytes = first.length; bytes <= whole.length; bytes++) {
      const {
        fault,
        bytes: inflated,
        ends_empty,
        expected,
      } = inflateFile(loader, folder.open(whole.subarray(0, bytes)));
      const starts = [first.length, first.length + second.length, whole.length];
      const last = Math.max(...starts.filter((start) => start <= bytes));
      expect(inflated.length).toBe(last === first.length ? 500 : 1400);
      expect(expected).toBe(last);
      if (last === bytes) {
        expect(fault).toBeNull();
        expect(ends_empty).toBe(bytes === whole.length);
      } else {
        expect(fault).toMatchObject({ kind: "TruncatedFileError", code: "BGZF_CUT", place: { offset: last } });
      }
    }
  });

  const wrong: Record<string, [Uint8Array, string]> = {
    "another CRC32": [block(random.bytes(100), { crc: 1 }), "BGZF_CRC"],
    "a size that is too small": [block(random.bytes(100), { isize: 99 }), "BGZF_ISIZE"],
    "a size that is too large": [block(random.bytes(100), { isize: 101 }), "BGZF_ISIZE"],
    "a size above 64 KiB": [block(random.bytes(100), { isize: 65_537 }), "BGZF_ISIZE"],
    "a size of 4 GiB": [block(random.bytes(100), { isize: 0xffff_ffff }), "BGZF_ISIZE"],
    "a plain gzip member": [Buffer.from("1f8b080000000000000303000000000000000000", "hex"), "BGZF_PLAIN_GZIP"],
    "no gzip": [Buffer.from("@HD\tVN:1.6"), "BGZF_HEADER"],
    "another length": [block(random.bytes(100), { block_bytes: 100 }), "BGZF_ISIZE"],
    "empty, but saying otherwise": [block(new Uint8Array(0), { isize: 1 }), "BGZF_ISIZE"],
  };

  test.each(Object.entries(wrong))("%s", (_, [bad, code]) => {
    const { fault, bytes, expected } = inflateFile(loader, folder.open(Buffer.concat([first, bad, tail])));
    expect(fault).toMatchObject({
      code,
      place: { offset: first.length, path: expect.any(String), hint: expect.any(String) },
    });
    expect(bytes.length).toBe(500);
    expect(expected).toBe(first.length);
  });

  test("in a later span is told with the same place as in the first", () => {
    const lead = Buffer.concat(storedUpTo(span_bytes * 2 + 5000, new Random(13)));
    for (const [bad, code] of Object.values(wrong)) {
      const { fault, expected } = inflateFile(loader, folder.open(Buffer.concat([lead, bad, tail])));
      expect(fault).toMatchObject({ code, place: { offset: lead.length } });
      expect(expected).toBe(lead.length);
    }
  });

  test("a file that has become shorter since it was measured", () => {
    const file = folder.open(Buffer.concat([first, tail]));
    const { fault } = inflateFile(loader, { ...file, file_bytes: file.file_bytes + 1000 });
    expect(fault).toMatchObject({ kind: "TruncatedFileError", place: { offset: file.file_bytes } });
  });

  test("a descriptor that can't be read is a typed error", () => {
    const span = { fd: 9999, name: "input.bam", file_bytes: 100, start: 0, end: 100, exact: true };
    expect(() => loader.load(span)).toThrow(
      expect.objectContaining({ kind: "InputError", place: expect.objectContaining({ path: "input.bam" }) }),
    );
  });
});

describe("locate", () => {
  const sizes = [5, 0, 1, 0, 0, 7];
  const blocks = sizes.map((size) => block(new Uint8Array(size).fill(65)));
  const file = folder.open(Buffer.concat([...blocks, end_of_file]));
  const starts = blocks.map((_, i) => length(blocks.slice(0, i)));

  test("every byte, from every block on", () => {
    for (let from = 0; from < blocks.length; from++) {
      let inflated = 0;
      for (let i = from; i < blocks.length; i++) {
        for (let within = 0; within < (sizes[i] as number); within++) {
          expect(locate(file.fd, starts[from] as number, inflated++)).toEqual({ block: starts[i], within });
        }
      }
      expect(locate(file.fd, starts[from] as number, inflated)).toEqual({ block: file.file_bytes, within: 0 });
    }
  });

  test("ends where the blocks do", () => {
    const cut = folder.open(Buffer.concat([blocks[0] as Uint8Array, (blocks[5] as Uint8Array).subarray(0, 12)]));
    expect(locate(cut.fd, 0, 5)).toEqual({ block: starts[1], within: 0 });
    expect(locate(cut.fd, 999_999, 0)).toEqual({ block: 999_999, within: 0 });
  });
});

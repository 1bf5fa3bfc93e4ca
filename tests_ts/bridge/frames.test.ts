/** Frames, byte by byte. The golden file is parsed by the tests of the Python side too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeMap, encodeMap } from "../../ts/bridge/control.ts";
import {
  decodeHeader,
  encodeHeader,
  type Frame,
  FrameError,
  FrameReader,
  header_bytes,
  Kind,
  payloadBytesMax,
} from "../../ts/bridge/frames.ts";
import { decodeInput, InputState } from "../../ts/bridge/input.ts";

const folder = join(import.meta.dirname, "../../tests_py/bridge/golden");
const golden = readFileSync(join(folder, "frames.bin"));
const wanted = JSON.parse(readFileSync(join(folder, "frames.json"), "utf8")) as {
  kind: Kind;
  request: number;
  length: number;
  payload: unknown;
}[];

const isData = (kind: Kind): boolean => kind === Kind.SCHEMA || kind === Kind.BATCH || kind === Kind.INPUT;

/** The payload as JSON tells it: bytes as {"hex": …}. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function describeFrame({ kind, request, payload }: Frame): unknown {
  return {
    kind,
    request,
    length: payload.length,
    payload: plain(isData(kind) ? payload : decodeMap(payload)),
  };
}

describe("the golden frames", () => {
  it("are read", () => {
    expect(new FrameReader().push(golden).map(describeFrame)).toEqual(wanted);
    expect(new Set(wanted.map((frame) => frame.kind))).toEqual(new Set(Object.values(Kind)));
  });

  it.each([1, 2, 3, 7, 15, 16, 17, 100])("are read in pieces of %i bytes", (size) => {
    const reader = new FrameReader();
    const frames: Frame[] = [];
    for (let at = 0; at < golden.length; at += size) frames.push(...reader.push(golden.subarray(at, at + size)));
    expect(frames.map(describeFrame)).toEqual(wanted);
    expect(reader.pending).toBe(0);
  });

  it("say which input their bytes are of, and whether there are more", () => {
    const inputs = new FrameReader().push(golden).filter((frame) => frame.kind === Kind.INPUT);
    expect(inputs.map(({ payload }) => decodeInput(payload))).toEqual([
      { input: 1, state: InputState.DATA, bytes: Buffer.from("RS\x03\x00 bytes of input 1") },
      { input: 0xffff_ffff, state: InputState.END, bytes: Buffer.alloc(0) },
      { input: 0xffff_ffff, state: InputState.FAILED, bytes: Buffer.alloc(0) },
    ]);
    expect(() => decodeInput(Buffer.alloc(7))).toThrow(/has 7 bytes/);
    expect(() => decodeInput(Buffer.from([0, 0, 0, 0, 3, 0, 0, 0]))).toThrow(/unknown state 3/);
  });

  it("are written alike: headers to the byte, maps to the value", () => {
    for (const { kind, request, payload } of new FrameReader().push(golden)) {
      const header = encodeHeader(kind, request, payload.length);
      expect(decodeHeader(header)).toEqual({ kind, request, length: payload.length });
      expect(golden.includes(Buffer.from(header))).toBe(true);
      if (isData(kind)) continue;
      expect(plain(decodeMap(encodeMap(decodeMap(payload))))).toEqual(plain(decodeMap(payload)));
    }
  });
});

describe("what is no frame is refused", () => {
  const header = (...start: number[]): Uint8Array => Buffer.concat([Buffer.from(start), Buffer.alloc(header_bytes)]);
  it.each([
    ["magic", header(0x58, 0x53, 1, 0), /No frame starts with/],
    ["kind 0", header(0x52, 0x53, 0, 0), /Unknown kind of frame 0/],
    ["kind 12", header(0x52, 0x53, 12, 0), /Unknown kind of frame 12/],
    ["flags", header(0x52, 0x53, 1, 1), /Unknown flags 1/],
    ["control", encodeHeader(Kind.REQUEST, 1, 2 ** 24 + 1), /announces 16777217 bytes/],
    ["schema", encodeHeader(Kind.SCHEMA, 1, 2 ** 28 + 1), /announces 268435457 bytes/],
    ["batch", encodeHeader(Kind.BATCH, 1, 2 ** 32), /announces 4294967296 bytes/],
  ])("%s", (_, bytes, message) => {
    expect(() => new FrameReader().push(bytes)).toThrow(message);
    expect(() => new FrameReader().push(bytes)).toThrow(FrameError);
  });

  it.each(Object.values(Kind))("but the largest payload of kind %i is none of it", (kind) => {
    const length = payloadBytesMax(kind);
    expect(decodeHeader(encodeHeader(kind, 0xffff_ffff, length))).toEqual({ kind, request: 0xffff_ffff, length });
  });
});

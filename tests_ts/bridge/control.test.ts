/** Control payloads: plain msgpack, integers that stay integers, and HELLO, which is encoded by hand. */
import { describe, expect, it } from "vitest";
import { decodeMap, encodeMap } from "../../ts/bridge/control.ts";
import { FrameReader, Kind } from "../../ts/bridge/frames.ts";
import { encodeHello, encodeSmallMap } from "../../ts/bridge/hello.ts";

const float64 = 0xcb;

describe("maps", () => {
  it.each([0, 1, -1, 2 ** 31, 2 ** 32, -(2 ** 40), Number.MAX_SAFE_INTEGER])("keep the integer %i one", (number) => {
    const bytes = encodeMap({ n: number, inner: [{ n: number }] });
    expect(decodeMap(bytes)).toEqual({ n: number, inner: [{ n: number }] });
    expect(bytes.includes(float64)).toBe(false);
  });

  it("keep fractions, text, bytes, nulls and lists", () => {
    const map = { seconds: 0.1, text: "käse ≠ 🧀", none: null, yes: true, list: [1, "two"], empty: {} };
    expect(decodeMap(encodeMap(map))).toEqual(map);
    const { bytes } = decodeMap(encodeMap({ bytes: Uint8Array.of(1, 2, 255) }));
    expect([...(bytes as Uint8Array)]).toEqual([1, 2, 255]);
  });

  it("say nil for what is undefined", () => {
    expect(decodeMap(encodeMap({ missing: undefined }))).toEqual({ missing: null });
  });

  it("are copies: the next one doesn't write over them", () => {
    const first = encodeMap({ text: "first" });
    encodeMap({ text: "other" });
    expect(decodeMap(first)).toEqual({ text: "first" });
  });

  it.each([[0x01], [0x91, 0x01], [0xc0], [0xa1, 0x61]])("and nothing else is one", (...bytes) => {
    expect(() => decodeMap(Uint8Array.from(bytes))).toThrow(/no map/);
  });
});

describe("HELLO", () => {
  it("is a frame like any other", () => {
    const map = { version: "0.1.0", protocol: 1, threads: 2, pid: 4_194_303, node: "24.19.0" };
    const [frame, ...others] = new FrameReader().push(encodeHello(map));
    expect(others).toEqual([]);
    expect(frame).toMatchObject({ kind: Kind.HELLO, request: 0 });
    expect(decodeMap(frame?.payload as Uint8Array)).toEqual(map);
  });

  it("is refused where its short encoding can't hold it", () => {
    expect(() => encodeSmallMap({ text: "x".repeat(256) })).toThrow(RangeError);
    expect(() => encodeSmallMap(Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`${i}`, i])))).toThrow(
      RangeError,
    );
  });
});

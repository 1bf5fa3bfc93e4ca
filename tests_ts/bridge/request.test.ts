/** A REQUEST is checked field by field, and what is wrong with it is said by name. */
import { describe, expect, it } from "vitest";
import { parseRequest } from "../../ts/bridge/request.ts";

const source = { path: Uint8Array.of(47, 97), name: "a" };
const valid = { operation: "stream", format: "bam", sources: [source], options: { limit: 5 }, sink: null, threads: 2 };

describe("a request", () => {
  it("is taken as it is", () => {
    const sink = { kind: "ipc_file", path: Uint8Array.of(47, 98), name: "b", options: { level: 3 } };
    const request = parseRequest({ ...valid, operation: "convert", sink, progress: 0.5, memory: 2 ** 33 });
    expect(request).toEqual({
      operation: "convert",
      format: "bam",
      sources: [source],
      options: { limit: 5 },
      sink,
      threads: 2,
      progress: 0.5,
      memory: 2 ** 33,
    });
  });

  it("has defaults for what may be missing", () => {
    expect(parseRequest(valid)).toMatchObject({ sink: null, progress: null, memory: null });
    expect(parseRequest({ ...valid, options: undefined }).options).toEqual({});
  });

  it("keeps its paths when the frame's buffer goes", () => {
    const path = Uint8Array.of(1, 2, 3);
    const request = parseRequest({ ...valid, sources: [{ path, name: "a" }] });
    path.fill(0);
    expect(request.sources).toEqual([{ path: Uint8Array.of(1, 2, 3), name: "a" }]);
  });

  it("may name inputs that are no paths", () => {
    const sources = [{ input: 0, name: "<bytes>", bytes: 5 }, source, { input: 1, name: "-" }];
    expect(parseRequest({ ...valid, sources }).sources).toEqual([sources[0], source, { ...sources[2], bytes: null }]);
  });

  const cases: [string, Record<string, unknown>, RegExp][] = [
    ["no operation", { operation: undefined }, /operation must be one of .*check, not missing/],
    ["an unknown one", { operation: "destroy" }, /operation must be one of stream, .*, not "destroy"/],
    ["a format that is no text", { format: 3 }, /format must be a string, not 3/],
    ["no sources", { sources: undefined }, /sources must be a list/],
    ["a source that is no map", { sources: ["a"] }, /sources\[0\] must be a map, not "a"/],
    [
      "a path that is text",
      { sources: [source, { path: "a", name: "a" }] },
      /sources\[1\]\.path must be bytes, not "a"/,
    ],
    ["a name that is none", { sources: [{ path: source.path }] }, /sources\[0\]\.name must be a string, not missing/],
    ["an input that is no number", { sources: [{ input: "0", name: "a" }] }, /sources\[0\]\.input must be an integer/],
    ["an input without a name", { sources: [{ input: 0 }] }, /sources\[0\]\.name must be a string, not missing/],
    ["options that are a list", { options: [] }, /options must be a map/],
    ["a sink that is text", { sink: "x" }, /sink must be a map/],
    ["a sink whose options are text", { sink: { kind: "k", ...source, options: "x" } }, /sink\.options must be a map/],
    ["a sink without a kind", { sink: source }, /sink\.kind must be a string/],
    ["no threads", { threads: 0 }, /threads must be an integer of at least 1, not 0/],
    ["half a thread", { threads: 1.5 }, /threads must be an integer/],
    ["progress backwards", { progress: -1 }, /progress must be a number above 0/],
    ["progress that is not a number", { progress: Number.NaN }, /progress must be a number above 0/],
    ["memory that is text", { memory: "64" }, /memory must be an integer of at least 1, not "64"/],
  ];
  it.each(cases)("is refused for %s", (_, change, message) => {
    expect(() => parseRequest({ ...valid, ...change })).toThrow(message);
    expect(() => parseRequest({ ...valid, ...change })).toThrow(expect.objectContaining({ kind: "OptionError" }));
  });
});

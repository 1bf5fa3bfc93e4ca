/** The msgpack maps that are the payload of control frames. */
import { Packr } from "msgpackr";

export type ControlMap = Record<string, unknown>;

// Plain msgpack, nothing of msgpackr's own: Python's msgpack reads it.
const codec = new Packr({
  useRecords: false,
  variableMapSize: true,
  encodeUndefinedAsNil: true,
  int64AsType: "number",
});

export function decodeMap(payload: Uint8Array): ControlMap {
  const value: unknown = codec.unpack(payload);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("The payload of a control frame is no map");
  }
  return value as ControlMap;
}

export function encodeMap(map: ControlMap): Uint8Array {
  return codec.pack(keepIntegers(map));
}

/** msgpackr writes integers above 32 bits as floats, which Python would show as 5000000000.0: bigints stay integers. */
function keepIntegers(value: unknown): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value) && Math.abs(value) > 0x7fff_ffff) return BigInt(value);
  if (Array.isArray(value)) return value.map(keepIntegers);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keepIntegers(inner)]));
}

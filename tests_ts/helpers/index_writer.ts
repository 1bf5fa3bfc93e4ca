/** A BAM's index made by the book (SAM specification, 5.2 and 5.3), without the economies of real ones. */
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";

export interface PlacedRecord {
  readonly reference: number;
  readonly begin: number;
  readonly end: number;
  /** Where it begins in the file, and where the next one does. */
  readonly from: VirtualOffset;
  readonly to: VirtualOffset;
}

interface Shape {
  readonly min_shift: number;
  readonly depth: number;
}

function binOf({ begin, end }: PlacedRecord, { min_shift, depth }: Shape): number {
  for (let level = depth; level > 0; level--) {
    const span = 2 ** (min_shift + 3 * (depth - level));
    if (Math.floor(begin / span) === Math.floor((end - 1) / span))
      return (8 ** level - 1) / 7 + Math.floor(begin / span);
  }
  return 0;
}

class Words {
  readonly #parts: Buffer[] = [];

  u32(...values: readonly number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(4);
      part.writeUInt32LE(value);
      this.#parts.push(part);
    }
    return this;
  }

  u64(value: number): this {
    return this.u32(value % 2 ** 32, Math.floor(value / 2 ** 32));
  }

  offset({ block, within }: VirtualOffset): this {
    return this.u32((block % 2 ** 16) * 2 ** 16 + within, Math.floor(block / 2 ** 16));
  }

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}

/** `shape` makes a .csi; without, it is a .bai. */
export function writeIndex(
  records: readonly PlacedRecord[],
  references: number,
  unplaced: number,
  shape: Shape | null,
): Uint8Array {
  const bins = shape ?? { min_shift: 14, depth: 5 };
  const out = new Words();
  if (shape === null) out.u32(0x01494142, references);
  else out.u32(0x01495343, shape.min_shift, shape.depth, 0, references);
  for (let reference = 0; reference < references; reference++) {
    const own = records.filter((one) => one.reference === reference);
    const chunks = Map.groupBy(own, (one) => binOf(one, bins));
    out.u32(chunks.size + 1);
    const first = own[0]?.from ?? { block: 0, within: 0 };
    for (const [bin, held] of chunks) {
      out.u32(bin);
      if (shape !== null) out.offset(first);
      out.u32(held.length);
      for (const { from, to } of held) out.offset(from).offset(to);
    }
    out.u32((8 ** (bins.depth + 1) - 1) / 7 + 1);
    if (shape !== null) out.u64(0);
    out
      .u32(2)
      .offset(first)
      .offset(own.at(-1)?.to ?? first)
      .u64(own.length)
      .u64(0);
    if (shape !== null) continue;
    const windows = Math.max(0, ...own.map(({ end }) => Math.floor((end - 1) / 2 ** 14) + 1));
    out.u32(windows);
    for (let window = 0; window < windows; window++) {
      // Where none reaches in, the one before stands.
      const reached = own.find(({ end }) => end > window * 2 ** 14);
      out.offset(reached?.from ?? first);
    }
  }
  return out.u64(unplaced).bytes;
}

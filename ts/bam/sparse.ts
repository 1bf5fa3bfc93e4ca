/** Few records of a load, copied out of it: one lot takes records from very many chunks, and could not hold the loads of them all. */
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { bam_pad_bytes } from "../kernels/bam.ts";
import type { Piece } from "./lot_file.ts";

/** A load stays in memory for its records where they take at least this part of it. */
const sparse_factor = 4;

/** A copy of the piece in memory of its own, or null where the records take enough of `region`. */
export function copySparse(
  region: SharedRegion,
  { begin, end, block, inflated }: Piece,
  memory: RequestMemory,
  thread: ThreadMemory,
): { readonly region: SharedRegion; readonly piece: Piece } | null {
  const bytes = end - begin;
  if (bytes * sparse_factor >= region.bytes) return null;
  const copy = new SharedRegion(memory, bytes + bam_pad_bytes);
  thread.bytes.copyWithin(copy.address, begin, end);
  return { region: copy, piece: { begin: copy.address, end: copy.address + bytes, block, inflated } };
}

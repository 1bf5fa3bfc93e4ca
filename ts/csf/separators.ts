/** How many separators go between two CSFs. */
import { Fault } from "../bridge/errors.ts";
import { csf_empty_blocks_max } from "../limits.ts";
import type { Place } from "./list_file.ts";

/**
 * One where a block ends. Empty blocks between two CSFs are kept where nothing was taken out between them, which their numbers tell: only then
 * they were in the list that was read. `before` is null in front of the first CSF.
 */
export function separatorsBetween(before: Place | null, after: Place, path: string): number {
  if (after.block === null) return 0;
  const block = before?.block ?? 1;
  const next = before === null ? 0 : before.idx === null ? null : before.idx + 1;
  const step = after.block - block;
  if (step < 0) {
    throw new Fault("FormatError", "CSF_BLOCK_ORDER", `block ${after.block} comes after block ${block}`, {
      path,
      hint: 'sort the rows by block, counted from 1: table.sort_by("block")',
    });
  }
  if (step > csf_empty_blocks_max) {
    throw new Fault("LimitError", "CSF_BLOCK_ORDER", `block ${after.block} comes right after block ${block}`, {
      path,
      hint: "number the blocks from 1 on",
    });
  }
  if (after.idx !== null && after.idx === next) return step;
  return before === null ? 0 : Math.min(step, 1);
}

/** What a batch's bytes say is checked once, before anything trusts them: offsets, views, numbers of dictionary values, nulls. */
import type { ThreadMemory } from "../../core/thread_memory.ts";
import { countBits } from "./bits.ts";
import type { ArrowColumn } from "./columns.ts";
import { wrong } from "./columns.ts";
import { bitsAt, indicesOf, offsetsOf, validOf, viewsOf } from "./values.ts";

export function checkColumn(column: ArrowColumn, thread: ThreadMemory): void {
  const { node, children } = column;
  checkNulls(column, thread);
  if (node.dictionary !== null) checkIndices(column, thread);
  else if (node.shape === "text" || node.shape === "large_text")
    checkOffsets(column, column.data[0]?.bytes ?? 0, thread);
  else if (node.shape === "list" || node.shape === "large_list") checkOffsets(column, children[0]?.length ?? 0, thread);
  else if (node.shape === "view") checkViews(column, thread);
  for (const child of children) checkColumn(child, thread);
}

function checkNulls({ node, validity, length }: ArrowColumn, thread: ThreadMemory): void {
  if (node.nullable || validity === null) return;
  if (countBits(thread.bytes, validity.address, length) < length)
    throw wrong(node, "there are nulls, but its schema says none");
}

function checkOffsets(column: ArrowColumn, end: number, thread: ThreadMemory): void {
  if (column.length === 0) return;
  const offset = offsetsOf(column, thread);
  let before = offset(0);
  for (let i = 1; i <= column.length; i++) {
    const next = offset(i);
    // Not "less than", so that no value of any kind gets through.
    if (!(next >= before)) throw wrong(column.node, `the offset of value ${i} is less than the one before`);
    before = next;
  }
  if (!(before <= end)) throw wrong(column.node, "an offset leads outside of its values");
}

function checkViews(column: ArrowColumn, thread: ThreadMemory): void {
  const view = viewsOf(column, thread);
  const valid = validOf(column, thread);
  for (let i = 0; i < column.length; i++) {
    if (valid(i) && view(i).address === 0) throw wrong(column.node, `value ${i} lies outside of its buffers`);
  }
}

function checkIndices(column: ArrowColumn, thread: ThreadMemory): void {
  const { node, dictionary } = column;
  const index = indicesOf(column, thread);
  const valid = validOf(column, thread);
  // Half of the numbers of a signed type are negative.
  const most = 2 ** (8 * node.size - (node.dictionary?.signed === true ? 1 : 0));
  const rows = Math.min(dictionary?.rows ?? 0, most);
  const validity = dictionary?.validity ?? 0;
  const there = validity === 0 ? () => true : bitsAt(thread, validity);
  for (let i = 0; i < column.length; i++) {
    if (!valid(i)) continue;
    if (!(index(i) < rows)) throw wrong(node, `value ${i} is none of the ${rows} in its dictionary`);
    if (!node.nullable && !there(index(i))) throw wrong(node, "there are nulls, but its schema says none");
  }
}

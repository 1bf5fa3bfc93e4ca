/** A batch's rows to the text of a list, in a worker. */
import { isAscii } from "node:buffer";
import { Fault } from "../bridge/errors.ts";
import type { FilledBatch } from "../core/sink.ts";
import { csf_line_bytes_max } from "../limits.ts";
import type { EncodedLines, ListStep, Place } from "./list_file.ts";
import { csfKernel } from "./load.ts";
import { separatorsBetween } from "./separators.ts";

type BufferPlace = FilledBatch["layout"]["buffers"][number];

const asterisk = 0x2a;
/** A line that the reader takes for the end of a block. */
const separator = /^[\t\v\f ]*\*[\t\v\f ]*$/;

/** What would be read back as something else, or not at all. */
function checkRows(text: Buffer, offset: (row: number) => number, rows: number, refuse: (what: string) => Fault): void {
  const starred = text.indexOf(asterisk) >= 0;
  if (!starred && text.length <= csf_line_bytes_max) return;
  for (let row = 0; row < rows; row++) {
    const [begin, end] = [offset(row), offset(row + 1)];
    if (end - begin > csf_line_bytes_max) throw refuse(`is longer than ${csf_line_bytes_max} bytes`);
    if (starred && separator.test(text.toString("latin1", begin, end)))
      throw refuse("is only a *, which separates blocks");
  }
}

function checkLines(batch: FilledBatch, body: number): void {
  const { layout, thread, step } = batch;
  const { places, name } = step as unknown as ListStep;
  const refuse = (code: string, message: string): Fault =>
    new Fault("FormatError", code, message, { path: name, hint: "lines 1 to 3 have to be those of a list" });
  if (batch.nulls.some((count) => count > 0)) throw refuse("CSF_LINE", "a value of the lines, idx or block is null");
  for (const [i, place] of places.lines.entries()) {
    const [offsets, data] = layout.buffers.slice(place, place + 2) as [BufferPlace, BufferPlace];
    const text = thread.buffer(body + data.offset, data.bytes);
    if (text.indexOf(0x0a) >= 0 || text.indexOf(0x0d) >= 0)
      throw refuse("CSF_LINE", `line${i + 1} holds an end of line`);
    if (!isAscii(text)) throw refuse("CSF_NOT_ASCII", `line${i + 1} holds a character that is not ASCII`);
    const offset = (row: number): number => thread.data.getUint32(body + offsets.offset + row * 4, true);
    checkRows(text, offset, layout.rows, (what) => refuse("CSF_LINE", `line${i + 1} ${what}`));
  }
}

export function encodeList(batch: FilledBatch): EncodedLines {
  const { region, layout, thread, step } = batch;
  const { places, crlf, name } = step as unknown as ListStep;
  const body = region.address + layout.prefix_bytes;
  checkLines(batch, body);
  const address = (buffer: number): number => body + (layout.buffers[buffer]?.offset ?? 0);
  const place = (row: number): Place => ({
    block: places.block === null ? null : thread.data.getUint32(address(places.block) + row * 4, true),
    idx: places.idx === null ? null : Number(thread.data.getBigUint64(address(places.idx) + row * 8, true)),
  });
  const kernel = csfKernel(thread);
  const room = body + layout.body_bytes;
  const [one, two, three] = places.lines;
  const blocks = places.block === null ? 0 : address(places.block);
  const gaps: [number, number][] = [];
  let to = room;
  for (let row = 0; row < layout.rows; ) {
    if (row > 0) gaps.push([to - room, separatorsBetween(place(row - 1), place(row), name)]);
    row = kernel.weave(
      row,
      layout.rows,
      blocks,
      address(one),
      address(one + 1),
      address(two),
      address(two + 1),
      address(three),
      address(three + 1),
      crlf ? 1 : 0,
      to,
    );
    to = kernel.woven_end() >>> 0;
  }
  return { bytes: to - room, first: place(0), last: place(layout.rows - 1), gaps };
}

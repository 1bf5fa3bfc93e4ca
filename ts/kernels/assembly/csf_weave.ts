/** Columns back to the text of a list. */

/** The instance's place in the text, and the row it stopped at. */
let written: usize = 0;

export function woven_end(): usize {
  return written;
}

@inline
function copy(to: usize, data: usize, offsets: usize): usize {
  let from = data + load<u32>(offsets);
  const next = to + (load<u32>(offsets, 4) - load<u32>(offsets));
  for (; to < next; to += 16) {
    v128.store(to, v128.load(from));
    from += 16;
  }
  return next;
}

@inline
function end_line(to: usize, crlf: u32): usize {
  if (crlf) store<u8>(to++, 0x0d);
  store<u8>(to, 0x0a);
  return to + 1;
}

/**
 * Write the lines of rows `row … rows`, and a separator where the block goes on to the next one. Stops before a row whose block is another
 * one than that, for the host to see to; the row itself is written without a look at its block where it is the first. `blocks` is 0 where
 * there are none. Returns the row it stopped at; `woven_end` is where the text ends. Up to 15 bytes behind it are overwritten.
 */
export function weave(
  row: u32, rows: u32, blocks: usize, offsets1: usize, data1: usize, offsets2: usize, data2: usize, offsets3: usize, data3: usize,
  crlf: u32, to: usize,
): u32 {
  const first = row;
  for (; row < rows; row++) {
    const at = <usize>row << 2;
    if (blocks != 0 && row > first) {
      const step = load<u32>(blocks + at) - load<u32>(blocks + at - 4);
      if (step > 1) break;
      if (step == 1) {
        store<u8>(to, 0x20);
        store<u8>(to + 1, 0x2a);
        to = end_line(to + 2, crlf);
      }
    }
    to = end_line(copy(to, data1, offsets1 + at), crlf);
    to = end_line(copy(to, data2, offsets2 + at), crlf);
    to = end_line(copy(to, data3, offsets3 + at), crlf);
  }
  written = to;
  return row;
}

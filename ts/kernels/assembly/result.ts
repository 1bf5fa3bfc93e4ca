/** What a column function reports beside its return value. Globals belong to the instance, so threads don't share them. */
let nulls: u32 = 0;
let bad: u32 = 0;

/** Nulls in the column written last. */
export function null_count(): u32 {
  return nulls;
}

/** What is wrong with the record that ended the column written last, 0 if none. */
export function bad_code(): u32 {
  return bad;
}

/** A whole column: what its function returns. */
export function whole(null_rows: u32): i32 {
  nulls = null_rows;
  bad = 0;
  return 0;
}

/** A column ended by a bad record: what its function returns. */
export function refused(row: u32, code: u32): i32 {
  nulls = 0;
  bad = code;
  return <i32>row + 1;
}

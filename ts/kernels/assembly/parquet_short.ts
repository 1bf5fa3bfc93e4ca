/** What a function reports beside its return value. Globals belong to the instance, so threads don't share them. */

/** Nothing to lay out: all that these kernels need is in their arguments. */
export function init(_scratch: usize): void {}

let full: u32 = 0;

/** Whether the last function that took fewer values than it was given had no room for more; else the next value is damaged. */
export function short_of(): u32 {
  return full;
}

export function stopped_full(): void {
  full = 1;
}

export function stopped_damaged(): void {
  full = 0;
}

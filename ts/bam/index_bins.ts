/** The bins of an index: each has eight below it (SAM specification, 5.3). */

/** Bins above a level. */
export const binsAbove = (level: number): number => (8 ** level - 1) / 7;

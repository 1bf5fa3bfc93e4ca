/** Names that may have been meant. */
const names_told = 5;
const names_compared_max = 100_000;

/** How many letters have to change, at most `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** What files call chr1 is 1 in others; case differs, too. */
const plain = (name: string): string => name.toLowerCase().replace(/^chr/, "");

/** The nearest names, the best first; the first ones of all where none is near. */
export function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const limit = wanted.length < 4 ? 1 : 2;
  const judged = names.slice(0, names_compared_max).map((name, index) => {
    const score = plain(name) === plain(wanted) ? 0 : distance(name, wanted, limit);
    return { name, score, index };
  });
  const near = judged.filter(({ score }) => score <= limit).toSorted((a, b) => a.score - b.score || a.index - b.index);
  return (near.length > 0 ? near : judged).slice(0, names_told).map(({ name }) => name);
}

import type { Random } from "./random.ts";

type Sample = (random: Random, bytes: number) => Uint8Array;

/** Kinds of content, from what compresses to nothing to what doesn't at all. */
export const samples: Readonly<Record<string, Sample>> = {
  zeros: (_, bytes) => new Uint8Array(bytes),
  noise: (random, bytes) => random.bytes(bytes),
  bases: (random, bytes) => Uint8Array.from({ length: bytes }, () => random.pick([65, 67, 71, 84])),
  qualities: (random, bytes) => {
    let score = 37;
    return Uint8Array.from({ length: bytes }, () => {
      if (random.below(4) === 0) score = Math.max(2, Math.min(41, score + random.below(9) - 4));
      return score;
    });
  },
  /** Short periods of every kind, which are what a copy must get right. */
  periods: (random, bytes) => {
    const out = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      const period = random.bytes(1 + random.below(40));
      const end = Math.min(bytes, at + period.length + random.below(600));
      for (let i = 0; at < end; i++) out[at++] = period[i % period.length] as number;
    }
    return out;
  },
  /** Matches from far away, among text. */
  echoes: (random, bytes) => {
    const out = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      if (at > 300 && random.below(2) === 0) {
        const distance = 1 + random.below(Math.min(at, 32_768));
        const end = Math.min(bytes, at + 3 + random.below(300));
        for (; at < end; at++) out[at] = out[at - distance] as number;
      } else out[at++] = 32 + random.below(90);
    }
    return out;
  },
};

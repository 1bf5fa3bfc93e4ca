"""Reads made in plain Python: long reads, and short ones for machines without a read simulator."""

from __future__ import annotations

import itertools
import random
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from harness import bam, bgzf

REFERENCES = [(f"chr{number}", 1_000_000) for number in range(1, 6)]
_NIBBLES = {"A": 1, "C": 2, "G": 4, "T": 8}
_READ_BASES = 150


class Genome:
    """Five random chromosomes, packed at both parities so that a read's bases are one slice."""

    def __init__(self, rng: random.Random) -> None:
        self._even: list[bytes] = []
        self._odd: list[bytes] = []
        for _, length in REFERENCES:
            codes = rng.choices(tuple(_NIBBLES.values()), k=length + 2)
            self._even.append(bytes(a << 4 | b for a, b in zip(codes[0::2], codes[1::2], strict=True)))
            self._odd.append(bytes(a << 4 | b for a, b in zip(codes[1:-1:2], codes[2::2], strict=True)))

    def bases(self, chromosome: int, position: int, count: int) -> bytearray:
        """`count` bases from `position` on, two a byte; an odd last one leaves its low half zero."""
        strand = self._odd if position & 1 else self._even
        start = position >> 1
        packed = bytearray(strand[chromosome][start : start + (count + 1) // 2])
        if count & 1:
            packed[-1] &= 0xF0
        return packed


def _quality_pool(rng: random.Random, strings: int, length: int) -> list[bytes]:
    """Quality strings with the habits of an Illumina run: eight levels, runs, a worse end."""
    levels = (41, 38, 34, 28, 23, 16, 7, 2)
    pool: list[bytes] = []
    for _ in range(strings):
        level = 1
        string = bytearray(length)
        for place in range(length):
            if rng.random() < 0.6:
                level = min(7, int(rng.expovariate(0.9 if place < length * 2 // 3 else 0.6)))
            string[place] = levels[level]
        pool.append(bytes(string))
    return pool


def _miscall(rng: random.Random, bases: bytearray, count: int) -> None:
    for _ in range(count):
        bases[rng.randrange(len(bases) - 1)] = rng.choice((0x12, 0x24, 0x48, 0x81, 0x14, 0x28))


def short_reads(pairs_per_chromosome: int) -> Iterator[bytes]:
    """Paired reads of 150 bases in order of position, with tags as minimap2 leaves them."""
    rng = random.Random(7)
    genome = Genome(rng)
    pool = _quality_pool(rng, 8192, 2 * _READ_BASES)
    match = struct.pack("<I", _READ_BASES << 4)
    serial = itertools.count(1)
    for chromosome, (name, length) in enumerate(REFERENCES):
        ends: list[tuple[int, int, int, int]] = []
        for _ in range(pairs_per_chromosome):
            insert = max(_READ_BASES, min(600, int(rng.gauss(400, 40))))
            start = rng.randrange(length - 600)
            mate = start + insert - _READ_BASES
            pair = next(serial)
            ends.append((start, mate, insert, pair))
            ends.append((mate, start, -insert, pair))
        ends.sort()
        for start, mate, insert, pair in ends:
            bases = genome.bases(chromosome, start, _READ_BASES)
            wrong = min(4, int(rng.expovariate(1.5)))
            _miscall(rng, bases, wrong)
            shift = rng.randrange(_READ_BASES)
            tags = b"NMC" + bytes((wrong,)) + b"msi" + struct.pack("<i", 300 - 10 * wrong) + b"tpAPrlC\0"
            yield bam.record(
                name=f"{name}-{pair}".encode(), reference=chromosome, position=start, mapq=60,
                flag=99 if insert > 0 else 147, cigar=match, bases=bytes(bases), bases_count=_READ_BASES,
                qualities=rng.choice(pool)[shift : shift + _READ_BASES], tags=tags,
                mate=(chromosome, mate, insert),
            )  # fmt: skip


def with_md(record: bytes) -> bytes:
    """A short read with a tag MD of as many mismatches as its NM says, in places of no meaning."""
    at = record.find(b"NMC", 36)
    wrong = record[at + 3] if at >= 0 else 0
    apart = _READ_BASES // (wrong + 1)
    text = (f"{apart - 1}A" * wrong).encode() + str(_READ_BASES - wrong * apart).encode()
    tag = b"MDZ" + text + b"\0"
    return struct.pack("<i", len(record) - 4 + len(tag)) + record[4:] + tag


def long_reads(count: int) -> Iterator[bytes]:
    """Reads of 5,000 to 50,000 bases with many small insertions and deletions, as nanopores leave them."""
    rng = random.Random(11)
    genome = Genome(rng)
    pool = _quality_pool(rng, 64, 60_000)
    per_chromosome = count // len(REFERENCES)
    for chromosome, (_, length) in enumerate(REFERENCES):
        starts = sorted(rng.randrange(length - 50_000) for _ in range(per_chromosome))
        for number, start in enumerate(starts):
            bases_count = min(50_000, 5_000 + int(rng.expovariate(1 / 5_000)))
            bases = genome.bases(chromosome, start, bases_count)
            _miscall(rng, bases, bases_count // 50)
            shift = rng.randrange(10_000)
            yield bam.record(
                name=f"{rng.getrandbits(128):032x}".encode(), reference=chromosome, position=start, mapq=60,
                flag=16 * (number & 1), cigar=_noisy_cigar(rng, bases_count), bases=bytes(bases),
                bases_count=bases_count, qualities=pool[number % 64][shift : shift + bases_count],
                tags=b"NMI" + struct.pack("<I", bases_count // 50) + b"qsf" + struct.pack("<f", 17.5),
            )  # fmt: skip


def _noisy_cigar(rng: random.Random, bases_count: int) -> bytes:
    """Matches with an insertion or deletion every 60 bases or so, soft-clipped at the start."""
    operations = [(30 << 4) | 4]
    left = bases_count - 30
    while left > 400:
        match = 20 + rng.getrandbits(7) % 80
        operations.append(match << 4)
        left -= match
        if rng.getrandbits(1):
            operations.append((1 + rng.getrandbits(1)) << 4 | 2)
        else:
            operations.append(2 << 4 | 1)
            left -= 2
    operations.append(left << 4)
    return struct.pack(f"<{len(operations)}I", *operations)


def write(path: Path, records: Callable[[], Iterator[bytes]]) -> None:
    """Write a BAM under its name once it is whole. The header has blocks of its own, as htslib writes it."""
    lines = ["@HD\tVN:1.6\tSO:coordinate"] + [f"@SQ\tSN:{name}\tLN:{length}" for name, length in REFERENCES]
    head = bam.header("\n".join(lines) + "\n", REFERENCES)
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as out:
        bgzf.write_blocks(out, itertools.chain([head], bgzf.pack_whole_records(records())))
    partial.rename(path)


def write_reference(path: Path) -> None:
    """The random genome that a read simulator starts from."""
    rng = random.Random(7)
    with open(path, "w") as out:
        for name, length in REFERENCES:
            bases = "".join(rng.choices("ACGT", k=length))
            out.write(f">{name}\n")
            out.writelines(bases[start : start + 80] + "\n" for start in range(0, length, 80))

"""Corner cases of records and headers: each function gives the uncompressed bytes of one BAM file."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterable
from functools import partial

from tests_py.data.bam_writer import (
    BASE_LETTERS,
    Cigar,
    Record,
    array_tag,
    encode,
    header,
    tag,
)

REFERENCES = [("chr1", 248_956_422), ("chr2", 1_000), ("HLA-A*01:01:01:01", 3_503), ("last", 2**31 - 1)]
POSITION_MAX = 2**31 - 2


def file_of(records: Iterable[Record], references: list[tuple[str, int]] | None = None) -> bytes:
    """Header and records."""
    return header(REFERENCES if references is None else references) + b"".join(map(encode, records))


def random_reads(count: int, seed: int, bases_max: int = 200) -> list[Record]:
    """Reads of every ordinary sort: mapped, unmapped, clipped, without bases, without qualities."""
    rng = random.Random(seed)
    return [_random_read(rng, f"read/{seed}/{number}".encode(), bases_max) for number in range(count)]


def _random_read(rng: random.Random, name: bytes, bases_max: int) -> Record:
    length = rng.randrange(bases_max + 1)
    bases = "".join(rng.choices("ACGTN", (24, 24, 24, 24, 4), k=length))
    qualities = None if rng.random() < 0.1 else [rng.randrange(42) for _ in range(length)]
    tags = tag(b"NM", b"C", bytes([rng.randrange(9)])) + tag(b"MD", b"Z", str(length).encode() + b"\0")
    if rng.random() < 0.15:
        return Record(name, 4, bases=bases, qualities=qualities, tags=tags)
    cigar: list[tuple[int, str]] = []
    left = length
    while left:
        step = rng.randint(1, left)
        operation = rng.choices("MIS=X", (8, 1, 1, 1, 1))[0]
        cigar.append((step, operation))
        if rng.random() < 0.2:
            cigar.append((rng.randint(1, 5_000), rng.choice("DN")))
        left -= step
    return Record(
        name,
        rng.choice([0, 16, 99, 147, 256, 1024, 2048]),
        rng.randrange(len(REFERENCES)),
        rng.randrange(900),
        rng.randrange(256),
        tuple(cigar),
        bases,
        qualities,
        rng.randrange(-1, len(REFERENCES)),
        rng.randrange(-1, 900),
        rng.randint(-1000, 1000),
        tags,
    )


def mixed() -> bytes:
    """The ordinary file that most block layouts are made of."""
    return file_of(random_reads(300, seed=1))


def unaligned() -> bytes:
    reads = [Record(f"u{n}".encode(), 77, bases="ACGT" * n, qualities=[n] * 4 * n) for n in range(40)]
    return file_of(reads, [])


def missing_values() -> bytes:
    placed = partial(Record, flag=0, reference=0, position=99, mapq=0)
    return file_of(
        [
            placed(b"no-quality", cigar=((4, "M"),), bases="ACGT"),
            placed(b"no-bases", cigar=((4, "M"),)),
            placed(b"no-bases-no-cigar"),
            placed(b"*", cigar=((1, "M"),), bases="A", qualities=[0]),
            Record(b"*", 4),
            Record(b"n" * 254, 4, bases="N", qualities=[2]),
            Record(b"!\"#$%&'()*+,-./0123456789:;<=>?A~", 4),
            Record(b"one-missing-one-not", 4, bases="AC", qualities=[0, 93]),
        ]
    )


def placement() -> bytes:
    """What is mapped, placed and aligned, in every combination."""
    reads: list[Record] = []
    for flag in (0, 4, 69, 133, 4095):
        for reference in (-1, 0, 3):
            for position in (-1, 0, 499, POSITION_MAX):
                for cigar in ((), ((4, "M"),), ((4, "S"),)):
                    name = f"{flag}/{reference}/{position}/{len(cigar)}".encode()
                    reads.append(Record(name, flag, reference, position, 1, cigar, "ACGT", [1, 2, 3, 4]))
    return file_of(reads)


def flags() -> bytes:
    values = [0, 0xFFFF, *(1 << bit for bit in range(16)), *range(0, 0x10000, 257)]
    return file_of(Record(b"f%d" % n, n, 1, n % 1000, 3, ((2, "M"),), "AC", [4, 5]) for n in values)


def cigars() -> bytes:
    shapes: list[Cigar] = [((4, op),) for op in "MIDNSHP=X"]
    shapes += [
        ((0, "M"),),
        ((2, "H"), (1, "S"), (2, "M"), (3, "N"), (1, "="), (9, "D"), (1, "X"), (1, "P"), (2, "I")),
    ]
    shapes += [((2**28 - 1, "N"),), ((4, "S"), (4, "H")), ((1, "M"),) * 300]
    return file_of(Record(b"c%d" % n, 0, 0, n, 5, shape, tags=b"") for n, shape in enumerate(shapes))


def bases_and_qualities() -> bytes:
    reads = [Record(b"all", 4, bases=BASE_LETTERS, qualities=range(16))]
    pairs = "".join(a + b for a in BASE_LETTERS for b in BASE_LETTERS)
    reads += [Record(b"pairs", 4, bases=pairs), Record(b"odd", 4, bases=pairs[1:])]
    reads.append(Record(b"quality", 4, bases="A" * 94, qualities=range(94)))
    for length in range(71):
        bases = (BASE_LETTERS * 5)[length % 7 :][:length]
        reads.append(Record(b"l%d" % length, 4, bases=bases, qualities=[(7 * n) % 94 for n in range(length)]))
    return file_of(reads)


def tags_of_every_type() -> bytes:
    single = [
        tag(b"AA", b"A", b"!"),
        tag(b"Ac", b"c", struct.pack("<b", -128)),
        tag(b"AC", b"C", b"\xff"),
        tag(b"As", b"s", struct.pack("<h", -32768)),
        tag(b"AS", b"S", struct.pack("<H", 65535)),
        tag(b"Ai", b"i", struct.pack("<i", -(2**31))),
        tag(b"AI", b"I", struct.pack("<I", 2**32 - 1)),
        tag(b"Af", b"f", struct.pack("<f", 1.5)),
        tag(b"AZ", b"Z", b"text with spaces\0"),
        tag(b"aZ", b"Z", b"\0"),
        tag(b"AH", b"H", b"1AE301\0"),
    ]
    arrays = [array_tag(b"B" + kind.encode(), kind, [1, 2, 3]) for kind in "cCsSiIf"]
    arrays.append(array_tag(b"BE", "I", []))
    arrays.append(array_tag(b"BL", "I", range(40_000)))
    reads = [
        Record(b"t%d" % n, 4, bases="AC", qualities=[9, 8], tags=t) for n, t in enumerate(single + arrays)
    ]
    reads.append(Record(b"everything", 4, bases="ACG", qualities=[9, 8, 7], tags=b"".join(single + arrays)))
    return file_of(reads)


def header_text_differs() -> bytes:
    """References in the binary list alone, text padded with NUL bytes."""
    return header(REFERENCES, "@HD\tVN:1.6\n\0\0\0\0\0") + b"".join(map(encode, random_reads(5, seed=8)))


CORNERS: dict[str, Callable[[], bytes]] = {
    "mixed": mixed,
    "unaligned": unaligned,
    "missing-values": missing_values,
    "placement": placement,
    "flags": flags,
    "cigars": cigars,
    "bases-and-qualities": bases_and_qualities,
    "tags": tags_of_every_type,
    "header-text-differs": header_text_differs,
    "header-only": lambda: header(REFERENCES),
    "nothing-at-all": lambda: header((), ""),
    "no-header-text": lambda: (
        header(REFERENCES, "") + encode(Record(b"r", 0, 1, 2, 3, ((1, "M"),), "A", [1]))
    ),
}

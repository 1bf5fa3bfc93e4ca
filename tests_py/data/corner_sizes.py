"""Corner cases of size: long reads, CIGARs and headers, many references, full batches; uncompressed."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests_py.data.bam_writer import CIGAR_OPERATIONS_MAX, Cigar, Record, encode, encode_long_cigar, header
from tests_py.data.corner_records import REFERENCES, file_of, random_reads

#: Any byte as a base.
_TWO_BITS = bytes(b"ACGT"[code % 4] for code in range(256))


def many_references() -> bytes:
    references = [(f"scaffold_{n:05d}_of_a_long_assembly_name", 100 + n) for n in range(5_000)]
    reads = [Record(b"r%d" % n, 0, n, n % 90, 9, ((5, "M"),), "ACGTA", [30] * 5) for n in range(5_000)]
    return file_of(reads, references)


def long_reads() -> bytes:
    rng = random.Random(2)
    reads: list[Record] = []
    for number, length in enumerate([70_000, 1, 131_072, 65_536, 0, 200_001, 33]):
        bases = "".join(rng.choices("ACGT", k=length))
        cigar: Cigar = ((length, "M"),) if length else ()
        reads.append(
            Record(b"long%d" % number, 0, 0, 10 * number, 60, cigar, bases, rng.choices(range(94), k=length))
        )
    return file_of(reads)


def larger_than_a_span() -> bytes:
    """Records of more compressed bytes than the engine reads at once, between small ones."""
    rng = random.Random(3)
    small = random_reads(3, seed=4)
    out = [header(REFERENCES), encode(small[0])]
    for number, length in enumerate([700_001, 900_000]):
        bases = "".join(rng.choices("ACGT", k=length))
        big = Record(
            b"huge%d" % number, 0, 3, 5, 1, ((length, "M"),), bases, rng.choices(range(60), k=length)
        )
        out += [encode(big), encode(small[number + 1])]
    return b"".join(out)


def larger_than_a_batch() -> bytes:
    """A record of more raw bytes than a batch may have, between small ones."""
    small = random_reads(5, seed=5)
    length = 23_000_001
    big = Record(
        b"giant", 0, 3, 7, 1, ((length, "="),), ("ACGTTGCANN" * (length // 10 + 1))[:length], b"\x1e" * length
    )
    return file_of([*small[:2], big, *small[2:]])


def many_spans() -> bytes:
    """Enough compressed bytes for several workers; here and there a read of very many bases."""
    rng = random.Random(9)
    letters = bytes(code % 94 for code in range(256))
    out = [header(REFERENCES)]
    for number in range(8_000):
        length = {1_000: 300_001, 4_001: 2_500_000, 7_999: 65_536}.get(number, rng.randrange(2_000))
        bases = rng.randbytes(length).translate(_TWO_BITS).decode()
        name = b"%s:%d" % (b"span" * (number % 9), number)
        cigar: Cigar = ((length, "M"),) if length else ()
        qualities = rng.randbytes(length).translate(letters)
        out.append(encode(Record(name, 16 * (number % 2), number % 4, number, 60, cigar, bases, qualities)))
    return b"".join(out)


def _alternating(operations: int) -> Cigar:
    return tuple((1 + n % 3, "MI"[n % 2]) for n in range(operations))


def _with_cigar(name: bytes, cigar: Cigar) -> Record:
    length = sum(n for n, op in cigar if op in "MIS=X")
    return Record(name, 0, 0, 100, 60, cigar, ("ACGT" * (length // 4 + 1))[:length], b"\x14" * length)


def long_cigars() -> bytes:
    full = encode(_with_cigar(b"full-field", _alternating(CIGAR_OPERATIONS_MAX)))
    moved = encode_long_cigar(_with_cigar(b"in-the-tag", _alternating(70_001)))
    short = encode_long_cigar(_with_cigar(b"short-in-the-tag", ((5, "M"), (7, "D"), (5, "M"))))
    # The tag is believed, as htslib does.
    differs = encode_long_cigar(
        _with_cigar(b"differs-from-its-placeholder", ((5, "M"), (7, "D"), (5, "M"))), 99
    )
    last = encode(random_reads(1, seed=6)[0])
    return header(REFERENCES) + full + moved + short + differs + last


def long_header() -> bytes:
    text = "@HD\tVN:1.6\tSO:unsorted\n" + "".join(f"@CO\tline {n} {'é' * (n % 50)}\n" for n in range(4_000))
    return header(REFERENCES, text) + b"".join(map(encode, random_reads(5, seed=7)))


#: Reads of the files that sit at the edges of batches of 1, 2, 7, 1,000 and 20,000.
BATCH_EDGES = (1, 2, 3, 6, 7, 8, 14, 15, 1_000, 1_001, 20_000, 20_001)


def tiny_reads(count: int) -> bytes:
    return file_of(
        Record(b"%d" % n, 0, n % 4, n, 1, ((1, "M"),), "ACGT"[n % 4], [n % 94]) for n in range(count)
    )


CORNERS: dict[str, Callable[[], bytes]] = {
    "many-references": many_references,
    "long-reads": long_reads,
    "larger-than-a-span": larger_than_a_span,
    "larger-than-a-batch": larger_than_a_batch,
    "many-spans": many_spans,
    "long-cigars": long_cigars,
    "long-header": long_header,
}

"""What regions hold, told by pysam."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, NamedTuple

import pysam

#: Name, reference or None, start from 1 or None, flags.
Row = tuple[str, str | None, int | None, int]

COLUMNS = ["name", "chrom", "start", "flags"]


class Span(NamedTuple):
    """A part of a reference, from 0 and half-open; an end of None is the reference's own."""

    name: str
    begin: int
    end: int | None

    @property
    def text(self) -> str:
        """The same as samtools writes it."""
        name = "{" + self.name + "}"
        if self.end is None:
            return f"{name}:{self.begin + 1:,}" if self.begin else name
        return f"{name}:{self.begin + 1:,}-{self.end:,}"


class Truth:
    """A file, gone through without its index."""

    def __init__(self, path: Path) -> None:
        with pysam.AlignmentFile(str(path), "rb", check_sq=False) as file:
            self.lengths = dict(zip(file.references, file.lengths, strict=True))
            self.records = [(_row(read), _place(read)) for read in file.fetch(until_eof=True)]

    def overlapping(self, spans: list[Span], *, unplaced: bool = False) -> list[Row]:
        """The records that overlap any of the spans, each once."""
        return [row for row, place in self.records if _wanted(place, spans, unplaced)]

    def spans(self, rng: random.Random, count: int) -> list[Span]:
        """Parts of references, more of them where records are."""
        placed = [place for _, place in self.records if place is not None]
        names = list(self.lengths)
        found: list[Span] = []
        for _ in range(count):
            if placed and rng.random() < 0.8:
                name, begin, end = rng.choice(placed)
                begin = max(0, rng.choice((begin, end, begin - 1, end - 1)) - rng.choice((0, 1, 50, 20_000)))
            else:
                name = rng.choice(names)
                begin = rng.randrange(max(1, self.lengths[name]))
            begin = min(begin, self.lengths[name])
            found.append(Span(name, begin, begin + rng.choice((1, 2, 100, 10_000, 1_000_000))))
        ends = [
            Span(name, max(0, self.lengths[name] - 1), None) for name in rng.sample(names, min(2, len(names)))
        ]
        wholes = [Span(name, 0, None) for name in rng.sample(names, min(2, len(names)))]
        return found + ends + wholes


def fetched(path: Path, index: Path, span: Span) -> list[Row] | None:
    """What pysam finds through the index; None where it can't make out the header's text."""
    with pysam.AlignmentFile(str(path), "rb", index_filename=str(index), check_sq=False) as file:
        try:
            found = file.fetch(span.name, span.begin, span.end)
        except ValueError as error:
            if str(error) != "could not parse header":
                raise
            return None
        return [_row(read) for read in found]


def _row(read: Any) -> Row:
    start = None if read.reference_start < 0 else read.reference_start + 1
    return (read.query_name or "*", read.reference_name, start, read.flag)


def _place(read: Any) -> tuple[str, int, int] | None:
    if read.reference_id < 0:
        return None
    begin = read.reference_start
    # What isn't mapped, or covers nothing, counts one base.
    end = begin + 1 if read.is_unmapped or not read.reference_length else read.reference_end
    return (read.reference_name, begin, end)


def _wanted(place: tuple[str, int, int] | None, spans: list[Span], unplaced: bool) -> bool:
    if place is None:
        return unplaced
    name, begin, end = place
    return any(one.name == name and end > one.begin and (one.end is None or begin < one.end) for one in spans)

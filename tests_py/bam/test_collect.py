"""`errors="collect"`: the rows given are those of the sound file that no reject covers."""

from __future__ import annotations

import io
import itertools
import random
import tempfile
import warnings
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import scan_bam
from rogtk_shim.errors import FormatError, LimitError, RejectsWarning, RogtkShimError, TruncatedFileError
from rogtk_shim.statistics import Statistics
from tests_py.bam import bam_by_hand
from tests_py.bam.bgzf_by_hand import inflate
from tests_py.bam.damage import (
    INSIDE,
    OUTSIDE,
    Damage,
    cut,
    flip_bits,
    flip_in_a_block_header,
    flip_in_a_trailer,
    insert_bytes,
    overwrite,
    remove_bytes,
)
from tests_py.bam.rows import Row
from tests_py.bam.test_damage_property import FIXED, SOURCES, damaged, source
from tests_py.data.bgzf_writer import block_starts

pytestmark = pytest.mark.timeout(120)

Place = tuple[int, int]


class Sound(NamedTuple):
    """A sound file: its rows, where each begins and ends, and how long the header is."""

    rows: list[Row]
    places: list[Place]
    ends: list[Place]
    #: How long each is.
    bytes: list[int]
    #: Where the last block ends that the header needs.
    header_end: int


@cache
def sound(name: str) -> Sound:
    file = source(name)
    data = inflate(file)
    starts = block_starts(file)
    sizes = [int.from_bytes(file[b - 4 : b], "little") for b in [*starts[1:], len(file)]]
    before = [0]
    for size in sizes:
        before.append(before[-1] + size)

    def place(at: int) -> Place:
        block = bisect_right(before, at) - 1
        return (starts[block], at - before[block]) if block < len(starts) else (len(file), 0)

    header, records = _records(data)
    return Sound(
        bam_by_hand.read(file)[1],
        [place(at) for at, _ in records],
        [(block, within + 1) for block, within in (place(end - 1) for _, end in records)],
        [end - at for at, end in records],
        [*starts, len(file)][bisect_right(starts, place(header - 1)[0])],
    )


def _records(data: bytes) -> tuple[int, list[tuple[int, int]]]:
    def integer(at: int) -> int:
        return int.from_bytes(data[at : at + 4], "little", signed=True)

    at = 8 + integer(4)
    count = integer(at)
    at += 4
    for _ in range(count):
        at += 8 + integer(at)
    header = at
    records: list[tuple[int, int]] = []
    while at < len(data):
        records.append((at, at + 4 + integer(at)))
        at = records[-1][1]
    return header, records


def rows_of(table: pa.Table) -> list[Any]:
    return [tuple(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def collect(source: Any, **options: Any) -> tuple[list[Any], Statistics]:
    """Read what can be read, and see that there is one warning exactly where something was rejected."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with scan_bam(source, errors="collect", **options).open() as stream:
            table = pa.Table.from_batches(stream, stream.schema)
            stats = stream.stats
    assert stats is not None
    rejected = stats["rejected"] > 0
    assert [warning.category for warning in seen] == [RejectsWarning] * rejected
    assert stats.complete is not rejected
    assert len(stats["rejects"]) == stats["rejected"]
    assert stats.records == stats["records_read"] == table.num_rows
    return rows_of(table), stats


def begin(reject: dict[str, Any]) -> Place:
    return reject["offset"], reject["within"]


def end(reject: dict[str, Any]) -> Place:
    return reject["next_offset"], reject["next_within"]


def is_subsequence(rows: list[Any], of: list[Row]) -> bool:
    left = iter(of)
    return all(any(row == other for other in left) for row in rows)


#: Damage that leaves everything in its place.
IN_PLACE: list[Damage] = [flip_bits, flip_in_a_block_header, flip_in_a_trailer, cut, overwrite]


@settings(FIXED, max_examples=250)
@given(
    name=st.sampled_from(SOURCES),
    steps=st.lists(st.sampled_from(IN_PLACE), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2]),
    batch_size=st.sampled_from([3, 64, 20_000]),
)
def test_damage_in_place(name: str, steps: list[Damage], seed: int, threads: int, batch_size: int) -> None:
    judge_in_place(name, damaged(source(name), steps, None, seed), threads, batch_size)


@settings(FIXED, max_examples=25)
@given(
    name=st.sampled_from(["corner/many-spans", "corner/blocks-decoys"]),
    steps=st.lists(st.sampled_from(IN_PLACE), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2]),
)
def test_damage_in_place_of_larger_files(name: str, steps: list[Damage], seed: int, threads: int) -> None:
    judge_in_place(name, damaged(source(name), steps, None, seed), threads, 500)


def collect_behind_header(name: str, file: bytes, **options: Any) -> tuple[list[Any], Statistics] | None:
    """Collect; None where the header isn't whole, and that is an error."""
    header = sound(name).header_end
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.bam"
        path.write_bytes(file)
        if file[:header] == source(name)[:header]:
            return collect(path, **options)
        try:
            return collect(path, **options)
        except (FormatError, LimitError, TruncatedFileError):
            return None


def judge_in_place(name: str, file: bytes, threads: int, batch_size: int) -> None:
    """Nothing has moved: the rows given are exactly those that no reject touches."""
    whole = sound(name)
    found = collect_behind_header(name, file, threads=threads, batch_size=batch_size)
    if found is None:
        return
    rows, stats = found
    rejects = stats["rejects"]
    for one, other in itertools.pairwise(rejects):
        assert begin(one) <= end(one) <= begin(other)
    # What reaches to the end of a file that was cut covers all that came behind.
    spans = [(begin(one), end(one) if end(one) < (len(file), 0) else (1 << 60, 0)) for one in rejects]
    assert rows == [
        row
        for row, first, last in zip(whole.rows, whole.places, whole.ends, strict=True)
        if all(last <= a or first >= b for a, b in spans)
    ]
    assert sum(reject["length"] for reject in rejects) == stats["damaged_bytes"]
    assert sum(reject["inflated"] for reject in rejects) == stats["rejected_inflated_bytes"]
    if file == source(name):
        assert rejects == []


#: Damage after which checksums or headers tell where bytes are missing, or too many.
MOVING: list[Damage] = [remove_bytes, insert_bytes]


@settings(FIXED, max_examples=150)
@given(
    name=st.sampled_from(SOURCES),
    steps=st.lists(st.sampled_from([*IN_PLACE, *MOVING]), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
)
def test_damage_that_moves(name: str, steps: list[Damage], seed: int) -> None:
    file = damaged(source(name), steps, None, seed)
    found = collect_behind_header(name, file)
    if found is not None:
        assert is_subsequence(found[0], sound(name).rows)


@settings(FIXED, max_examples=150)
@given(
    name=st.sampled_from(SOURCES),
    step=st.sampled_from(OUTSIDE),
    inside=st.none() | st.sampled_from(INSIDE),
    seed=st.integers(0, 2**32),
    batch_size=st.sampled_from([3, 20_000]),
)
def test_files_as_pipes_and_any_number_of_threads(
    name: str, step: Damage, inside: Damage | None, seed: int, batch_size: int
) -> None:
    file = damaged(source(name), [step], inside, seed)
    answers: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.bam"
        path.write_bytes(file)
        for threads, given_as in ((1, path), (2, path), (2, file), (1, Pieces(file, seed))):
            try:
                rows, stats = collect(given_as, threads=threads, batch_size=batch_size, columns="all")
            except RogtkShimError as error:
                answers.append(error.code)
            else:
                places = [{**reject, "path": None} for reject in stats["rejects"]]
                answers.append((rows, places, stats["damaged_bytes"], stats.batches, stats.bytes_in))
    assert answers[1:] == answers[:1] * 3


class Pieces(io.RawIOBase):
    """Bytes that come in pieces of all sizes."""

    def __init__(self, data: bytes, seed: int) -> None:
        self._data = io.BytesIO(data)
        self._random = random.Random(seed)

    def read(self, size: int = -1, /) -> bytes:
        return self._data.read(self._random.randint(1, max(1, min(size, 50_000))))

    def seekable(self) -> bool:
        return False


@settings(FIXED, max_examples=100)
@given(
    name=st.sampled_from([*SOURCES, "corner/many-spans", "corner/blocks-decoys"]),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2]),
)
def test_no_more_is_left_out_than_one_block_holds(name: str, seed: int, threads: int) -> None:
    whole, file = sound(name), bytearray(source(name))
    edges = [*block_starts(source(name)), len(file)]
    sizes = [int.from_bytes(file[b - 4 : b], "little") for b in edges[1:]]
    behind = [k for k, size in enumerate(sizes) if edges[k] >= whole.header_end and size > 0]
    if not behind:
        return
    block = random.Random(seed).choice(behind)
    # Its checksum.
    file[edges[block + 1] - 8] ^= 1
    rows, stats = collect(bytes(file), threads=threads)
    first, last = (edges[block], 0), (edges[block + 1], 0)
    hit = [first < end and place < last for place, end in zip(whole.places, whole.ends, strict=True)]
    assert rows == [row for row, touched in zip(whole.rows, hit, strict=True) if not touched]
    (reject,) = stats["rejects"]
    assert (reject["code"], reject["record"]) == ("BGZF_CRC", hit.index(True))
    assert reject["length"] == stats["damaged_bytes"] == edges[block + 1] - edges[block]
    lost = sum(size for size, touched in zip(whole.bytes, hit, strict=True) if touched)
    assert reject["inflated"] == stats["rejected_inflated_bytes"] == lost - sizes[block]

"""Parts by an index: together they are the file, or the check says that they aren't."""

from __future__ import annotations

import gzip
import logging
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import (
    BamScan,
    FormatError,
    InputNotFoundError,
    PartitionError,
    RogtkShimError,
    check_partitions,
    scan_bam,
)
from tests_py.bam.cases import EXTRA, OWN_NAMES
from tests_py.bam.parts import read_parts
from tests_py.bridge.bam_files import records
from tests_py.data.bam_writer import Record, array_tag, encode, header
from tests_py.data.bgzf_writer import bgzf, bgzf_of, block_starts

#: A block's place in the file, and a byte in its data.
Place = tuple[int, int]
COUNT = 400
INDEXES = sorted(EXTRA.glob("*.bam.[bc][as]i"))


def check(path: Path, index: Path | None) -> None:
    """See that the parts are the file."""
    scan = scan_bam(path, columns="all", tags="all", index=index)
    whole = scan.to_arrow()
    for n in (1, 2, 7):
        parts = scan.partitions(n)
        assert 1 <= len(parts) <= n
        table, statistics = read_parts(parts)
        assert table.schema.equals(whole.schema, check_metadata=True)
        assert table.equals(whole)
        assert check_partitions(statistics) == whole.num_rows


@pytest.mark.parametrize("index", INDEXES, ids=lambda path: path.name)
def test_parts_by_the_index_that_came_with_a_file(index: Path) -> None:
    check(index.with_suffix(""), index)


@pytest.mark.skipif(not INDEXES, reason="the folder of extra files is not there")
def test_parts_by_an_index_beside_the_file() -> None:
    for index in INDEXES[::9]:
        check(index.with_suffix(""), None)


@pytest.mark.parametrize("case", OWN_NAMES, indirect=True)
def test_parts_of_a_sorted_copy(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "sorted.bam"
    try:
        pysam.sort("-o", str(path), str(case))
        pysam.index(str(path), str(tmp_path / "index.bai"))
        pysam.index("-c", str(path), str(tmp_path / "index.csi"))
    except pysam.SamtoolsError as error:
        pytest.skip(f"samtools can't sort or index it: {error}")
    check(path, tmp_path / "index.bai")
    check(path, tmp_path / "index.csi")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many windows and blocks, with its indexes elsewhere."""
    folder = tmp_path_factory.mktemp("made")
    reads = [
        Record(b"r%03d" % i, 0, 0, 700 * i, 60, ((30, "M"),), "ACGTAC" * 5, [i % 40] * 30)
        for i in range(COUNT)
    ]
    path = folder / "made.bam"
    path.write_bytes(bgzf(header([("chr1", 1_000_000)]) + b"".join(map(encode, reads)), 600))
    pysam.index(str(path), str(folder / "index.bai"))
    pysam.index("-c", str(path), str(folder / "index.csi"))
    return path


def places_in(bai: bytes) -> Iterator[int]:
    """Where in a .bai of one reference the places of records stand."""
    at = 12
    for _ in range(struct.unpack_from("<I", bai, 8)[0]):
        number, chunks = struct.unpack_from("<II", bai, at)
        at += 8
        if number != 37450:
            yield from range(at, at + 16 * chunks, 8)
        at += 16 * chunks
    windows = struct.unpack_from("<I", bai, at)[0]
    yield from range(at + 4, at + 4 + 8 * windows, 8)


def place_at(bai: bytes, at: int) -> Place:
    (offset,) = struct.unpack_from("<Q", bai, at)
    return offset >> 16, offset & 0xFFFF


def lying(bai: bytes, lie: Callable[[Place], Place]) -> bytes:
    """The index with its places moved."""
    data = bytearray(bai)
    for at in places_in(bai):
        block, within = lie(place_at(bai, at))
        struct.pack_into("<Q", data, at, block << 16 | within)
    return bytes(data)


def begins(parts: list[BamScan]) -> list[Place]:
    """Where the parts begin."""
    found = [part.count() for part in parts]
    assert check_partitions(found) == COUNT
    return [tuple(one["first_offset"][0]) for one in found]


@pytest.mark.parametrize("kind", ["bai", "csi"])
def test_parts_begin_where_the_index_says(made: Path, tmp_path: Path, kind: str) -> None:
    bai = made.with_name("index.bai").read_bytes()
    named = {place_at(bai, at) for at in places_in(bai)}
    assert len(named.intersection(begins(scan_bam(made).partitions(6)))) < 3
    index = made.with_name(f"index.{kind}")
    given_one = begins(scan_bam(made, index=index).partitions(6))
    # In one part, the .csi names no record.
    assert len(named.intersection(given_one)) == (6 if kind == "bai" else 5)
    assert len(given_one) == 6
    path = tmp_path / "reads.bam"
    shutil.copy(made, path)
    shutil.copy(index, f"{path}.{kind}")
    assert begins(scan_bam(path).partitions(6)) == given_one


def test_parts_carry_no_index(made: Path) -> None:
    for part in scan_bam(made, index=made.with_name("index.bai").read_bytes()).partitions(3):
        assert dict(part._plan.options)["index"] is None  # pyright: ignore[reportPrivateUsage]


LIES: dict[str, Callable[[Place], Place]] = {
    "in a record": lambda place: (place[0], place[1] + 5),
    "in a block": lambda place: (place[0] + 5, place[1]),
    "behind a block": lambda place: (place[0], 0xFFFF),
    "before a block": lambda place: (max(0, place[0] - 1), place[1]),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_places_where_no_record_begins(made: Path, lie: Callable[[Place], Place]) -> None:
    index = lying(made.with_name("index.bai").read_bytes(), lie)
    whole = scan_bam(made).to_arrow()
    for n in (2, 5, 20):
        parts = scan_bam(made, index=index).partitions(n)
        table, statistics = read_parts(parts)
        assert table.equals(whole)
        assert check_partitions(statistics) == COUNT
        assert begins(parts) == begins(scan_bam(made).partitions(n))


def test_an_index_that_names_what_only_looks_like_records(tmp_path: Path) -> None:
    decoys = b"".join(records(3, 150))
    tag = array_tag(b"XX", "C", decoys)
    outer = encode(Record(b"outer", 0, 0, 9, 60, ((4, "M"),), "ACGT", [1] * 4, tags=tag))
    reads = [encode(Record(b"r%d" % i, 0, 0, 9, 60, ((4, "M"),), "ACGT", [1] * 4)) for i in range(COUNT - 1)]
    blocks = [b"".join(reads[i : i + 9]) for i in range(0, COUNT, 9)]
    before = 30
    parts = [header([("chr1", 1000)]), *blocks[:before], outer, *blocks[before:]]
    path = tmp_path / "deceptive.bam"
    path.write_bytes(bgzf_of(parts))
    pysam.index(str(path))
    index = tmp_path / "deceptive.bam.bai"
    right = index.read_bytes()
    outer_at = block_starts(path.read_bytes())[1 + before]
    *_, window = places_in(right)
    lie = bytearray(right)
    struct.pack_into("<Q", lie, window, outer_at << 16 | (len(outer) - len(decoys)))
    index.write_bytes(lie)
    wrong = 0
    for n in range(2, 60):
        found = [part.count() for part in scan_bam(path).partitions(n)]
        if sum(one.records for one in found) == COUNT:
            assert check_partitions(found) == COUNT
            continue
        wrong += 1
        with pytest.raises(PartitionError, match="the index named a wrong one") as caught:
            check_partitions(found)
        assert caught.value.code == "PARTITION_SEAM"
    assert wrong > 0
    for n in (2, 30, 59):
        assert check_partitions([part.count() for part in scan_bam(path, index=right).partitions(n)]) == COUNT


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), value=st.integers(0, 255), kind=st.sampled_from(["bai", "csi"]))
def test_a_changed_index_does_no_harm(made: Path, at: int, value: int, kind: str) -> None:
    stored = made.with_name(f"index.{kind}").read_bytes()
    index = bytearray(gzip.decompress(stored) if kind == "csi" else stored)
    index[at % len(index)] = value
    code = None
    count = 0
    try:
        found = [part.count() for part in scan_bam(made, index=bytes(index)).partitions(5)]
        count = check_partitions(found)
    except RogtkShimError as error:
        code = error.code
    assert count == COUNT or code == "INDEX_DAMAGED"


def test_an_index_that_cannot_be_that_of_the_file(
    made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "reads.bam"
    shutil.copy(made, path)
    right = made.with_name("index.bai").read_bytes()
    beyond = lying(right, lambda place: (place[0] + made.stat().st_size, place[1]))
    guessed = begins(scan_bam(made).partitions(6))
    for index in (b"", b"BAI\1", right[:-9], beyond):
        beside = Path(f"{path}.bai")
        beside.write_bytes(index)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "rogtk_shim"):
            assert begins(scan_bam(path).partitions(6)) == guessed
        assert [one for one in caplog.records if "where parts begin is guessed" in one.getMessage()]
        choices: tuple[Any, ...] = (beside, index)
        for chosen in choices:
            with pytest.raises(FormatError) as caught:
                scan_bam(made, index=chosen).partitions(2)
            assert caught.value.code == "INDEX_DAMAGED"
    with pytest.raises(InputNotFoundError, match=r"named isn't there: no .*none\.bai"):
        scan_bam(made, index=tmp_path / "none.bai").partitions(2)

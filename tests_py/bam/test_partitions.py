"""Parts of a BAM: together they are the file, wherever it is cut, or the check says that they aren't."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import (
    BamScan,
    FormatError,
    PartitionError,
    Statistics,
    check_partitions,
    read_bam,
    scan_bam,
)
from tests_py.bam.cases import DATA, NAMES
from tests_py.bam.parts import read_parts
from tests_py.bridge.bam_files import records
from tests_py.data.bam_writer import Record, array_tag, encode, header
from tests_py.data.bgzf_writer import bgzf

BAM = DATA / "bam" / "biopython-ex1.bam"
RECORDS = 3270
#: What looks like hundreds of records is a tag's value.
DECEPTIVE = frozenset({"blocks-decoy-records"})


@pytest.mark.parametrize("case", NAMES, indirect=True)
def test_parts_are_the_whole(case: Path) -> None:
    scan = scan_bam(case, columns="all", tags="all")
    whole = scan.to_arrow()
    for n in (1, 2, 5):
        parts = scan.partitions(n)
        assert 1 <= len(parts) <= n
        if case.stem in DECEPTIVE and n > 1:
            # Never a wrong answer.
            with pytest.raises((PartitionError, FormatError), match="guessed"):
                check_partitions(read_parts(parts)[1])
            continue
        table, statistics = read_parts(parts)
        count = check_partitions(statistics)
        assert table.schema.equals(whole.schema, check_metadata=True)
        assert table.equals(whole)
        assert count == whole.num_rows


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many small blocks, few of which begin with a record."""
    path = tmp_path_factory.mktemp("small") / "small.bam"
    path.write_bytes(bgzf(header() + b"".join(records(2, 120)), 500))
    return path


def test_every_possible_split(small: Path) -> None:
    whole = read_bam(small)
    most = 0
    for n in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89):
        parts = scan_bam(small).partitions(n)
        most = max(most, len(parts))
        table, statistics = read_parts(parts)
        assert table.equals(whole)
        assert check_partitions(statistics) == 120
    assert most > 50


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 99), count=st.integers(0, 60), block=st.integers(20, 3000), n=st.integers(1, 40))
def test_any_file_in_any_blocks(tmp_path: Path, seed: int, count: int, block: int, n: int) -> None:
    path = tmp_path / "any.bam"
    path.write_bytes(bgzf(header() + b"".join(records(seed, count)), block))
    table, statistics = read_parts(scan_bam(path).partitions(n))
    assert table.equals(read_bam(path))
    assert check_partitions(statistics) == count


def test_columns_tags_and_filters_hold_for_parts() -> None:
    options: dict[str, Any] = {
        "columns": ["name", "start"],
        "tags": ["NM", "MF:i32"],
        "exclude": "reverse",
        "where": [("mapq", ">=", 50)],
        "coords": "0-based",
        "batch_size": 100,
    }
    scan = scan_bam(BAM, **options)
    whole = scan.to_arrow()
    table, statistics = read_parts(scan.partitions(6))
    assert len(statistics) == 6
    assert table.schema.equals(whole.schema, check_metadata=True)
    assert table.equals(whole)
    assert check_partitions(statistics) == whole.num_rows < RECORDS
    assert sum(one["records_read"] for one in statistics) == RECORDS
    filtered = [one["filtered"] for one in statistics]
    assert {name: sum(one[name] for one in filtered) for name in filtered[0]} == scan.count()["filtered"]


def test_every_operation_works_on_parts(tmp_path: Path) -> None:
    parts = scan_bam(BAM, threads=2).partitions(3)
    for number, part in enumerate(parts):
        name = tmp_path / f"part{number}"
        counts = [part.count(), part.check(), part.write_parquet(name), part.write_ipc(name)]
        assert len({one.records for one in counts}) == 1
        assert part.header == scan_bam(BAM).header
    assert check_partitions([part.check() for part in parts]) == RECORDS


def deceptive(path: Path) -> Path:
    """Write a record whose tag looks like records up to its very end, and good records behind it."""
    inside = b"".join(records(3, 150))
    outer = encode(Record(name=b"outer", tags=array_tag(b"XX", "C", inside)))
    path.write_bytes(bgzf(header() + outer + b"".join(records(4, 200)), 1000))
    return path


def test_a_deceptive_file_is_an_error_and_no_wrong_count(tmp_path: Path) -> None:
    path = deceptive(tmp_path / "deceptive.bam")
    assert scan_bam(path).count().records == 201
    found = 0
    for n in range(2, 30, 3):
        statistics = [part.count() for part in scan_bam(path).partitions(n)]
        if sum(one.records for one in statistics) == 201:
            assert check_partitions(statistics) == 201
            continue
        found += 1
        with pytest.raises(PartitionError, match=r"begins before [\d,]+:.* guessed wrong") as caught:
            check_partitions(statistics)
        assert (caught.value.code, caught.value.path) == ("PARTITION_SEAM", str(path))
        assert caught.value.offset is not None
    assert found > 4


def test_a_scan_is_cut_by_a_relative_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(BAM.parent)
    parts = scan_bam(BAM.name).partitions(3)
    monkeypatch.chdir(tmp_path)
    assert check_partitions(part.count() for part in parts) == RECORDS


def count_part(part: BamScan) -> tuple[int, Statistics, int]:
    """What another process does with a part."""
    with part.open() as stream:
        rows = sum(batch.num_rows for batch in stream)
    assert stream.stats is not None
    return rows, stream.stats, os.getpid()


@pytest.mark.timeout(120)
def test_parts_in_other_processes() -> None:
    parts = scan_bam(BAM, columns=["flags"], threads=1).partitions(4)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        answers = list(pool.map(count_part, parts))
    assert sum(rows for rows, _, _ in answers) == RECORDS
    assert check_partitions(one for _, one, _ in answers) == RECORDS
    assert os.getpid() not in {pid for _, _, pid in answers}


def test_parts_are_pickled_compared_and_shown() -> None:
    parts = scan_bam(BAM).partitions(3)
    again: list[BamScan] = pickle.loads(pickle.dumps(parts))
    assert again == parts
    assert len(set(parts)) == 3
    assert check_partitions([part.count() for part in again]) == RECORDS
    assert re.fullmatch(r"<BamScan: .*biopython-ex1\.bam, part='[\d,]+ to [\d,]+'>", repr(parts[1]))

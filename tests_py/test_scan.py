"""Scans and streams, and who can read them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

from rogtk_shim import (
    BamHeader,
    BamScan,
    FormatError,
    InputNotFoundError,
    Scan,
    read_bam,
    scan_bam,
)
from rogtk_shim.bam import COLUMNS
from tests_py.bam import expected
from tests_py.bam.rows import SCHEMA, assert_same
from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import bgzf
from tests_py.faces.files import read

DATA = Path(__file__).parent / "data" / "bam"
SMALL = DATA / "biopython-ex1.bam"
LARGE = DATA / "pybedtools-x.bam"


@pytest.fixture
def truth() -> pa.Table:
    return expected.by_pysam(SMALL)


def test_table(truth: pa.Table) -> None:
    assert_same(read_bam(SMALL), truth)
    assert_same(scan_bam(str(SMALL)).to_arrow(), truth)


def test_batches(truth: pa.Table) -> None:
    batches = list(scan_bam(SMALL, batch_size=1000))
    assert [batch.num_rows for batch in batches] == [1000, 1000, 1000, 270]
    assert_same(pa.Table.from_batches(batches), truth)
    assert read_bam(SMALL, batch_size=1000).column("name").num_chunks == 4


def test_schema_and_header() -> None:
    scan = scan_bam(SMALL)
    assert isinstance(scan, BamScan)
    assert scan.schema.remove_metadata() == SCHEMA
    assert scan.schema.metadata[b"coordinates"] == b"1-based"
    assert scan.header == BamHeader("", (("chr1", 1575), ("chr2", 1584)))
    large = scan_bam(LARGE)
    assert large.schema.metadata[b"sam_header"].decode() == large.header.text
    assert large.header.text.startswith("@HD")
    with scan.open() as stream:
        assert stream.schema.equals(scan.schema, check_metadata=True)
    assert read_bam(SMALL).schema.equals(scan.schema, check_metadata=True)


@pytest.mark.parametrize(
    "columns", [["name"], ["flags", "start"], list(reversed(COLUMNS)), ("sequence",), list(COLUMNS)]
)
def test_columns_in_the_order_asked_for(columns: list[str], truth: pa.Table) -> None:
    table = read_bam(SMALL, columns=columns)
    assert table.column_names == list(columns)
    assert_same(table, truth.select(columns))
    assert scan_bam(SMALL, columns=columns).schema.names == list(columns)


def test_limit(truth: pa.Table) -> None:
    for limit in (0, 1, 999, 1000, 1001, 3270, 10_000):
        with scan_bam(SMALL, batch_size=500, limit=limit).open() as stream:
            assert_same(pa.Table.from_batches(stream, stream.schema), truth.slice(0, limit))
            assert stream.stats is not None
            assert stream.stats.records == min(limit, truth.num_rows)
            assert stream.stats.complete == (limit > truth.num_rows)


def test_existence_is_checked_when_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scan = scan_bam("later.bam")
    for use in (lambda: scan.schema, lambda: scan.header, scan.open, scan.to_arrow, lambda: next(iter(scan))):
        with pytest.raises(InputNotFoundError, match=r"BAM file does not exist: later\.bam") as caught:
            use()
        assert caught.value.filename == "later.bam"
        assert caught.value.errno is not None
    (tmp_path / "later.bam").write_bytes(SMALL.read_bytes())
    assert scan.to_arrow().num_rows == 3270


def test_a_relative_path_is_that_of_the_folder_of_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reads.bam").write_bytes(SMALL.read_bytes())
    monkeypatch.chdir(tmp_path)
    scan = scan_bam("reads.bam", limit=1)
    monkeypatch.chdir("/")
    assert scan.to_arrow().num_rows == 1


def test_dots_after_a_link_are_left_to_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to("a/b")
    (tmp_path / "a" / "reads.bam").write_bytes(SMALL.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert read_bam("link/../reads.bam", limit=1).num_rows == 1


def test_reading_twice_gives_the_same() -> None:
    scan = scan_bam(SMALL, batch_size=700)
    first, second = scan.to_arrow(), scan.to_arrow()
    assert first.equals(second, check_metadata=True)
    assert list(scan) == list(scan)


def test_a_header_without_records(tmp_path: Path) -> None:
    path = tmp_path / "empty.bam"
    path.write_bytes(bgzf(header([("chr1", 5)])))
    assert list(scan_bam(path)) == []
    assert read_bam(path).schema.remove_metadata() == SCHEMA
    assert scan_bam(path).to_polars().shape == (0, 7)
    assert scan_bam(path).header.references == (("chr1", 5),)


def test_pickled(truth: pa.Table) -> None:
    scan = scan_bam(SMALL, columns=["name", "end"], limit=50, batch_size=20, threads=1)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        copy = pickle.loads(pickle.dumps(scan, protocol))
        assert copy == scan
        assert hash(copy) == hash(scan)
        assert repr(copy) == repr(scan)
        assert_same(copy.to_arrow(), truth.select(["name", "end"]).slice(0, 50))
    assert scan != scan_bam(SMALL)
    assert scan != "scan"


def rows_of(scan: Scan) -> int:
    """Read a scan in another process."""
    return scan.to_arrow().num_rows


@pytest.mark.parametrize("method", ["spawn", "fork"])
@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_in_worker_processes(method: str) -> None:
    assert rows_of(scan_bam(SMALL)) == 3270
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(rows_of, [scan_bam(SMALL), scan_bam(SMALL, limit=5)]) == [3270, 5]


def test_threads_at_once(truth: pa.Table) -> None:
    scan = scan_bam(SMALL, batch_size=500)
    with ThreadPoolExecutor(8) as pool:
        for running in [pool.submit(scan.to_arrow) for _ in range(24)]:
            assert_same(running.result(), truth)


def test_the_same_whatever_the_threads() -> None:
    tables = [read_bam(LARGE, threads=threads, batch_size=3000) for threads in (1, 2, 64)]
    assert tables[0].equals(tables[1], check_metadata=True)
    assert tables[0].equals(tables[2], check_metadata=True)
    with scan_bam(LARGE, threads=64).open() as stream:
        for _ in stream:
            pass
        assert stream.stats is not None
        assert stream.stats["threads"] <= (os.cpu_count() or 1)


def test_write_ipc(tmp_path: Path, truth: pa.Table) -> None:
    statistics = scan_bam(SMALL, columns=["chrom", "name"]).write_ipc(tmp_path / "out.arrow")
    table = read(tmp_path / "out.arrow")
    assert_same(table, truth.select(["chrom", "name"]))
    assert statistics.records == 3270
    with pytest.raises(TypeError, match="path must be a path"):
        scan_bam(SMALL).write_ipc(5)  # pyright: ignore[reportArgumentType]


def test_repr_is_one_line() -> None:
    assert repr(scan_bam("reads.bam")) == "<BamScan: reads.bam>"
    scan = scan_bam("x\ny.bam", columns=["name"], limit=0, batch_size=5)
    assert repr(scan) == "<BamScan: x\\ny.bam, batch_size=5, limit=0, columns=('name',)>"


def test_a_scan_cannot_be_changed() -> None:
    scan = scan_bam(SMALL)
    for name in ("schema", "header", "path", "anything"):
        with pytest.raises(AttributeError):
            setattr(scan, name, None)


@pytest.mark.parametrize("package", ["polars", "pandas"])
def test_a_missing_extra_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf'pip install "rogtk-shim\[{package}\]"') as caught:
        getattr(scan_bam(SMALL), f"to_{package}")()
    assert caught.value.name == package


def test_counting_and_checking() -> None:
    scan = scan_bam(SMALL)
    assert (scan.count().records, scan.check().records) == (3270, 3270)
    assert scan_bam(SMALL, limit=5).count().records == 5
    with pytest.raises(InputNotFoundError):
        scan_bam("nowhere.bam").check()


def test_checking_decodes_what_counting_passes_over(tmp_path: Path) -> None:
    bases = Record(bases="AC", qualities=(94, 0))
    path = tmp_path / "quality.bam"
    path.write_bytes(bgzf(header() + encode(bases)))
    assert scan_bam(path).count().records == 1
    with pytest.raises(FormatError, match="above 93"):
        scan_bam(path).check()

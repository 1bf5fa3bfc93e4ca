"""`lazy()`: what polars pushes down reaches the engine, for every kind of scan, and nothing gets lost."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from rogtk_shim import Scan, scan_bam, scan_csf, scan_marc, scan_parquet
from rogtk_shim._frames import without_maps
from rogtk_shim._lazy import FrameSource
from rogtk_shim.stream import Stream
from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import bgzf

ENGINES = ("streaming", "in-memory")
SCANS: dict[str, Callable[[], Scan]] = {
    "bam": lambda: scan_bam("reads.bam", columns="all"),
    "csf": lambda: scan_csf("rcsf.inp", columns=["idx", "descriptor", "parity"], layout="columns"),
    "marc": lambda: scan_marc("books.mrc"),
    "marc-long": lambda: scan_marc("books.mrc", shape="long"),
    "parquet": lambda: scan_parquet("table.parquet"),
}
C = pl.col


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], Stream]]:
    """The options and the stream of each run."""
    started: list[tuple[dict[str, Any], Stream]] = []
    start = Stream.start

    def watched(plan: Any, report: Any) -> Stream:
        stream = start(plan, report)
        started.append((dict(plan.options), stream))
        return stream

    monkeypatch.setattr(Stream, "start", watched)
    return started


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", SCANS)
def test_every_scan(kind: str, engine: Any, examples: Path) -> None:
    assert examples.exists()
    scan = SCANS[kind]()
    whole = scan.to_polars()
    query = scan.lazy()
    assert query.collect_schema() == whole.schema
    assert query.collect(engine=engine).equals(whole)
    for name in whole.columns:
        assert query.select(name).collect(engine=engine).equals(whole.select(name))
        kept = C(name).is_not_null()
        assert query.filter(kept).collect(engine=engine).equals(whole.filter(kept))
        assert query.head(1).filter(~kept).collect(engine=engine).equals(whole.head(1).filter(~kept))
    backwards = whole.columns[::-1]
    assert query.select(backwards).collect(engine=engine).equals(whole.select(backwards))
    for rows in (0, 1, 2, 100):
        assert query.head(rows).collect(engine=engine).equals(whole.head(rows))
    assert query.select(pl.len()).collect(engine=engine).item() == whole.height
    assert query.filter(pl.lit(False)).collect(engine=engine).equals(whole.clear())
    numbered = query.with_row_index("row")
    assert numbered.select(pl.len()).collect(engine=engine).item() == whole.height
    rows = numbered.select("row").filter(C("row") > 0).head(2).collect(engine=engine)
    assert rows["row"].to_list() == list(range(1, min(3, whole.height)))


@pytest.mark.parametrize("kind", ["csf", "marc", "marc-long", "parquet"])
def test_columns_and_rows_are_pushed_down(kind: str, examples: Path, runs: list[Any]) -> None:
    assert examples.exists()
    scan = SCANS[kind]()
    last = scan.schema.names[-1]
    scan.lazy().select(last).head(1).collect()
    ((options, stream),) = runs
    assert stream.schema.names == [last]
    assert options["limit"] == 1


def test_columns_tags_and_rows_of_a_bam_file(large_bam: Path, runs: list[Any]) -> None:
    query = scan_bam(large_bam, columns="all", tags=["NM", "MD", "XT"]).lazy()
    query.select("NM", "name").head(3).collect()
    options, _ = runs.pop()
    assert (options["columns"], options["tags"], options["limit"]) == (("name",), ("NM:i64",), 3)
    query.filter((C("mapq") > 3) & (C("MD").str.len_bytes() > 2)).select("start").collect()
    options, _ = runs.pop()
    assert (options["columns"], options["tags"]) == (("start", "mapq"), ("MD:Z",))
    assert options["where"] == ((("mapq", ">", 3),),)
    query.select("NM").collect()
    assert runs.pop()[1].schema.names == ["flags", "NM"]


def test_a_limit_stops_the_engine(slow_bam: Path) -> None:
    read: list[int] = []
    scan = scan_bam(slow_bam, threads=1, progress=lambda done, total, records: read.append(records))
    assert scan.lazy().head(5).collect().height == 5
    assert max(read, default=0) <= 5
    # One that polars keeps to itself closes the stream: the rest of it stays unread.
    frames = FrameSource(scan)(None, C("flags") >= 0, None, 1000)
    assert next(frames).height == 1000
    del frames
    assert max(read, default=0) < 300_000


def test_limits_and_filters_keep_their_order(large_bam: Path) -> None:
    whole = scan_bam(large_bam, limit=2000, columns="all").to_polars()
    keep = C("flags") == whole["flags"][-1]
    limited = scan_bam(large_bam, limit=2000, columns="all").lazy()
    assert limited.filter(keep).collect().equals(whole.filter(keep)), "the scan's own limit comes first"
    query = scan_bam(large_bam, columns="all").lazy()
    assert query.head(2000).filter(keep).collect().equals(whole.filter(keep))
    assert query.filter(keep).head(20).collect().equals(whole.filter(keep).head(20))
    own = scan_bam(large_bam, columns="all", where=[("mapq", ">", 20)], min_mapq=1)
    kept = own.to_polars()
    assert 0 < kept.filter(keep).height < kept.height
    assert own.lazy().filter(keep).collect().equals(kept.filter(keep))
    assert own.lazy().head(50).filter(keep).collect().equals(kept.head(50).filter(keep))


def test_tags_that_a_part_of_the_file_would_settle_otherwise(tmp_path: Path) -> None:
    tags = [b"XXZa" + b"\0", b"XXZb\0YYBc\x01\0\0\0\x05", b"YYBS\x01\0\0\0\xff\xff", b"XXi\x01\0\0\0"]
    records = [Record(name=b"r%d" % number, tags=tag) for number, tag in enumerate(tags)]
    path = tmp_path / "tags.bam"
    path.write_bytes(bgzf(header() + b"".join(encode(record) for record in records)))
    scan = scan_bam(path, columns=["name"], tags="all")
    whole = scan.to_polars()
    assert whole.columns == ["name", "XX", "YY", "tags_rest"]
    query = scan.lazy()
    for rows in range(5):
        assert query.head(rows).collect().equals(whole.head(rows))
        assert query.head(rows).select("YY").collect().equals(whole.head(rows).select("YY"))
    for keep in (C("XX") == "b", C("XX").is_null(), C("name") == "r3", C("YY").is_not_null()):
        assert query.filter(keep).collect().equals(whole.filter(keep))
        for name in ("XX", "YY", "tags_rest"):
            found = query.filter(keep).select(name).collect()
            assert found.equals(whole.filter(keep).select(name)), (str(keep), name)


def test_joins_and_groups(examples: Path) -> None:
    assert examples.exists()
    query = scan_bam("reads.bam").lazy()
    joined = query.join(query.group_by("chrom").len(), on="chrom", how="left").sort("name").collect()
    assert joined["len"].to_list() == [2, 2, None]


def test_a_stream_that_can_be_read_once(examples: Path) -> None:
    class Pipe(io.RawIOBase):
        data = io.BytesIO((examples / "reads.bam").read_bytes())

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            return self.data.readinto(buffer)

    query = scan_bam(Pipe()).lazy()
    assert query.filter(C("flags") == 16).select("name").collect().item() == "read/2"
    with pytest.raises(Exception, match="the input can be read once, and has been"):
        query.collect()


@pytest.mark.parametrize("engine", ENGINES)
def test_errors_keep_their_message(engine: Any, large_bam: Path, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"BAM file does not exist: nowhere\.bam"):
        scan_bam("nowhere.bam").lazy().collect(engine=engine)
    path = tmp_path / "cut.bam"
    path.write_bytes(large_bam.read_bytes()[:100_000])
    whole = r"cut\.bam: the file ends within a BGZF block \(record [\d,]+, byte [\d,]+\)\. Copy or download"
    with pytest.raises(Exception, match=whole):
        scan_bam(path).lazy().collect(engine=engine)


def test_a_source_can_be_pickled(examples: Path) -> None:
    assert examples.exists()
    source = pickle.loads(pickle.dumps(FrameSource(scan_bam("reads.bam"))))
    assert sum(frame.height for frame in source(["name"], None, None, None)) == 3


def test_without_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match=r'pip install "rogtk-shim\[polars\]"') as caught:
        scan_bam("reads.bam").lazy()
    assert caught.value.name == "polars"


def test_with_an_old_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars.io.plugins", None)
    with pytest.raises(ImportError, match=r'pip install --upgrade "rogtk-shim\[polars\]"'):
        scan_bam("reads.bam").lazy()


def test_polars_is_imported_when_it_is_asked_for(examples: Path) -> None:
    script = (
        "import sys, rogtk_shim\nscan = rogtk_shim.scan_bam('reads.bam')\n"
        "assert 'polars' not in sys.modules\nscan.lazy()\nassert 'polars' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=50, cwd=examples)


def test_maps_for_a_polars_that_knows_none(large_bam: Path) -> None:
    table = scan_bam(large_bam, columns=["name"], tags=["tags_rest"], limit=5).to_arrow()
    turned = without_maps(table)
    assert turned.schema.names == table.schema.names
    assert pa.types.is_list(turned.schema.field("tags_rest").type)
    pairs = [[(one["key"], one["value"]) for one in row] for row in turned["tags_rest"].to_pylist()]
    assert pairs == table["tags_rest"].to_pylist()
    assert without_maps(table.to_batches()[0]).num_rows == 5

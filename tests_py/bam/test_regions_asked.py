"""Regions with all that can be asked for besides, from every kind of input; what is wrong is told."""

from __future__ import annotations

import gzip
import io
import logging
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import FormatError, InputNotFoundError, OptionError, RogtkShimError, read_bam, scan_bam
from tests_py.bam.regions_truth import COLUMNS, Span, Truth

SOURCE = Path(__file__).parents[1] / "data" / "bam" / "biopython-ex1.bam"


@pytest.fixture(scope="module")
def bam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two references, and reads without a place, with both kinds of index elsewhere."""
    folder = tmp_path_factory.mktemp("regions")
    with (
        pysam.AlignmentFile(str(SOURCE)) as file,
        pysam.AlignmentFile(str(folder / "all.bam"), "wb", template=file) as out,
    ):
        for read in file:
            out.write(read)
        for number in range(7):
            unplaced = pysam.AlignedSegment(file.header)
            unplaced.query_name, unplaced.flag, unplaced.query_sequence = f"lost{number}", 4, "ACGT"
            out.write(unplaced)
    path = folder / "reads.bam"
    pysam.sort("-o", str(path), str(folder / "all.bam"))
    pysam.index(str(path), str(folder / "index.bai"))
    pysam.index("-c", str(path), str(folder / "index.csi"))
    return path


@pytest.fixture(scope="module")
def truth(bam: Path) -> Truth:
    return Truth(bam)


@pytest.fixture
def indexed(bam: Path, tmp_path: Path) -> Path:
    """A copy with its index beside it."""
    shutil.copy(bam, tmp_path / "reads.bam")
    shutil.copy(bam.with_name("index.bai"), tmp_path / "reads.bam.bai")
    return tmp_path / "reads.bam"


def rows(table: Any) -> list[Any]:
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize("name", ["reads.bam.bai", "reads.bai", "reads.bam.csi", "reads.csi"])
def test_the_index_is_found_beside_the_file(bam: Path, truth: Truth, tmp_path: Path, name: str) -> None:
    shutil.copy(bam, tmp_path / "reads.bam")
    shutil.copy(bam.with_name(f"index.{name[-3:]}"), tmp_path / name)
    got = read_bam(tmp_path / "reads.bam", region="chr1:100-200", columns=COLUMNS)
    assert rows(got) == truth.overlapping([Span("chr1", 99, 200)])


@pytest.mark.parametrize("kind", ["bai", "csi"])
def test_the_index_may_be_given(bam: Path, truth: Truth, kind: str) -> None:
    path = bam.with_name(f"index.{kind}")
    wanted = truth.overlapping([Span("chr2", 0, None)], unplaced=True)
    with path.open("rb") as file:
        for index in (path, str(path), path.read_bytes(), bytearray(path.read_bytes()), file):
            scan = scan_bam(bam, region=["chr2", "*"], index=index, columns=COLUMNS)
            assert rows(scan.to_arrow()) == wanted
            assert rows(pickle.loads(pickle.dumps(scan)).to_arrow()) == wanted
            assert len(repr(scan)) < 300


def test_other_inputs_are_gone_through(bam: Path, truth: Truth) -> None:
    data = bam.read_bytes()
    wanted = truth.overlapping([Span("chr1", 99, 200)], unplaced=True)
    with bam.open("rb") as file:
        for source in (data, io.BytesIO(data), file):
            scan = scan_bam(source, region=["chr1:100-200", "*"], columns=COLUMNS)
            assert rows(scan.to_arrow()) == wanted
            assert scan.count()["filtered"] == {"region": len(truth.records) - len(wanted)}


def test_with_everything_else(indexed: Path, truth: Truth, tmp_path: Path) -> None:
    spans = [Span("chr1", 99, 600), Span("chr2", 300, 400)]
    wanted = truth.overlapping(spans)
    region = [(name, begin, end) for name, begin, end in spans]
    scan = scan_bam(indexed, region=region, coords="0-based", columns=COLUMNS)
    assert scan.count().records == scan.check().records == len(wanted)
    assert rows(scan_bam(indexed, region=region, coords="0-based", columns=COLUMNS, limit=9).to_arrow()) == [
        (name, chrom, start and start - 1, flags) for name, chrom, start, flags in wanted[:9]
    ]
    statistics = scan.write_parquet(tmp_path / "out.parquet")
    assert statistics.records == len(wanted)
    parquet: Any = pq
    assert parquet.read_table(tmp_path / "out.parquet").equals(scan.to_arrow())
    tagged = read_bam(indexed, region=region, coords="0-based", columns=["name"], tags=["NM", "MF"])
    assert tagged.column("MF").null_count < len(tagged) == len(wanted)
    for options in ({"exclude": "reverse"}, {"min_mapq": 50}, {"where": [("start", ">", 300)]}):
        chosen: Any = options
        counts = scan_bam(indexed, region=region, coords="0-based", **chosen).count()
        whole = scan_bam(indexed, coords="0-based", **chosen)
        kept = rows(whole.to_arrow().select(COLUMNS))
        inside = {(name, flags) for name, _, _, flags in wanted}
        assert counts.records == sum((name, flags) in inside for name, _, _, flags in kept)
        assert counts.records + sum(counts["filtered"].values()) == counts["records_read"]
        assert counts["records_read"] - counts["filtered"]["region"] == len(wanted)


def test_little_is_read(indexed: Path) -> None:
    part, whole = (
        scan_bam(indexed, region=region).count() for region in ("chr2:1500-1501", ["chr1", "chr2", "*"])
    )
    assert part.bytes_in < whole.bytes_in
    assert whole.records == scan_bam(indexed).count().records


def test_a_thousand_regions(indexed: Path, truth: Truth) -> None:
    spans = [Span("chr1", at, at + 1) for at in range(1000)]
    got = read_bam(indexed, region=[span.text for span in spans], columns=COLUMNS)
    assert rows(got) == truth.overlapping([Span("chr1", 0, 1000)])


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("1", '"chr1"'),
        ("chr3:1-5", '"chr1"'),
        (("Chr1", 1, 2), '"chr1"'),
        ("chr1:0-5", "count from 1"),
        ("chr1:5-4", "count from 1"),
        ("chr1:x", "count from 1"),
        ("chr1:-", "count from 1"),
        ("chr1:1e3", "count from 1"),
        ("{chr1}5", "braces"),
        ("{chr1", "braces"),
        ("chr1:5,000,000-6,000,000", "1,575 bases"),
        (("chr1", 1577, None), "1,575 bases"),
        ("", "no reference"),
        ("chr\x1b[2J", "\\u001b"),
    ],
)
def test_senseless_regions(indexed: Path, region: Any, told: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_bam(indexed, region=region)
    assert caught.value.code == "REGION"
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "region", [("chr1", 5, 3), ("chr1", -1, 3), ("chr1", 1), [("chr1", 0, 3)], [("chr1", 1, 2, 3)]]
)
def test_senseless_tuples(region: Any) -> None:
    with pytest.raises(OptionError):
        scan_bam("reads.bam", region=region)


@pytest.mark.parametrize(
    "region", [5, b"chr1", {"chr1": 1}, [5], ("chr1", "x", 5), [("chr1", 1.5, 2)], [None]]
)
def test_regions_of_wrong_types(region: Any) -> None:
    with pytest.raises((TypeError, OptionError)):
        scan_bam("reads.bam", region=region)
    with pytest.raises(TypeError):
        scan_bam("reads.bam", index=5)  # pyright: ignore[reportArgumentType]


def test_names_with_colons(tmp_path: Path) -> None:
    lengths = {"HLA:01": 100, "HLA": 100, "HLA:01:5-9": 100, "a:1": 100}
    header = pysam.AlignmentHeader.from_references(list(lengths), list(lengths.values()))
    path = tmp_path / "colons.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for number in range(4):
            read = pysam.AlignedSegment(header)
            read.query_name, read.flag, read.reference_id, read.reference_start = f"r{number}", 0, number, 6
            read.query_sequence, read.cigarstring = "ACGT", "4M"
            out.write(read)
    pysam.index(str(path))

    def names(region: Any) -> list[Any]:
        return read_bam(path, region=region, columns=["name"]).column("name").to_pylist()

    assert names("{HLA:01}") == names("{HLA:01}:7-7") == names("{HLA:01}:7") == ["r0"]
    assert names("{HLA}:1-9") == ["r1"]
    assert names("a:1") == names("a:1:1-10") == ["r3"]
    assert names("{HLA:01:5-9}") == ["r2"]
    assert names(["{HLA:01}:11-20", "HLA:11-20"]) == []
    assert names(("HLA:01", 7, 7)) == ["r0"]
    for text in ("HLA:01", "HLA:01:5-9"):
        with pytest.raises(OptionError, match="two ways"):
            names(text)


def test_no_index(bam: Path, tmp_path: Path) -> None:
    path = tmp_path / "alone.bam"
    shutil.copy(bam, path)
    with pytest.raises(InputNotFoundError) as caught:
        read_bam(path, region="chr1")
    assert caught.value.code == "INDEX_NOT_FOUND"
    for name in ("alone.bam.bai", "alone.bai", "alone.bam.csi", "alone.csi", "samtools index"):
        assert name in str(caught.value)
    with pytest.raises(InputNotFoundError, match=r"none\.bai"):
        read_bam(path, region="chr1", index=tmp_path / "none.bai")
    with pytest.raises(RogtkShimError):
        read_bam(path, region="chr1", index=tmp_path)


def test_an_older_index_is_warned_of(indexed: Path, truth: Truth, caplog: pytest.LogCaptureFixture) -> None:
    os.utime(f"{indexed}.bai", (1, 1))
    with caplog.at_level(logging.WARNING, "rogtk_shim"):
        assert read_bam(indexed, region="chr1").num_rows == len(truth.overlapping([Span("chr1", 0, None)]))
    assert [record for record in caplog.records if "older than its file" in record.getMessage()]


def test_an_index_of_another_file(indexed: Path, bam: Path, tmp_path: Path) -> None:
    other = Path(__file__).parents[1] / "data" / "bam" / "samtools-mpileup-1.bam"
    pysam.index(str(other), str(tmp_path / "other.bai"))
    with pytest.raises(FormatError, match="references") as caught:
        read_bam(indexed, region="chr1", index=tmp_path / "other.bai")
    assert caught.value.code == "INDEX_DAMAGED"
    # The same references, but a record fewer, or blocks of other sizes.
    with pysam.AlignmentFile(str(bam)) as file:
        reads = list(file.fetch(until_eof=True))
        for name, chosen, mode in (("fewer", reads[1:], "wb"), ("larger", reads, "wb0")):
            with pysam.AlignmentFile(str(tmp_path / f"{name}.bam"), mode, template=file) as out:
                for read in chosen:
                    out.write(read)
            for region in ("chr1", "chr2", "chr2:1000-1200", "*"):
                with pytest.raises(FormatError) as caught:
                    read_bam(tmp_path / f"{name}.bam", region=region, index=bam.with_name("index.bai"))
                assert caught.value.code in ("INDEX_FOREIGN", "BGZF_CHUNK", "BGZF_HEADER", "INDEX_DAMAGED")
                assert "samtools index" in (caught.value.hint or "")


@pytest.mark.parametrize("kind", ["bai", "csi"])
def test_a_cut_index(bam: Path, kind: str) -> None:
    data = bam.with_name(f"index.{kind}").read_bytes()
    plain = gzip.decompress(data) if kind == "csi" else data
    for length in (*range(0, len(plain) - 8, 7), len(plain) - 7, len(plain) - 1):
        with pytest.raises(FormatError) as caught:
            read_bam(bam, region="chr1", index=plain[:length])
        assert caught.value.code == "INDEX_DAMAGED"
        assert "samtools index" in str(caught.value)
    with pytest.raises(FormatError, match="stand behind"):
        read_bam(bam, region="chr1", index=plain + bytes(9))


def test_an_index_out_of_order_is_damaged(bam: Path) -> None:
    plain = bytearray(bam.with_name("index.bai").read_bytes())
    # The last window of the last reference: eight bytes before the count of reads without a place.
    plain[-9] ^= 0x80
    with pytest.raises(FormatError, match="windows are out of order") as caught:
        read_bam(bam, region="chr2:1-2", index=bytes(plain))
    assert caught.value.code == "INDEX_DAMAGED"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), value=st.integers(0, 255), kind=st.sampled_from(["bai", "csi"]))
def test_a_changed_index_is_noticed(bam: Path, truth: Truth, at: int, value: int, kind: str) -> None:
    data = bam.with_name(f"index.{kind}").read_bytes()
    plain = bytearray(gzip.decompress(data) if kind == "csi" else data)
    plain[at % len(plain)] = value
    wanted = truth.overlapping([Span("chr1", 0, None), Span("chr2", 0, None)])
    code = got = None
    try:
        got = rows(read_bam(bam, region=["chr1", "chr2"], index=bytes(plain), columns=COLUMNS))
    except RogtkShimError as error:
        code = error.code
    # Of whole references the index also says how many records there are.
    assert got == wanted or code in ("INDEX_DAMAGED", "INDEX_FOREIGN", "BGZF_CHUNK", "BGZF_HEADER")

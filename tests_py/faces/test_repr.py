"""What people see of scans, streams and counts: one line, or a small table in a notebook; never an error."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import rogtk_shim
from rogtk_shim import Scan, scan_bam, scan_csf, scan_marc, scan_parquet
from tests_py.data.bam_writer import header
from tests_py.data.bgzf_writer import bgzf
from tests_py.faces.files import posix_only


class _Rows(HTMLParser):
    """Reads a table of names and values; fails at any element that we didn't write."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.caption = ""
        self._at = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in ("table", "caption", "tbody", "tr", "th", "td"), tag
        self._at = tag
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self._at == "caption":
            self.caption += data
        else:
            self.cells[-1] += data


def shown(thing: Any) -> dict[str, str]:
    """The rows of a thing's table."""
    parser = _Rows()
    parser.feed(thing._repr_html_())
    assert parser.caption == type(thing).__name__
    assert all(cell.isprintable() for cell in parser.cells)
    return dict(zip(parser.cells[::2], parser.cells[1::2], strict=True))


def test_a_bam_file(tmp_path: Path) -> None:
    text = "@HD\tVN:1.6\tSO:coordinate\n@RG\tID:lane1\tSM:Ann\n@RG\tID:lane2\tSM:Bob\n@PG\tID:bwa\tPN:bwa\n"
    path = tmp_path / "reads.bam"
    path.write_bytes(bgzf(header([("chr1", 1000), ("chr2", 500)], text=text)))
    scan = scan_bam(path, exclude="duplicate", where=[("mapq", ">", 3)])
    assert shown(scan) == {
        "file": str(path),
        "size": f"{path.stat().st_size:,} bytes",
        "version": "1.6",
        "sort order": "coordinate",
        "references": "2",
        "reference bases": "1,500",
        "read groups": "lane1, lane2",
        "samples": "Ann, Bob",
        "programs": "bwa",
        "index": "none",
        "exclude": "1024",
        "where": "((('mapq', '>', 3),),)",
    }
    (tmp_path / "reads.bam.csi").touch()
    assert shown(scan)["index"] == "reads.bam.csi"


def test_other_formats(examples: Path) -> None:
    assert examples.exists()
    assert shown(scan_csf("rcsf.inp"))["peel subshells"] == "2s 2p- 2p"
    parquet = shown(scan_parquet("table.parquet", columns=["name"]))
    assert (parquet["rows"], parquet["row groups"], parquet["columns"]) == ("3", "2", "('name',)")
    size = f"{os.stat('books.mrc').st_size:,} bytes"
    assert shown(scan_marc("books.mrc")) == {"file": "books.mrc", "size": size}
    assert shown(scan_marc(b"")) == {"file": "<bytes>", "size": "0 bytes"}
    long = scan_marc("books.mrc", columns={"title": "245ab"}, limit=5)
    assert shown(long) == {"file": "books.mrc", "size": size, "columns": "('title',)", "limit": "5"}


def test_one_line(examples: Path) -> None:
    assert examples.exists()
    assert repr(scan_marc("books.mrc")) == "<MarcScan: books.mrc>"
    assert repr(scan_marc("books.mrc", shape="long")) == "<MarcScan: books.mrc, shape='long'>"
    assert repr(scan_marc("b", columns={"t": "245"})) == "<MarcScan: b, columns=('t',)>"
    assert repr(scan_csf("rcsf.inp", limit=3)) == "<CsfScan: rcsf.inp, limit=3>"
    assert repr(scan_bam("caf\u00e9\u202e\x1b[2J\n\x9b.bam")) == r"<BamScan: café\u202e\x1b[2J\n\x9b.bam>"


def test_a_stream_says_how_far_it_is(folder: Path) -> None:
    assert folder.exists()
    stream = scan_bam("reads.bam", batch_size=2).open()
    assert repr(stream) == "<Stream: reads.bam, 0 records in 0 batches so far, open>"
    next(stream)
    assert repr(stream) == "<Stream: reads.bam, 2 records in 1 batches so far, open>"
    assert len(list(stream)) == 1
    assert repr(stream) == "<Stream: reads.bam, 3 records in 2 batches so far, read to its end>"
    assert stream.stats is not None
    assert shown(stream.stats)["records"] == "3"
    with scan_bam("reads.bam", limit=1).open() as limited:
        list(limited)
    assert repr(limited).endswith("1 records in 1 batches so far, read to its limit>")
    with scan_bam("reads.bam").open() as left:
        pass
    assert repr(left).endswith("0 records in 0 batches so far, closed>")
    os.truncate("reads.bam", 100)
    damaged = scan_bam("reads.bam").open()
    with pytest.raises(rogtk_shim.TruncatedFileError):
        list(damaged)
    assert repr(damaged).endswith("closed>")


def test_only_the_header_is_read(large_bam: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.bam"
    data = bytearray(large_bam.read_bytes())
    data[30_000:] = bytes(len(data) - 30_000)
    path.write_bytes(data)
    found = shown(scan_bam(path, tags="all", columns="all"))
    assert "error" not in found
    assert found["sort order"] == "coordinate"


SCANS: list[Callable[[Any], Scan]] = [scan_bam, scan_csf, scan_marc, scan_parquet]


@pytest.mark.parametrize("scan", SCANS)
def test_no_error_comes_out(scan: Callable[[Any], Scan], tmp_path: Path) -> None:
    assert shown(scan(tmp_path / "nowhere"))["error"] == "No such file or directory"
    assert shown(scan(tmp_path))["size"] == "known when it is read"
    other = tmp_path / "other"
    other.write_bytes(b"something else\n" * 9)
    found = shown(scan(other))
    assert ("error" in found) == (scan is not scan_marc)


def test_no_error_without_an_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder.exists()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("rogtk_shim.scan.client", fail)
    assert shown(scan_bam("reads.bam"))["error"] == "RuntimeError"


@posix_only
def test_pipes_and_file_objects_are_left_alone(folder: Path) -> None:
    os.mkfifo("pipe.bam")
    assert shown(scan_bam("pipe.bam"))["size"] == "known when it is read"
    assert shown(scan_bam("-")) == {"file": "-"}
    with open(folder / "reads.bam", "rb") as file:
        assert shown(scan_bam(file)) == {"file": str(folder / "reads.bam"), "size": "170 bytes"}
        assert file.tell() == 0


@posix_only
def test_hostile_names(folder: Path) -> None:
    name = "<script>alert(1)&\x1b[2J\n\u202e.bam"
    shutil.copy(folder / "reads.bam", name)
    assert shown(scan_bam(name))["file"] == r"<script>alert(1)&\x1b[2J\n\u202e.bam"
    text = "@HD\tVN:1.6\tSO:<b>\x1b[2J\n@RG\tID:<img src=x onerror=alert(1)>\n@RG\tID:" + 1000 * "x"
    path = folder / "hostile.bam"
    path.write_bytes(bgzf(header([("chr1", 1000)], text=text)))
    found = shown(scan_bam(path))
    assert found["sort order"] == r"<b>\x1b[2J"
    assert re.fullmatch(r"<img src=x onerror=alert\(1\)>, x+ …", found["read groups"])

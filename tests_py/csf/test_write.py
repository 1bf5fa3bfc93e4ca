"""Back to a list: what is written, and what is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import (
    FormatError,
    OptionError,
    csf_blocks,
    csf_isin,
    csf_split,
    csf_unique,
    read_csf,
    scan_csf,
    scan_parquet,
    write_csf,
)
from tests_py.csf.lists import EVEN, HEADER, ODD, REAL, write

SEPARATOR = " *\n"
TEXT = HEADER + EVEN + ODD + SEPARATOR + ODD + SEPARATOR + EVEN + EVEN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "rcsf.inp").write_text(TEXT)
    return tmp_path / "rcsf.inp"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rcsf.out"


def variants(data: Any) -> list[Any]:
    """The same list as everything that can be written."""
    table = data.to_arrow()
    view: Any = table.schema
    reader = pa.RecordBatchReader.from_batches(view, table.to_batches(max_chunksize=2))
    return [data, table, reader, pl.DataFrame(table)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([EVEN, ODD, SEPARATOR, "  x  \n\n  0+  \n"]), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_was_read_is_written_byte_for_byte(parts: list[str], newline: str, ended: bool) -> None:
    text = (HEADER + "".join(parts)).replace("\n", newline)
    text = text if ended else text[: -len(newline)]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "rcsf.inp", Path(folder) / "rcsf.out"
        source.write_bytes(text.encode())
        for data in variants(scan_csf(source)):
            write_csf(data, target, source if isinstance(data, pl.DataFrame) else None)
            assert target.read_bytes() == text.encode()


@pytest.mark.skipif(not REAL, reason="no extra files: ROGTK_SHIM_TEST_DATA names their parent")
@pytest.mark.parametrize("real", REAL, ids=lambda path: path.name)
def test_real_lists_are_written_byte_for_byte(real: Path, out: Path) -> None:
    assert write_csf(scan_csf(real), out).records == read_csf(real).num_rows
    assert out.read_bytes() == real.read_bytes()


def test_many_batches(tmp_path: Path, out: Path) -> None:
    source = write(tmp_path / "rcsf.inp", *([EVEN, ODD] * 30_000), SEPARATOR, *([ODD] * 40_000))
    for threads in (1, 2):
        assert write_csf(scan_csf(source), out, threads=threads).records == 100_000
        assert out.read_bytes() == source.read_bytes()


def test_a_selection_keeps_order_and_blocks(path: Path, out: Path) -> None:
    table = read_csf(path)
    write_csf(table.take([1, 3]), out)
    # Of the second block nothing is left, so it goes.
    assert out.read_text() == HEADER + ODD + SEPARATOR + EVEN
    write_csf(table.slice(2, 1), out)
    assert out.read_text() == HEADER + ODD
    frame = pl.DataFrame(scan_csf(path, columns=["idx", "block", "parity", "line1", "line2", "line3"]))
    write_csf(frame.filter(pl.col("parity") == "-"), out, header=path)
    assert out.read_text() == HEADER + ODD + SEPARATOR + ODD
    write_csf(frame.select("line1", "line2", "line3"), out, header=HEADER.splitlines())
    assert out.read_text() == TEXT.replace(SEPARATOR, "")


def test_headers(path: Path, out: Path) -> None:
    table = read_csf(path)
    other = [*scan_csf(path).header.lines]
    other[1] = "  1s "
    write_csf(table, out, header=other)
    assert out.read_text() == TEXT.replace("  1s   2s   2p-  2p ", "  1s ")
    write_csf(table.replace_schema_metadata(None), out, header=scan_csf(path))
    assert out.read_text() == TEXT
    with pytest.raises(OptionError, match="no header"):
        write_csf(table.replace_schema_metadata(None), out)
    with pytest.raises(OptionError, match="five lines"):
        write_csf(table, out, header=["a"])
    with pytest.raises(OptionError, match="end of line"):
        write_csf(table, out, header=["a\n", "b", "c", "d", "e"])


def changed(table: pa.Table, name: str, values: list[Any], kind: Any) -> pa.Table:
    anything: Any = table
    return anything.set_column(table.column_names.index(name), name, pa.array(values, kind))


def test_what_is_refused(path: Path, out: Path) -> None:
    table = read_csf(path)
    lines = table["line2"].to_pylist()
    cases = {
        "end of line": changed(table, "line2", ["a\nb", *lines[1:]], pa.string()),
        "not ASCII": changed(table, "line2", ["½", *lines[1:]], pa.string()),
        "null": changed(table, "line2", [None, *lines[1:]], pa.string()),
        "block 1 comes after block 2": changed(table, "block", [2, 1, 1, 1, 1], pa.int64()),
        "can't be written": changed(table, "block", [-1, 1, 1, 1, 1], pa.int64()),
        "no column line3": table.drop_columns(["line3"]),
        "line1 is int64, not text": changed(table, "line1", [1, 2, 3, 4, 5], pa.int64()),
        "line3 is binary, not text": changed(table, "line3", [b"0+"] * 5, pa.binary()),
        # What would come back as the end of a block, or not at all.
        r"line1 is only a \*": changed(table, "line1", [" *", *lines[1:]], pa.string()),
        r"line2 is only a \*": changed(table, "line2", [*lines[:4], "\t* "], pa.large_string()),
        "line2 is longer than 1048576 bytes": changed(
            table, "line2", [*lines[:4], "x" * 1_048_577], pa.string()
        ),
    }
    for message, data in cases.items():
        with pytest.raises(FormatError, match=message):
            write_csf(data, out)
        assert not out.exists()
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        write_csf([1, 2], out)
    with pytest.raises(TypeError, match="five lines, not int"):
        write_csf(table, out, header=5)  # pyright: ignore[reportArgumentType]
    with pytest.raises(FormatError, match="a block is null"):
        csf_split(changed(table, "block", [1, None, 2, 3, 3], pa.uint32()))


def test_a_column_that_is_there_twice(path: Path, out: Path) -> None:
    table = read_csf(path)
    with pytest.raises(FormatError, match="several columns line1"):
        write_csf(table.append_column("line1", table["line1"]), out)


def test_two_lists_become_one_where_rows_are_sorted_by_block(path: Path, out: Path) -> None:
    table = read_csf(path).drop_columns(["idx"])
    both = pa.concat_tables([table, table])
    with pytest.raises(FormatError, match=r'table\.sort_by\("block"\)'):
        write_csf(both, out)
    data: Any = both
    assert write_csf(data.sort_by("block"), out).records == 10
    assert [block.csfs for block in csf_blocks(out)] == [4, 2, 4]


def test_a_parquet_file_may_have_other_columns(path: Path, tmp_path: Path, out: Path) -> None:
    columns = ["descriptor", "line3", "block", "subshells", "line1", "line2", "idx"]
    scan_csf(path, columns=columns).write_parquet(tmp_path / "all.parquet")
    assert write_csf(scan_parquet(tmp_path / "all.parquet"), out).records == 5
    assert out.read_text() == TEXT
    assert write_csf(scan_parquet(tmp_path / "all.parquet", limit=2), out).records == 2
    with pytest.raises(FormatError, match="no column line2"):
        write_csf(scan_parquet(tmp_path / "all.parquet", columns=["line1", "line3"]), out)


def test_an_asterisk_within_a_line_is_text(path: Path, out: Path) -> None:
    table = read_csf(path)
    starred = changed(table, "line2", ["* *", "  * x", "", "x" * 1_048_576, "**"], pa.string())
    write_csf(starred, out)
    assert read_csf(out).to_pylist() == starred.to_pylist()


def test_sets(path: Path, out: Path) -> None:
    table = read_csf(path)
    assert csf_unique(scan_csf(path))["idx"].to_pylist() == [0, 1]
    assert csf_isin(table, table.slice(0, 1)).to_pylist() == [True, False, False, True, True]
    assert csf_isin(table, table.slice(0, 0)).to_pylist() == [False] * 5
    split = csf_split(pl.DataFrame(table))
    assert {block: rows["idx"].to_pylist() for block, rows in split.items()} == {1: [0, 1], 2: [2], 3: [3, 4]}
    padded = changed(table, "line1", [f"{line}  " for line in table["line1"].to_pylist()], pa.string())
    assert csf_isin(padded, table).to_pylist() == [True] * 5
    write_csf(csf_split(table)[3], out)
    assert out.read_text() == HEADER + EVEN + EVEN
    for function in (csf_unique, csf_split):
        with pytest.raises(FormatError, match="no column line1"):
            function(table.select(["idx"]))
        with pytest.raises(TypeError):
            function(3)

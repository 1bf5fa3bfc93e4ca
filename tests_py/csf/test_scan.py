"""Scans of CSF lists."""

from __future__ import annotations

import pickle
from pathlib import Path

import polars as pl
import pytest

import rogtk_shim
from rogtk_shim import (
    CsfHeader,
    FormatError,
    InputNotFoundError,
    LimitError,
    OptionError,
    RejectsWarning,
    csf_blocks,
    csf_to_descriptors,
    read_csf,
    scan_csf,
)
from tests_py.csf.lists import BAD, EVEN, GOLDEN, HEADER, ODD, PEEL, REAL, needs_golden, table_of, write

SEPARATOR = " *\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "rcsf.inp", EVEN, SEPARATOR, ODD, ODD)


def test_table(path: Path) -> None:
    table = read_csf(path)
    assert table.column_names == ["idx", "block", "line1", "line2", "line3"]
    assert table["block"].to_pylist() == [1, 2, 2]
    lines = [table[name].to_pylist() for name in ("line1", "line2", "line3")]
    text = "".join(f"{one}\n{two}\n{three}\n" for one, two, three in zip(*lines, strict=True))
    assert text == EVEN + ODD + ODD


def test_header_and_schema(path: Path) -> None:
    scan = scan_csf(path)
    lines = tuple(HEADER.splitlines())
    assert scan.header == CsfHeader(lines, ("1s", "2s", "2p-", "2p"), PEEL)
    assert scan.schema.metadata[b"csf_header"].decode() == "\n".join(lines)
    assert scan.schema.metadata[b"format"] == b"csf"
    assert pickle.loads(pickle.dumps(scan)) == scan


def test_what_lines_say(path: Path) -> None:
    rows = read_csf(path, columns=["two_j", "parity", "configuration", "subshells"]).to_pylist()
    assert rows[1]["two_j"] == 7
    assert rows[1]["parity"] == "-"
    assert rows[1]["configuration"] == "3s(1).3p(3).3d(1)"
    assert rows[1]["subshells"] == [
        {"subshell": "3s", "electrons": 1, "seniority": None, "two_j": 1, "coupling": None},
        {"subshell": "3p", "electrons": 3, "seniority": None, "two_j": 3, "coupling": 2},
        {"subshell": "3d", "electrons": 1, "seniority": None, "two_j": 5, "coupling": 7},
    ]


def test_consumers(path: Path) -> None:
    scan = scan_csf(path, columns=["idx", "parity", "descriptor"])
    frame = pl.DataFrame(scan)
    assert frame.filter(pl.col("parity") == "-")["idx"].to_list() == [1, 2]
    assert frame["descriptor"].dtype == pl.Array(pl.Int32, 15)
    assert frame["descriptor"].to_numpy().shape == (3, 15)


def test_descriptor_as_columns(path: Path) -> None:
    table = read_csf(path, columns=["idx", "descriptor"], layout="columns", names="subshell")
    assert table.column_names[:4] == ["idx", "3s.n", "3s.j", "3s.coupling"]
    assert table.slice(1, 1).to_pylist()[0]["3d.coupling"] == 7
    narrow = read_csf(path, columns=["descriptor"], peel_subshells=["3d"])
    assert narrow["descriptor"].to_pylist() == [[2, 8, 8], [1, 5, 7], [1, 5, 7]]


@needs_golden
@pytest.mark.parametrize("kind", ["raw", "normalized"])
def test_descriptors_are_those_of_rcsfs(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    normalize = kind == "normalized"
    statistics = csf_to_descriptors(GOLDEN / "synthetic_2k.csf", out, normalize=normalize)
    assert statistics.records == 2000
    expected = table_of(GOLDEN / f"synthetic_2k_{kind}.parquet")
    found = table_of(out)
    assert found.schema.remove_metadata() == expected.schema.remove_metadata()
    assert found.replace_schema_metadata(None).equals(expected.replace_schema_metadata(None))
    listed = read_csf(GOLDEN / "synthetic_2k.csf", columns=["descriptor"], normalize=normalize)["descriptor"]
    assert listed.to_pylist() == [list(row.values()) for row in expected.to_pylist()]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
def test_files_are_the_same_for_any_threads(path: Path, tmp_path: Path, threads: int, suffix: str) -> None:
    write(path, *([EVEN, ODD] * 60_000))
    out = tmp_path / f"out{suffix}"
    csf_to_descriptors(path, out, threads=threads, layout="list")
    table = table_of(out)
    assert table.num_rows == 120_000
    assert table["descriptor"][119_999].as_py() == [1, 1, 1, 0, 0, 0, 3, 3, 2, 0, 0, 0, 1, 5, 7]
    other = tmp_path / f"other{suffix}"
    csf_to_descriptors(path, other, threads=3 - threads, layout="list")
    assert out.read_bytes() == other.read_bytes()


@pytest.mark.skipif(not REAL, reason="no extra files: ROGTK_SHIM_TEST_DATA names their parent")
@pytest.mark.parametrize("real", REAL, ids=lambda path: path.name)
def test_real_lists(real: Path) -> None:
    lines = real.read_text().splitlines()[5:]
    csfs = [line for line in lines if line.strip() != "*"]
    table = read_csf(real, columns=["line1", "two_j", "parity", "descriptor"], normalize=True)
    assert table.num_rows == len(csfs) // 3
    assert table["line1"].to_pylist() == csfs[::3]
    assert table["two_j"].null_count == table["parity"].null_count == table["descriptor"].null_count == 0
    assert all(0 <= value <= 1 for row in table["descriptor"].to_pylist() for value in row or [2])
    blocks = csf_blocks(real)
    assert len(blocks) == len(lines) - len(csfs) + 1
    assert sum(block.csfs for block in blocks) == table.num_rows


def test_blocks(path: Path) -> None:
    assert [(block.block, block.j, block.parity, block.csfs) for block in csf_blocks(path)] == [
        (1, "4", "+", 1),
        (2, "7/2", "-", 2),
    ]
    assert csf_blocks(write(path)) == []


def test_blocks_are_listed_all_or_not_at_all(path: Path) -> None:
    assert len(csf_blocks(write(path, *[EVEN, SEPARATOR] * 10_000))) == 10_000
    with pytest.raises(LimitError, match="10,001 blocks") as caught:
        csf_blocks(write(path, *[EVEN, SEPARATOR] * 10_001))
    assert caught.value.path == str(path)


def test_rejects(path: Path, tmp_path: Path) -> None:
    write(path, EVEN, SEPARATOR, *[BAD] * 6, ODD)
    out = tmp_path / "out.parquet"
    with pytest.raises(FormatError, match=r"6 CSFs can't be parsed: CSF 1 \(line 10\)") as caught:
        csf_to_descriptors(path, out)
    assert caught.value.code == "CSF_REJECTS"
    assert not out.exists()
    with pytest.warns(RejectsWarning, match="6 records were rejected"):
        statistics = csf_to_descriptors(path, out, errors="collect")
    assert statistics["rejected"] == 6
    assert [reject["index"] for reject in statistics["rejects"]] == [1, 2, 3, 4, 5, 6]
    assert table_of(out)["col_0"].to_pylist() == [2, *[None] * 6, 1]
    with pytest.warns(RejectsWarning):
        csf_to_descriptors(path, out, errors="zeros")
    assert table_of(out)["col_0"].to_pylist() == [2, *[0] * 6, 1]
    scan = scan_csf(path, columns=["descriptor"], errors="collect")
    with scan.open() as stream, pytest.warns(RejectsWarning):
        assert sum(batch.column(0).null_count for batch in stream) == 6
    assert stream.stats is not None
    assert stream.stats["rejected"] == 6
    # The text needs no parsing.
    assert read_csf(path).num_rows == 8


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"columns": ["J"]}, OptionError),
        ({"columns": "idx"}, TypeError),
        ({"layout": "rows"}, OptionError),
        ({"names": 1}, TypeError),
        ({"errors": "ignore"}, OptionError),
        ({"normalize": 1}, TypeError),
        ({"peel_subshells": []}, OptionError),
        ({"peel_subshells": "3s"}, TypeError),
        ({"peel_subshells": ["3s", "3s "]}, OptionError),
        ({"batch_size": 0}, OptionError),
    ],
)
def test_options_are_checked(path: Path, options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        scan_csf(path, **options)  # pyright: ignore[reportArgumentType]


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError):
        read_csf(tmp_path / "none")
    other = tmp_path / "other"
    other.write_text("a\nb\nc\nd\ne\nf\n")
    with pytest.raises(FormatError, match="no CSF list"):
        read_csf(other)


def test_all_names_are_in_the_package() -> None:
    for name in rogtk_shim.csf.__all__:
        if name != "COLUMNS":
            assert getattr(rogtk_shim, name) is getattr(rogtk_shim.csf, name)

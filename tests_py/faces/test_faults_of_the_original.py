"""What rogtk 0.1.25 gets wrong on real files, in some of its functions, is right in all of ours.

Measured on the original: `N` for every base and an end without regard to insertions and deletions in the
htslib functions, the last partial batch twice, garbage for missing qualities, batches in another order in the
parallel ones, half of the rows and no error for a file cut between blocks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import TruncatedFileError
from tests_py.bam import expected
from tests_py.bam.rows import assert_same
from tests_py.data.bgzf_writer import block_starts
from tests_py.faces.files import read
from tests_py.faces.functions import NAMES, PARQUET, call

every_function = pytest.mark.parametrize("name", NAMES)


@every_function
def test_every_value_is_that_of_pysam_in_input_order(name: str, real_bam: Path, tmp_path: Path) -> None:
    out = tmp_path / "reads.arrow"
    statistics = call(name, real_bam, out, batch_size=500)
    truth = expected.by_pysam(real_bam)
    assert_same(read(out), truth)
    assert statistics.records == truth.num_rows == 3270
    # The last batch is a partial one, and there once. In Parquet all of it is one row group.
    assert statistics.batches == (1 if name in PARQUET else 7)


@every_function
def test_bases_are_no_row_of_n(name: str, real_bam: Path, tmp_path: Path) -> None:
    call(name, real_bam, tmp_path / "reads.arrow")
    bases: list[Any] = read(tmp_path / "reads.arrow").column("sequence").to_pylist()
    # Three reads of this file are.
    assert [set(text) for text in bases].count({"N"}) == 3


@every_function
def test_ends_follow_insertions_and_deletions(name: str, real_bam: Path, tmp_path: Path) -> None:
    call(name, real_bam, tmp_path / "reads.arrow")
    rows: list[dict[str, Any]] = read(tmp_path / "reads.arrow").to_pylist()
    too_simple = [row["start"] + len(row["sequence"]) - 1 == row["end"] for row in rows if row["end"]]
    assert 0 < too_simple.count(False) < len(too_simple)


@every_function
def test_missing_quality_is_null(name: str, folder: Path) -> None:
    call(name, "reads.bam", "reads.arrow")
    assert read(folder / "reads.arrow").column("quality_scores").to_pylist() == ["????", None, "#$"]


@every_function
def test_a_file_cut_between_blocks_is_an_error(name: str, large_bam: Path, tmp_path: Path) -> None:
    whole = large_bam.read_bytes()
    starts = block_starts(whole)
    cut, out = tmp_path / "cut.bam", tmp_path / "out"
    cut.write_bytes(whole[: starts[len(starts) // 2]])
    out.mkdir()
    with pytest.raises(TruncatedFileError, match=r"cut\.bam"):
        call(name, cut, out / "reads.arrow")
    assert list(out.iterdir()) == []

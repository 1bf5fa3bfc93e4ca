"""Damaged files read with all fields, tags, filters: the same table, or the same typed error, every time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import RogtkShimError
from tests_py.bam import bam_by_hand
from tests_py.bam.bgzf_by_hand import DamagedError
from tests_py.bam.damage import INSIDE, OUTSIDE, Damage
from tests_py.bam.rows import SCHEMA, assert_same, table
from tests_py.bam.test_agreement import read_ipc
from tests_py.bam.test_damage_property import FIXED, SOURCES, TYPED, check, damaged, source

OPTIONS: list[dict[str, Any]] = [
    {"columns": "all"},
    {"columns": "all", "tags": "all"},
    {"tags": ["tags_rest"]},
    {"tags": ["NM", "RG:Z", "XB"]},
    {"columns": "all", "exclude": "reverse", "min_mapq": 10, "where": [("end", ">", 50)]},
    {"tags": "all", "where": [[("cigar", "is_not_null")], [("NM", ">", 1), ("sequence", ">", "C")]]},
]


def outcome(path: Path, options: dict[str, Any]) -> tuple[pa.Table | None, RogtkShimError | None]:
    """The table, or the error."""
    try:
        return read_bam(path, **options), None
    except TYPED as error:
        return None, error


@pytest.mark.timeout(200)
@settings(FIXED, max_examples=250)
@given(
    name=st.sampled_from(SOURCES),
    steps=st.lists(st.sampled_from(OUTSIDE), max_size=1),
    inside=st.none() | st.sampled_from(INSIDE),
    seed=st.integers(0, 2**32),
    options=st.sampled_from(OPTIONS),
    batch_size=st.sampled_from([1, 3, 64, 20_000]),
)
def test_damage(
    name: str,
    steps: list[Damage],
    inside: Damage | None,
    seed: int,
    options: dict[str, Any],
    batch_size: int,
) -> None:
    file = damaged(source(name), steps, inside, seed)
    asked: dict[str, Any] = {**options, "batch_size": batch_size if len(file) < 100_000 else 20_000}
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "damaged.bam", Path(folder) / "out" / "reads.arrow"
        out.parent.mkdir()
        path.write_bytes(file)
        got, error = outcome(path, asked)
        again, second = outcome(path, {**asked, "threads": 2})
        assert (got is None) == (again is None)
        if got is None or again is None:
            assert error is not None
            assert second is not None
            assert (error.code, error.offset, error.record) == (second.code, second.offset, second.record)
            check(error, path, sound=False)
            with pytest.raises(type(error)):
                scan_bam(path, **asked).write_ipc(out)
            assert list(out.parent.iterdir()) == []
            return
        got.validate(full=True)
        assert got.equals(again)
        scan_bam(path, **asked).write_ipc(out)
        assert read_ipc(out).equals(got)
        if not {"where", "exclude"} & set(options):
            try:
                expected = table(bam_by_hand.read(file)[1])
            except DamagedError:
                raise AssertionError("read without an error, but the file is damaged") from None
            assert_same(got.select(SCHEMA.names), expected)

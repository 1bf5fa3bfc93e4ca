"""What the footer says of a column chunk's values."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rogtk_shim import write_parquet
from tests_py.parquet.files import chunks
from tests_py.parquet.strategies import INTEGERS


def statistics_of(values: Any, path: Path) -> Any:
    write_parquet(pa.table({"x": values}), path / "x.parquet")
    (chunk,) = chunks(path / "x.parquet")
    return chunk.statistics


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_at_their_ends(name: str, tmp_path: Path) -> None:
    type_, least, most = INTEGERS[name]
    for values in (
        [least, most],
        [most, least],
        [None, most, 0, least, 1],
        [0],
        [most, most, most, most, most, least],
    ):
        known = [value for value in values if value is not None]
        found = statistics_of(pa.array(values, type_), tmp_path)
        assert (found.min, found.max, found.null_count) == (min(known), max(known), len(values) - len(known))


@pytest.mark.parametrize("type_", [pa.float32(), pa.float64()])
def test_floats(type_: Any, tmp_path: Path) -> None:
    def extremes(*values: float | None) -> Any:
        found = statistics_of(pa.array(values, type_), tmp_path)
        return (found.min, found.max) if found.has_min_max else None

    assert extremes(1.5, None, -2.5) == (-2.5, 1.5)
    assert extremes(-math.inf, math.inf, 0.5) == (-math.inf, math.inf)
    # NaN is passed over, and alone it has no order.
    assert extremes(math.nan, 1.0, 2.0) == (1.0, 2.0)
    assert extremes(math.nan, math.nan) is None
    # The zeros' order isn't agreed on: both are inside, whichever occurs.
    for zeros in ((0.0,), (-0.0,), (0.0, -0.0)):
        found: Any = extremes(*zeros)
        assert [math.copysign(1, zero) for zero in found] == [-1, 1]


def test_texts_by_their_bytes_and_long_ones_cut(tmp_path: Path) -> None:
    found = statistics_of(["b", "é", "a", None, "Z", ""], tmp_path)
    assert (found.min, found.max, found.null_count) == ("", "é", 1)
    longest = "x" * 64
    found = statistics_of([longest], tmp_path)
    assert (found.min, found.max) == (longest, longest)
    # No character comes after "é" for sure: rather no greatest value than a wrong one.
    assert not statistics_of(["é" * 1000 + "z", "b" * 1000], tmp_path).has_min_max
    found = statistics_of(["a" + "é" * 1000, "ab" * 100], tmp_path)
    assert (found.min_raw, found.max_raw) == (b"ab" * 32, b"b")
    found = statistics_of(["aé" * 1000, "b"], tmp_path)
    # In whole characters.
    assert found.min_raw == ("aé" * 21).encode() + b"a"


def test_bytes(tmp_path: Path) -> None:
    assert not statistics_of([b"\xff" * 100, b"\x00" * 100], tmp_path).has_min_max
    found = statistics_of([b"\xff\x01" * 100, b"\x00" * 100], tmp_path)
    assert (found.min_raw, found.max_raw) == (b"\x00" * 64, b"\xff\x01" * 31 + b"\xff\x02")


def test_booleans(tmp_path: Path) -> None:
    for values in (
        [True],
        [False],
        [True, None, False],
        [True] * 9,
        [False] * 16 + [True],
        [None, True] * 20,
    ):
        known = [value for value in values if value is not None]
        found = statistics_of(values, tmp_path)
        assert (found.min, found.max, found.null_count) == (min(known), max(known), len(values) - len(known))


def test_nothing_but_nulls(tmp_path: Path) -> None:
    found = statistics_of(pa.array([None] * 100, pa.string()), tmp_path)
    assert (found.has_min_max, found.null_count) == (False, 100)

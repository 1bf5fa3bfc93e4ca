"""Columns with as many values as a dictionary's tables hold, and one more."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rogtk_shim import write_parquet

ROWS = 140_000


@pytest.mark.parametrize("distinct", [1, 2, 2047, 2048, 2049, 65_536, 65_537])
@pytest.mark.parametrize("run", [1, 7])
def test_fractions(distinct: int, run: int, tmp_path: Path) -> None:
    rng = random.Random(distinct)
    values = [i / 8 for i in range(distinct)]
    drawn = [*values, *rng.choices([*values, -0.0], k=ROWS - distinct)]
    spread = [value for value in drawn for _ in range(run)][:ROWS]
    holes = [value if rng.random() < 0.9 else None for value in spread]
    table = pa.table({"f": pa.array(spread, pa.float32()), "d": pa.array(spread), "h": pa.array(holes)})
    write_parquet(table, tmp_path / "out.parquet")
    file: Any = pq.ParquetFile(tmp_path / "out.parquet")
    with file:
        assert file.read().equals(table)

"""Tables of every type that is read, with values at the edges of each."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

pa: Any = import_module("pyarrow")


def _integers(rng: random.Random, rows: int, bits: int, *, signed: bool) -> list[int]:
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    edges = [low, high, 0, 1]
    return [rng.choice(edges) if rng.random() < 0.2 else rng.randint(low, high) for _ in range(rows)]


def _texts(rng: random.Random, rows: int) -> list[str]:
    words = ["", "a", "read/1", "5s ( 2)  5p-( 1)", "é", "日本語", "😀" * 20, "x" * 300]
    return [rng.choice(words) + (str(i) if rng.random() < 0.5 else "") for i in range(rows)]


def _columns(rng: random.Random, rows: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for bits in (8, 16, 32, 64):
        columns[f"int{bits}"] = pa.array(_integers(rng, rows, bits, signed=True), f"int{bits}")
        columns[f"uint{bits}"] = pa.array(_integers(rng, rows, bits, signed=False), f"uint{bits}")
    columns["few"] = pa.array([rng.choice([3, 7, 7, 7]) for _ in range(rows)], pa.int32())
    columns["counted"] = pa.array(range(rows), pa.int64())
    columns["float"] = pa.array(
        [rng.choice([0.5, -0.0, float("inf"), 1e-40]) for _ in range(rows)], pa.float32()
    )
    columns["double"] = pa.array([rng.random() for _ in range(rows)], pa.float64())
    columns["bool"] = pa.array([rng.random() < 0.7 for _ in range(rows)], pa.bool_())
    columns["text"] = pa.array(_texts(rng, rows), pa.string())
    columns["word"] = pa.array([rng.choice(["one", "two", "three"]) for _ in range(rows)], pa.string())
    columns["sorted"] = pa.array([f"prefix/{i:08}" for i in range(rows)], pa.string())
    columns["bytes"] = pa.array([rng.randbytes(rng.choice([0, 3, 40])) for _ in range(rows)], pa.binary())
    columns["fixed"] = pa.array([rng.randbytes(5) for _ in range(rows)], pa.binary(5))
    return columns


def with_nulls(array: Any, rng: random.Random, part: float) -> Any:
    """Take some values out, in runs and one by one."""
    mask: list[bool] = []
    while len(mask) < len(array):
        mask.extend([rng.random() < part] * rng.choice([1, 1, 1, 30]))
    values = [None if gone else value for value, gone in zip(array.to_pylist(), mask, strict=False)]
    return pa.array(values, array.type)


def make_table(rows: int, seed: int = 0, *, nulls: float = 0.0, required: bool = False) -> Any:
    """Make a table with a column of every type; `nulls` is the part of values that are null."""
    rng = random.Random(seed)
    columns = _columns(rng, rows)
    if nulls:
        columns = {name: with_nulls(array, rng, nulls) for name, array in columns.items()}
    fields = [pa.field(name, array.type, nullable=not required) for name, array in columns.items()]
    return pa.table(list(columns.values()), schema=pa.schema(fields))


def as_read(table: Any) -> Any:
    """The same values in the types that they are read as."""
    fields: list[Any] = []
    for field in table.schema:
        kind = field.type
        if (
            pa.types.is_fixed_size_binary(kind)
            or pa.types.is_large_binary(kind)
            or pa.types.is_binary_view(kind)
        ):
            kind = pa.binary()
        elif pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            kind = pa.string()
        fields.append(field.with_type(kind).remove_metadata())
    return table.cast(pa.schema(fields)).replace_schema_metadata(None)

"""Tables of every type that the product writes, with nulls at every level."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

INTEGERS: dict[str, tuple[Any, int, int]] = {
    "int8": (pa.int8(), -(2**7), 2**7 - 1),
    "int16": (pa.int16(), -(2**15), 2**15 - 1),
    "int32": (pa.int32(), -(2**31), 2**31 - 1),
    "int64": (pa.int64(), -(2**63), 2**63 - 1),
    "uint8": (pa.uint8(), 0, 2**8 - 1),
    "uint16": (pa.uint16(), 0, 2**16 - 1),
    "uint32": (pa.uint32(), 0, 2**32 - 1),
    "uint64": (pa.uint64(), 0, 2**64 - 1),
}


def _integers(type_: Any, least: int, most: int) -> tuple[Any, SearchStrategy[Any]]:
    few = st.sampled_from([least, most, 0, 1])
    return type_, st.one_of(few, st.integers(least, most), st.integers(max(least, -3), 3))


#: A type and what its values may be.
LEAVES: list[tuple[Any, SearchStrategy[Any]]] = [
    *(_integers(*limits) for limits in INTEGERS.values()),
    (pa.float32(), st.floats(width=32)),
    (pa.float64(), st.one_of(st.floats(), st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan]))),
    (pa.bool_(), st.booleans()),
    (pa.string(), st.text(max_size=80)),
    (pa.binary(), st.binary(max_size=80)),
]


@st.composite
def typed(draw: st.DrawFn, depth: int = 3) -> tuple[Any, SearchStrategy[Any]]:
    """A type of at most `depth` levels and its values, nulls among them."""
    kinds = ["leaf"] if depth == 0 else ["leaf", "leaf", "list", "fixed", "struct", "map"]
    kind = draw(st.sampled_from(kinds))
    if kind == "leaf":
        type_, values = draw(st.sampled_from(LEAVES))
    elif kind == "list":
        item, items = draw(typed(depth - 1))
        type_, values = pa.list_(item), st.lists(items, max_size=4)
    elif kind == "fixed":
        item, items = draw(typed(depth - 1))
        size = draw(st.integers(1, 3))
        type_, values = pa.list_(item, size), st.lists(items, min_size=size, max_size=size)
    elif kind == "struct":
        members = draw(st.lists(typed(depth - 1), min_size=1, max_size=3))
        type_ = pa.struct([pa.field(f"m{i}", member) for i, (member, _) in enumerate(members)])
        values = st.fixed_dictionaries({f"m{i}": items for i, (_, items) in enumerate(members)})
    else:
        item, items = draw(typed(depth - 1))
        type_, values = (
            pa.map_(pa.string(), item),
            st.lists(st.tuples(st.text(max_size=3), items), max_size=3),
        )
    return type_, st.one_of(st.none(), values)


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Up to three columns of up to 40 rows, repeated so that runs and dictionaries come up."""
    rows = draw(st.integers(0, 40))
    times = draw(st.sampled_from([1, 1, 30]))
    columns: dict[str, Any] = {}
    make_chunked: Any = pa.chunked_array
    for number in range(draw(st.integers(1, 3))):
        type_, values = draw(typed())
        items: list[Any] = draw(st.lists(values, min_size=rows, max_size=rows))
        make: Any = pa.array
        column = make(items, type_)
        columns[f"c{number}"] = make_chunked([column] * times, type_)
    return pa.table(columns)

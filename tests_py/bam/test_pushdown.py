"""Predicates of polars: the same rows with pushdown, without it, and from pysam's records."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from rogtk_shim import read_bam, scan_bam
from rogtk_shim._pushdown import where_of
from rogtk_shim.bam.columns import ALL_COLUMNS, TEXT_COLUMNS
from tests_py.bam.records import ALL_FIELDS, table_of
from tests_py.bam.test_filters import FILES, TAGS, constants, facts

ASKED = ("eq", "ne", "lt", "le", "gt", "ge", "in", "between", "null", "not_null", "turned", "missing", "odd")
KINDS = {name: "text" if name in TEXT_COLUMNS else "number" for name in ALL_COLUMNS}


@cache
def usable_tags(name: str) -> list[str]:
    """Tags that have values of one sort in a file."""
    values = [tag for row in facts(name)[2] for tag in row]
    found = [
        tag for tag in TAGS if all(isinstance(value, TAGS[tag]) for one, _, value in values if one == tag)
    ]
    return [tag for tag in found if tag != "XX"]


@cache
def truth(name: str) -> pl.DataFrame:
    """All fields of a file, and the tags, by pysam."""
    _, rows, tags = facts(name)
    frame = pl.DataFrame(table_of(rows, ALL_FIELDS))
    for tag in usable_tags(name):
        values = [next((value for one, _, value in row if one == tag), None) for row in tags]
        kind = pl.Int64() if TAGS[tag] is int else pl.String()
        frame = frame.with_columns(pl.Series(tag, values, dtype=kind))
    return frame


@st.composite
def leaf(draw: st.DrawFn, name: str) -> pl.Expr:
    """One comparison, of those that are translated and of some that aren't."""
    column = draw(st.sampled_from([*ALL_COLUMNS, *usable_tags(name)]))
    one = pl.col(column)
    _, rows, tags = facts(name)
    text = column in TEXT_COLUMNS or TAGS.get(column) is str
    values = constants(rows, tags, column)
    if not text:
        values = values.map(int)
    asked = draw(st.sampled_from(ASKED))
    if asked == "in":
        kind = pl.String() if text else pl.Int64()
        listed: list[Any] = draw(st.lists(values | st.none(), max_size=5))
        return one.is_in(pl.lit(listed, pl.List(kind)))
    if asked == "between":
        closed: Any = draw(st.sampled_from(["both", "left", "right", "none"]))
        return one.is_between(pl.lit(draw(values)), pl.lit(draw(values)), closed)
    if asked == "null":
        return one.is_null()
    if asked == "not_null":
        return one.is_not_null()
    value: Any = draw(values)
    if asked == "turned":
        return pl.lit(value) > one
    if asked == "missing":
        return one.eq_missing(pl.lit(value)) if draw(st.booleans()) else one.ne_missing(pl.lit(value))
    if asked == "odd":
        return one.str.len_bytes() > 3 if text else one * 2 > value
    return getattr(one, asked)(value)


def _join(below: st.SearchStrategy[pl.Expr]) -> st.SearchStrategy[pl.Expr]:
    pairs = st.tuples(below, below)
    return pairs.map(lambda two: two[0] & two[1]) | pairs.map(lambda two: two[0] | two[1]) | below.map(_not)


def _not(one: pl.Expr) -> pl.Expr:
    return ~one


def predicates(name: str) -> st.SearchStrategy[pl.Expr]:
    """Trees of comparisons."""
    return st.recursive(leaf(name), _join, max_leaves=6)


@st.composite
def question(draw: st.DrawFn) -> tuple[str, pl.Expr, list[str] | None]:
    name = draw(st.sampled_from(FILES))
    columns = st.lists(
        st.sampled_from([*ALL_COLUMNS, *usable_tags(name)]), unique=True, min_size=1, max_size=4
    )
    return name, draw(predicates(name)), draw(st.none() | columns)


@pytest.mark.timeout(300)
@settings(derandomize=True, database=None, deadline=None, max_examples=100)
@given(
    asked=question(), engine=st.sampled_from(["streaming", "in-memory"]), first=st.none() | st.integers(0, 9)
)
def test_a_predicate_keeps_the_same_rows_pushed_down_or_not(
    asked: tuple[str, pl.Expr, list[str] | None], engine: Any, first: int | None
) -> None:
    name, predicate, columns = asked
    query = scan_bam(facts(name)[0], columns="all", tags=usable_tags(name)).lazy()
    wanted = truth(name)
    if first is not None:
        query, wanted = query.head(first), wanted.head(first)
    query, wanted = query.filter(predicate), wanted.filter(predicate)
    if columns is not None:
        query, wanted = query.select(columns), wanted.select(columns)
    assert_frame_equal(query.collect(engine=engine), wanted)
    unpushed = query.collect(engine=engine, optimizations=pl.QueryOptFlags.none())
    assert_frame_equal(unpushed, wanted)


@pytest.mark.timeout(300)
@settings(derandomize=True, database=None, deadline=None, max_examples=100)
@given(data=st.data())
def test_what_is_translated_loses_no_row(data: st.DataObject) -> None:
    """The engine's rows alone, before polars filters them again."""
    name = data.draw(st.sampled_from(FILES))
    predicate = data.draw(predicates(name))
    kinds = KINDS | {tag: "text" if TAGS[tag] is str else "number" for tag in usable_tags(name)}
    where = where_of(predicate, kinds)
    given_rows = pl.DataFrame(read_bam(facts(name)[0], columns="all", tags=usable_tags(name), where=where))
    assert_frame_equal(given_rows.filter(predicate), truth(name).filter(predicate))


C = pl.col


@pytest.mark.parametrize(
    ("predicate", "where"),
    [
        (C("mapq") == 3, [[("mapq", "==", 3)]]),
        (~(C("mapq") < 3), [[("mapq", ">=", 3)]]),
        (pl.lit(3) > C("mapq"), [[("mapq", "<", 3)]]),
        (C("chrom").is_in(["1", "X"]), [[("chrom", "in", ("1", "X"))]]),
        (~C("chrom").is_in(["1"]), [[("chrom", "not in", ("1",))]]),
        (
            C("start").is_null() | C("cigar").is_not_null(),
            [[("start", "is_null")], [("cigar", "is_not_null")]],
        ),
        (C("start").is_between(1, 5, "left"), [[("start", ">=", 1), ("start", "<", 5)]]),
        (~C("start").is_between(1, 5), [[("start", "<", 1)], [("start", ">", 5)]]),
        ((C("mapq") > 1) & (C("name") != "a"), [[("mapq", ">", 1), ("name", "!=", "a")]]),
        (~((C("mapq") > 1) & (C("name") != "a")), [[("mapq", "<=", 1)], [("name", "==", "a")]]),
        # What can't be said is left out where the rest holds without it, and only there.
        ((C("mapq") > 1) & C("name").str.contains("a"), [[("mapq", ">", 1)]]),
        ((C("mapq") > 1) | C("name").str.contains("a"), None),
        (~((C("mapq") > 1) & C("name").str.contains("a")), None),
        (C("mapq") > C("flags"), None),
        (C("mapq") > 2.5, None),
        (C("start") > 2**60, None),
        (C("mapq") > True, None),
        (C("XF") > 1, None),
        (C("XF").is_null(), [[("XF", "is_null")]]),
        (C("other").is_null(), None),
        (C("mapq").is_in(list(range(10_001))), None),
        (C("mapq").map_elements(bool, return_dtype=pl.Boolean), None),
    ],
    ids=str,
)
def test_what_is_translated(predicate: pl.Expr, where: Any) -> None:
    found = where_of(predicate, KINDS | {"XF": "null"})
    assert (found and [list(group) for group in found]) == where


def test_alternatives_do_not_explode() -> None:
    either = (C("mapq") == 1) | (C("mapq") == 2)
    many = either
    for _ in range(12):
        many = many & either
    found = where_of(many, KINDS)
    assert found is not None
    assert len(found) <= 16
    long = C("mapq") == 1
    for number in range(40):
        long = long | (C("mapq") == number)
    assert where_of(long, KINDS) is None


def test_long_values_stay_with_polars() -> None:
    names = [f"{number}".zfill(10_000) for number in range(200)]
    assert where_of(C("name").is_in(names), KINDS) is None
    assert where_of(C("name").is_in(names) & (C("mapq") > 3), KINDS) == ((("mapq", ">", 3),),)
    # Each alone would do.
    half = C("name").is_in(names[:60])
    assert where_of(half, KINDS) is not None
    for two in (half & ~C("name").is_in(names[60:120]), half | C("name").is_in(names[60:120])):
        found = where_of(two, KINDS)
        assert found is None or len(found[0]) == 1


def test_a_scan_keeps_its_own_conditions() -> None:
    path, rows, _ = facts("own/biopython-ex1")
    flags = sorted({row["flags"] for row in rows})[:12]
    own = [[("flags", "==", flag)] for flag in flags]
    scan = scan_bam(path, where=own)
    whole = scan.to_polars()
    keep = (C("start") < 500) | (C("name") == "x")
    assert 0 < whole.filter(keep).height < truth("own/biopython-ex1").filter(keep).height
    assert_frame_equal(scan.lazy().filter(keep).collect(), whole.filter(keep))

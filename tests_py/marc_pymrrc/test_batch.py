"""Boundaries, parallel parsing, pipelines, and queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymrrc
from tests_py.marc import strategies
from tests_py.marc_pymrrc.mrrc_itself import build, mrrc
from tests_py.marc_pymrrc.test_changes import RAW

OTHER = pymrrc.Record(fields=[pymrrc.Field("001", data="other")]).as_marc()


def test_boundaries() -> None:
    mine, theirs = pymrrc.RecordBoundaryScanner(), mrrc.RecordBoundaryScanner()
    data = RAW + OTHER + RAW
    assert mine.scan(data) == theirs.scan(data)
    assert mine.scan_limited(data, 2) == theirs.scan_limited(data, 2)
    assert mine.count_records(data) == 3
    assert mine.capacity() >= 3
    mine.clear()
    # Newlines between records, and what is left of one.
    assert mine.scan(RAW + b"\r\n" + OTHER + b"cut") == [
        (0, len(RAW)),
        (len(RAW) + 2, len(OTHER)),
        (len(RAW) + 2 + len(OTHER), 3),
    ]
    for data, message in ((b"", "buffer is empty"), (b"abc", "no complete MARC records found")):
        for scanner in (mine, theirs):
            assert scanner.count_records(data) == 0
            with pytest.raises(ValueError, match=message):
                scanner.scan(data)


def test_parallel_parsing() -> None:
    data = RAW + b"\n" + OTHER + RAW
    boundaries = pymrrc.RecordBoundaryScanner().scan(data)
    records = pymrrc.parse_batch_parallel(boundaries, data)
    assert [one.control_field("001") for one in records] == ["id1", "other", "id1"]
    assert [one.title() for one in records] == [
        one.title() for one in mrrc.parse_batch_parallel(boundaries, data)
    ]
    # In any order, and any number of times.
    chosen = [boundaries[1], boundaries[0], boundaries[1]]
    assert [one.control_field("001") for one in pymrrc.parse_batch_parallel(chosen, bytearray(data))] == [
        "other",
        "id1",
        "other",
    ]
    assert len(pymrrc.parse_batch_parallel_limited(boundaries, data, 2)) == 2
    assert pymrrc.parse_batch_parallel([], data) == []
    assert pymrrc.rayon_parser_pool.parse_batch_parallel is pymrrc.parse_batch_parallel


@pytest.mark.parametrize(
    ("boundaries", "message"),
    [
        ([(0, len(RAW) + 1)], "exceeds buffer size"),
        ([(-1, 5)], "exceeds buffer size"),
        ([(0, 100)], "truncated record"),
        ([(5, len(RAW) - 5)], "invalid record length"),
        ([(0, 0)], "1 boundaries hold 0 records"),
    ],
)
def test_boundaries_that_are_not(boundaries: list[tuple[int, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pymrrc.parse_batch_parallel(boundaries, RAW)


def test_two_records_are_not_one() -> None:
    with pytest.raises(ValueError, match="1 boundaries hold 2 records"):
        pymrrc.parse_batch_parallel([(0, 2 * len(RAW))], RAW * 2)


def test_pipeline(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(RAW + b"00100" + RAW[5:] + OTHER)
    pipeline = pymrrc.ProducerConsumerPipeline.from_file(path)
    first = pipeline.next()
    assert first is not None
    assert first.title() == "Études :"
    assert first.pubyear() is None
    with pytest.raises(ValueError, match="invalid record length"):
        pipeline.next()
    last = pipeline.try_next()
    assert last is not None
    assert last.control_field("001") == "other"
    assert pipeline.next() is pipeline.try_next() is None
    with pytest.raises(FileNotFoundError):
        pymrrc.ProducerConsumerPipeline.from_file(tmp_path / "none")
    with pytest.raises(TypeError):
        pymrrc.ProducerConsumerPipeline()


codes = st.sampled_from("abx")
tags = st.sampled_from(["245", "650", "6", "600", "699"])
indicator = st.sampled_from([None, " ", "0"])


def queries(package: Any) -> dict[str, Callable[[Any, Any, Any, Any], Any]]:
    """Make the same queries of each package."""

    def field_query(tag: str | None, one: str | None, two: str | None, required: list[str]) -> Any:
        query = package.FieldQuery()
        if tag is not None:
            query = query.tag(tag)
        query = query.indicator1(one).indicator2(two)
        return query.has_subfields(required) if required else query

    return {
        "fields_matching": field_query,
        "fields_matching_range": lambda start, one, two, required: package.TagRangeQuery(
            start or "245", "660", indicator1=one, indicator2=two, required_subfields=required
        ),
        "fields_matching_pattern": lambda tag, one, two, required: package.SubfieldPatternQuery(
            tag or "650", "a", "[a-c]", negate=one is None
        ),
        "fields_matching_value": lambda tag, one, two, required: package.SubfieldValueQuery(
            tag or "650", "a", "a", partial=two is None, negate=one is None
        ),
    }


@given(strategies.records, st.none() | tags, indicator, indicator, st.lists(codes, max_size=2))
@settings(max_examples=150, deadline=None)
def test_queries(
    described: tuple[str, list[Any]], tag: str | None, one: str | None, two: str | None, required: list[str]
) -> None:
    mine: Any = build(pymrrc, described)
    theirs = build(mrrc, described)
    wanted = (tag, one, two, required)
    for name in queries(pymrrc):
        query, other = queries(pymrrc)[name](*wanted), queries(mrrc)[name](*wanted)
        assert repr(query) == repr(other)
        assert list(map(str, getattr(mine, name)(query))) == list(map(str, getattr(theirs, name)(other))), (
            name
        )
    found = mine.fields_by_indicator(tag or "245", indicator1=one, indicator2=two)
    assert list(map(str, found)) == list(
        map(str, theirs.fields_by_indicator(tag or "245", indicator1=one, indicator2=two))
    )
    assert list(map(str, mine.fields_in_range("100", "650"))) == list(
        map(str, theirs.fields_in_range("100", "650"))
    )


def test_queries_for_values() -> None:
    (one,) = list(pymrrc.MARCReader(RAW))
    pattern, value = pymrrc.SubfieldPatternQuery, pymrrc.SubfieldValueQuery
    found = {
        "pattern": one.fields_matching_pattern(pattern("650", "a", "^Mu")),
        "not the pattern": one.fields_matching_pattern(pattern("650", "a", "^Mu", negate=True)),
        "value": one.fields_matching_value(value("650", "a", "Again")),
        "part": one.fields_matching_value(value("650", "a", "stor", partial=True)),
        "not the value": one.fields_matching_value(value("650", "a", "Again", negate=True)),
        "no such subfield": one.fields_matching_value(value("650", "x", "", negate=True)),
    }
    assert {name: [field.indicator2 for field in fields] for name, fields in found.items()} == {
        "pattern": ["0"],
        "not the pattern": ["1"],
        "value": ["0"],
        "part": ["1"],
        "not the value": ["1"],
        "no such subfield": [],
    }


def test_queries_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="Invalid regex pattern"):
        pymrrc.SubfieldPatternQuery("650", "a", "(")
    with pytest.raises(ValueError, match="Subfield code cannot be empty"):
        pymrrc.FieldQuery().has_subfield("")
    with pytest.raises(ValueError, match="At least one subfield code"):
        pymrrc.FieldQuery().has_subfields([])
    ranged = pymrrc.FieldQuery().indicator1("1").tag_range("600", "610")
    assert (ranged.indicator1, ranged.indicator2, ranged.tag_in_range("605")) == ("1", None, True)


def test_authority_and_holdings() -> None:
    heading = pymrrc.Field("100", "1", subfields=[pymrrc.Subfield("a", "Bach")])
    fields = [heading, *[pymrrc.Field(tag) for tag in ("400", "500", "650", "667", "700")]]
    authority = pymrrc.Record(pymrrc.Leader("00000nz  a2200000n  4500"), fields=fields).as_marc()
    place = pymrrc.Record(pymrrc.Leader("00000nx  a2200000n  4500"), fields=[pymrrc.Field("852")]).as_marc()
    for package in (pymrrc, mrrc):
        one = next(package.AuthorityMARCReader(authority))
        assert (repr(one), str(one), one.record_type()) == (
            "<AuthorityRecord type=z heading=Bach>",
            "AuthorityRecord(Bach)",
            "z",
        )
        names = ("see_from_tracings", "see_also_tracings", "notes", "linking_entries")
        assert [[field.tag for field in getattr(one, name)()] for name in names] == [
            ["400"],
            ["500"],
            ["667"],
            ["700"],
        ]
        assert one.get_fields("999") is None
        with pytest.raises(package.FieldNotFound):
            one.get_field_or_err("999")
        other = next(package.HoldingsMARCReader(place))
        assert str(other) == "HoldingsRecord(type=x, locations=1)"
        with pytest.raises(package.InvalidField, match="Expected authority record type 'z', got 'x'"):
            next(package.AuthorityMARCReader(place))
        with pytest.raises(package.InvalidField, match="Expected holdings record type"):
            next(package.HoldingsMARCReader(authority))
    reader = pymrrc.AuthorityMARCReader(place + authority, recovery_mode="strict")
    with pytest.raises(pymrrc.InvalidField):
        next(reader)
    assert reader.read_record() is not None
    assert reader.read_record() is None

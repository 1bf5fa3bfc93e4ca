"""MARCXML, MARC-in-JSON and MARCMaker: read as pymarc reads them, and without holding what was read."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim import pymarc as ours

from .pymarc_itself import EXTRA, pymarc, shown
from .strategies import build, leaders, records

XML = [path.name for path in sorted(EXTRA.glob("*.xml"))]
JSON = [path.name for path in sorted(EXTRA.glob("*.json"))]


def outcome(function: Any, *arguments: Any, **options: Any) -> Any:
    """What is read, or the kind of error and its sentence."""
    try:
        return [shown(record) for record in function(*arguments, **options)]
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("options", [{}, {"strict": True}, {"normalize_form": "NFD"}], ids=str)
@pytest.mark.parametrize("name", XML)
def test_real_xml(name: str, options: dict[str, Any]) -> None:
    path = str(EXTRA / name)
    theirs = outcome(pymarc.parse_xml_to_array, path, **options)
    assert outcome(ours.parse_xml_to_array, path, **options) == theirs


@pytest.mark.parametrize("name", JSON)
def test_real_json(name: str) -> None:
    text = (EXTRA / name).read_text(encoding="utf-8")
    assert outcome(ours.JSONReader, text) == outcome(pymarc.JSONReader, text)
    assert outcome(ours.parse_json_to_array, text) == outcome(pymarc.parse_json_to_array, text)


def xml_safe(described: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """Without what XML has no way to write."""
    bad = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (9, 10)}
    leader, fields = described
    clean: list[Any] = []
    for tag, *rest in fields:
        if len(rest) == 1:
            clean.append((tag, rest[0].translate(bad)))
        else:
            clean.append((tag, rest[0], [(code, value.translate(bad)) for code, value in rest[1]]))
    return leader, clean


@given(st.lists(records.map(xml_safe), max_size=3))
def test_xml_comes_back(described: list[tuple[str, list[Any]]]) -> None:
    made = [build(ours, one) for one in described]
    out = io.BytesIO()
    writer = ours.XMLWriter(out)
    for record in made:
        writer.write(record)
    writer.close(close_fh=False)
    data = out.getvalue()
    found = ours.parse_xml_to_array(io.BytesIO(data))
    assert [record.as_dict() for record in found] == [record.as_dict() for record in made]
    theirs = outcome(pymarc.parse_xml_to_array, io.BytesIO(data))
    assert outcome(ours.parse_xml_to_array, io.BytesIO(data)) == theirs


@given(st.lists(records, max_size=3))
def test_json_comes_back(described: list[tuple[str, list[Any]]]) -> None:
    made = [build(ours, one) for one in described]
    out = io.StringIO()
    writer = ours.JSONWriter(out)
    for record in made:
        writer.write(record)
    writer.close(close_fh=False)
    assert json.loads(out.getvalue()) == [record.as_dict() for record in made]
    assert [record.as_dict() for record in ours.JSONReader(out.getvalue())] == json.loads(out.getvalue())
    assert outcome(ours.JSONReader, out.getvalue()) == outcome(pymarc.JSONReader, out.getvalue())


lines = st.one_of(
    leaders.map(lambda leader: f"=LDR  {leader}"),
    st.tuples(st.sampled_from(["001", "008"]), st.text("ab \\$=", max_size=9)).map("=%s  %s".__mod__),
    st.tuples(st.sampled_from(["245", "CAT"]), st.text("ab1$ \\", max_size=12)).map("=%s  10$a%s".__mod__),
    st.text("=LDR24 5$a", max_size=12),
)


@given(st.lists(lines, max_size=6).map("\n".join))
def test_marcmaker(text: str) -> None:
    assert outcome(ours.MARCMakerReader, text) == outcome(pymarc.MARCMakerReader, text)


def test_marcmaker_of_windows() -> None:
    text = "=LDR  00000nam a2200000 a 4500\r\n=001  1\r\n\r\n=001  2\r\n"
    assert [record["001"].data for record in ours.MARCMakerReader(text)] == ["1", "2"]


def test_xml_is_read_without_holding_it(tmp_path: Path) -> None:
    record = ours.Record(fields=[ours.Field("500", subfields=[ours.Subfield("a", "x" * 5_000)])])
    path = tmp_path / "large.xml"
    with ours.XMLWriter(path.open("wb")) as writer:
        for _ in range(2_000):
            writer.write(record)
    assert path.stat().st_size > 10_000_000
    seen: list[int] = []
    tracemalloc.start()
    try:
        ours.map_xml(lambda record: seen.append(len(record.fields)), str(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen == [1] * 2_000
    assert peak < 1_000_000


def test_broken_xml() -> None:
    with pytest.raises(SAXParseException):
        ours.parse_xml_to_array(io.BytesIO(b"<collection><record></collection>"))
    with pytest.raises(ours.RecordLeaderInvalid):
        ours.parse_xml_to_array(io.BytesIO(b"<record><leader>short</leader></record>"))

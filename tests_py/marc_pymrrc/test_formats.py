"""Other formats: the same as mrrc's where that keeps everything, and back again."""

from __future__ import annotations

import inspect
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymrrc
from rogtk_shim.marc.marcmaker import read_marcmaker, record_to_marcmaker
from rogtk_shim.marc.xml_text import is_allowed
from rogtk_shim.pymrrc._convert import record_around
from tests_py.marc import strategies
from tests_py.marc_pymrrc.mrrc_itself import EXTRA, build, mrrc, ordered

FUNCTIONS = (
    "record_to_csv",
    "record_to_marcjson",
    "record_to_dublin_core_xml",
    "record_to_mods",
    "record_to_xml",
)


def values(described: tuple[str, list[Any]]) -> list[str]:
    """All texts of a record."""
    _, fields = described
    return [
        text
        for field in fields
        for text in ([field[1]] if len(field) == 2 else [value for _, value in field[2]])
    ]


@given(described=strategies.records)
@settings(max_examples=150, deadline=None)
def test_the_same_text(described: tuple[str, list[Any]]) -> None:
    mine: Any = build(pymrrc, described)
    theirs = build(mrrc, described)
    # mrrc writes characters that XML doesn't allow, and a carriage return that parsers don't give back.
    plain = all(is_allowed(text) and "\r" not in text for text in values(described))
    for name in FUNCTIONS if plain else FUNCTIONS[:2]:
        assert getattr(pymrrc, name)(mine) == getattr(mrrc, name)(theirs._inner), name
    assert mine.as_dict() == theirs.as_dict()
    codes = [[code for code, _ in field[2]] for field in described[1] if len(field) == 3]
    if all(len(set(one)) == len(one) for one in codes):
        assert json.loads(mine.to_json()) == json.loads(theirs.to_json())
    assert pymrrc.records_to_csv([mine, mine]) == mrrc.records_to_csv([theirs._inner] * 2)


@given(described=strategies.records)
@settings(max_examples=100, deadline=None)
def test_there_and_back(described: tuple[str, list[Any]]) -> None:
    record: Any = build(pymrrc, described)
    leader = str(record.leader)
    backs: list[Any] = [
        pymrrc.json_to_record(record.to_json()),
        pymrrc.marcjson_to_record(record.to_marcjson()),
        *pymrrc.parse_json_to_array(record.as_json()),
    ]
    if all(is_allowed(text) for text in values(described)):
        backs += [pymrrc.xml_to_record(record.to_xml()), *pymrrc.xml_to_records(record.to_xml())]
    if all(len(text.splitlines()) < 2 and not text.endswith(("\n", "\r")) for text in values(described)):
        held = record.own()
        backs += map(record_around, read_marcmaker(io.StringIO(record_to_marcmaker(held), newline="\n")))
    for back in backs:
        assert back == record
        assert str(back.leader) == leader


#: Their leaders haven't 24 characters.
BAD = ("messed_up_leader.xml", "non-numeric.xml", "three-records-second-bad.xml")
ENDINGS = ("mrc", "xml", "json", "mrk")


@pytest.mark.parametrize("ending", ENDINGS)
def test_files(tmp_path: Path, ending: str) -> None:
    record = pymrrc.Record(pymrrc.Leader("00000nam a2200000   4500"))
    record.add_control_field("001", "one & <two>")
    record.add_field(pymrrc.Field("245", "1", "0", subfields=[pymrrc.Subfield("a", 'é "a" ')]))
    path = tmp_path / f"new.{ending}"
    assert pymrrc.write([record] * 3, path) == 3
    assert list(pymrrc.read(path)) == [record] * 3
    assert list(pymrrc.read(str(path), format=ending)) == [record] * 3


def test_csv_is_written_only(tmp_path: Path) -> None:
    record = pymrrc.Record(fields=[pymrrc.Field("001", data="1")])
    assert pymrrc.write(iter([record]), tmp_path / "new.csv") == 1
    assert (tmp_path / "new.csv").read_text() == "tag,ind1,ind2,subfield_code,value\n001,,,1\n"
    with pytest.raises(ValueError, match="CSV can't be read"):
        pymrrc.read(tmp_path / "new.csv")


def test_formats_that_there_are_not(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Cannot determine format from extension '\.xyz'"):
        pymrrc.read(tmp_path / "a.xyz")
    with pytest.raises(ValueError, match="Unsupported format 'xyz'"):
        pymrrc.write([], tmp_path / "a.mrc", format="xyz")
    for ending in ENDINGS:
        with pytest.raises(FileNotFoundError):
            pymrrc.read(tmp_path / f"none.{ending}")


def test_csv_of_some_tags() -> None:
    record = pymrrc.Record(fields=[pymrrc.Field("001", data="1"), pymrrc.Field("245")])
    text = pymrrc.records_to_csv_filtered([record], lambda tag: tag == "245")
    assert text == "tag,ind1,ind2,subfield_code,value\n245, , ,\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", pymrrc.JsonError),
        ("{}", pymrrc.InvalidField),
        ("[]", pymrrc.InvalidField),
        ('[{"leader": "short"}]', pymrrc.RecordLeaderInvalid),
        ('[{"245": {"subfields": [{"a": 1}]}}]', pymrrc.InvalidField),
        ("[5]", pymrrc.InvalidField),
    ],
)
def test_what_is_no_json_of_a_record(text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        pymrrc.json_to_record(text)


BOMB = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<record><leader>00000nam  2200000   4500</leader><controlfield tag="001">&b;</controlfield></record>"""


@pytest.mark.parametrize("text", ["x", "", "<record", "<collection/>", BOMB])
def test_what_is_no_marcxml(text: str) -> None:
    with pytest.raises(pymrrc.XmlError):
        pymrrc.xml_to_record(text)


GOOD_XML = "<record><leader>00000nam  2200000   4500</leader></record>"


def test_a_leader_that_is_none_is_found_by_its_record() -> None:
    xml = f"<collection>{GOOD_XML * 2}<record><leader>x</leader></record></collection>"
    found: list[Any] = []
    with pytest.raises(pymrrc.RecordLeaderInvalid) as caught:
        found.extend(pymrrc.stream_marcxml(xml))
    assert (len(found), caught.value.record_index) == (2, 3)
    good = '{"leader": "00000nam  2200000   4500", "fields": []}'
    with pytest.raises(pymrrc.RecordLeaderInvalid) as caught:
        pymrrc.parse_json_to_array(f'[{good}, {{"leader": "x", "fields": []}}]')
    assert caught.value.record_index == 2
    for read in (pymrrc.json_to_record, pymrrc.marcjson_to_record):
        with pytest.raises(pymrrc.RecordLeaderInvalid) as caught:
            read('[{"leader": "x"}]')
        assert caught.value.record_index == 1


def test_functions_take_the_names_of_the_original() -> None:
    one = pymrrc.Record(fields=[pymrrc.Field("001", data="1")])
    for name in ("json", "marcjson", "xml", "mods", "csv", "dublin_core"):
        theirs: Any = getattr(mrrc, f"record_to_{name}")
        ours: Any = getattr(pymrrc, f"record_to_{name}")
        assert list(inspect.signature(theirs).parameters) == ["record"]
        assert ours(record=one) == getattr(one, f"to_{name}")()
    text = pymrrc.record_to_marcjson(record=one)
    assert pymrrc.marcjson_to_record(marcjson_str=text) == pymrrc.json_to_record(json_str=text) == one


def test_marcxml_comes_one_record_at_a_time() -> None:
    one = '<record><leader>00000nam  2200000   4500</leader><controlfield tag="001">1</controlfield></record>'

    class Endless(io.RawIOBase):
        """Gives records and never an end."""

        def read(self, size: int = -1) -> bytes:
            return one.encode() * 100

    class Started(Endless):
        started = False

        def read(self, size: int = -1) -> bytes:
            head = b"" if self.started else b"<collection>"
            self.started = True
            return head + super().read(size)

    source: Any = Started()
    records = pymrrc.stream_marcxml(source)
    assert [next(records)["001"].data for _ in range(1000)] == ["1"] * 1000


def test_characters_that_xml_has_not() -> None:
    record = pymrrc.Record(fields=[pymrrc.Field("001", data="a\x01")])
    for function in (pymrrc.record_to_xml, pymrrc.record_to_mods, pymrrc.record_to_dublin_core_xml):
        with pytest.raises(pymrrc.XmlError, match=r"U\+0001"):
            function(record)


@given(st.text(max_size=30))
def test_dublin_core_by_hand(text: str) -> None:
    if is_allowed(text) and "\r" not in text:
        assert pymrrc.dublin_core_to_xml({"title": [text]}) == mrrc.dublin_core_to_xml({"title": [text]})


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
def test_real_marcxml() -> None:
    compared = 0
    for path in sorted(EXTRA.glob("*.xml")):
        try:
            theirs = mrrc.parse_xml_to_array(str(path))
        except mrrc.MrrcException:
            continue
        try:
            mine = pymrrc.parse_xml_to_array(path)
        except pymrrc.XmlError:
            assert path.name in BAD, path
            continue
        for record, other in zip(mine, theirs, strict=True):
            assert list(map(str, ordered(record.fields()))) == list(map(str, ordered(other.fields()))), path
        compared += 1
    assert compared >= 4


MODS = """<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>T</title><subTitle>S</subTitle></titleInfo>
<titleInfo type="alternative"><title>Alt</title></titleInfo><typeOfResource>sound recording</typeOfResource>
<name type="personal"><namePart>P</namePart><namePart type="date">D</namePart>
<role><roleTerm>creator</roleTerm></role></name><name><namePart>U</namePart></name>
<name type="corporate"><namePart>C</namePart></name><name type="conference"><namePart>F</namePart></name>
<genre>g</genre><originInfo><place><placeTerm>PL</placeTerm></place><publisher>PB</publisher><edition>E</edition>
</originInfo><language><languageTerm>eng</languageTerm></language><abstract>A</abstract><note>N</note>
<physicalDescription><extent>EX</extent><dimensions>DI</dimensions></physicalDescription>
<subject><topic>T1</topic><topic>T2</topic></subject><subject><geographic>G</geographic></subject>
<classification authority="lcc">CL</classification><location><url>u</url></location>
<relatedItem type="series"><titleInfo><title>SER</title></titleInfo></relatedItem>
<identifier type="isbn">I</identifier><identifier type="local">L</identifier>
<identifier type="doi">X</identifier><accessCondition>AC</accessCondition></mods>"""


def test_mods_makes_the_same_records() -> None:
    mine, theirs = pymrrc.mods_to_record(MODS), mrrc.mods_to_record(MODS)
    assert str(mine.leader) == str(theirs.leader)
    assert sorted(map(str, mine.fields())) == sorted(map(str, theirs.fields()))
    both = f"<modsCollection>{MODS * 2}</modsCollection>"
    assert len(pymrrc.mods_collection_to_records(both)) == 2


@given(described=strategies.records)
@settings(max_examples=60, deadline=None)
def test_mods_there_and_back(described: tuple[str, list[Any]]) -> None:
    record: Any = build(pymrrc, described)
    if all(is_allowed(text) for text in values(described)):
        back = pymrrc.mods_to_record(record.to_mods())
        assert back.get_fields("020") == [
            pymrrc.Field("020", subfields=[pymrrc.Subfield("a", field["a"])])
            for field in record.get_fields("020")
            if field["a"] is not None
        ]


@pytest.mark.parametrize("text", ["x", "<x/>", "<!DOCTYPE mods><mods/>"])
def test_what_is_no_mods(text: str) -> None:
    with pytest.raises(pymrrc.InvalidField):
        pymrrc.mods_to_record(text)

"""BIBFRAME: the triples that mrrc gives, every serialisation there and back, and records back again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymrrc
from rogtk_shim.marc.xml_text import is_allowed
from tests_py.marc import strategies
from tests_py.marc_pymrrc.mrrc_itself import BINARY, EXTRA, build, mrrc

FORMATS = ("ntriples", "turtle", "rdf-xml", "jsonld")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TAGS = (
    *("010", "020", "022", "024", "035", "050", "082", "084", "100", "110", "111", "240", "245", "246"),
    *("260", "264", "300", "490", "500", "504", "520", "600", "610", "630", "650", "651", "655", "700"),
    *(
        "710",
        "711",
        "765",
        "773",
        "776",
        "780",
        "785",
        "787",
        "830",
        "505",
        "041",
        "255",
        "310",
        "321",
        "348",
        "362",
        "382",
    ),
)
#: Values that say something: of empty ones mrrc makes resources that say nothing.
texts = st.builds("{}{}".format, st.sampled_from(["x", "(A)1", "A--b", "A, b"]), strategies.text)
fields = st.lists(
    st.tuples(
        st.sampled_from(TAGS),
        strategies.indicators,
        st.lists(st.tuples(st.sampled_from("abcdefgnpqtuvxyz2"), texts), max_size=5),
    ).filter(lambda field: field[0] != "240" or any(code in "afnp" for code, _ in field[2])),
    max_size=12,
)
records = st.tuples(strategies.leaders, fields)


def canonical(triples: list[Any]) -> list[str]:
    """Give triples without names of blank nodes, and without blank nodes that only have a class."""
    while True:
        says = {one for one, name, _ in triples if name != TYPE}
        kept = [
            (one, name, value)
            for one, name, value in triples
            if not any(node.startswith("_:") and node not in says for node in (one, value))
        ]
        if len(kept) == len(triples):
            break
        triples = kept
    names = {node: "" for one, _, value in triples for node in (one, value) if node.startswith("_:")}
    for _ in range(4):
        said: dict[str, list[str]] = {name: [] for name in names}
        for one, name, value in triples:
            if one in said:
                said[one].append(f"{name} {names.get(value, value)}")
            if value in said:
                said[value].append(f"^{name} {names.get(one, one)}")
        names = {name: f"_:{hash(tuple(sorted(set(found))))}" for name, found in said.items()}
    return sorted({f"{names.get(one, one)} {name} {names.get(value, value)}" for one, name, value in triples})


def config(package: Any, *, bflc: bool = True, base: str | None = None) -> Any:
    made = package.BibframeConfig()
    made.set_include_bflc(bflc)
    if base:
        made.set_base_uri(base)
    return made


@given(described=records, bflc=st.booleans(), base=st.sampled_from([None, "http://example.org/"]))
@settings(max_examples=200, deadline=None)
def test_the_same_triples(described: Any, bflc: bool, base: str | None) -> None:
    mine = pymrrc.marc_to_bibframe(build(pymrrc, described), config(pymrrc, bflc=bflc, base=base))
    theirs = mrrc.marc_to_bibframe(build(mrrc, described), config(mrrc, bflc=bflc, base=base))
    assert canonical(mine.triples()) == canonical(theirs.triples())


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
def test_real_files() -> None:
    count = 0
    for path in BINARY:
        for record in pymrrc.MARCReader(path):
            if record.errors:
                continue
            graph = pymrrc.marc_to_bibframe(record)
            fields = [
                (field.tag, field.data)
                if field.is_control_field()
                else (
                    field.tag,
                    tuple(field.indicators),
                    [(one.code, one.value) for one in field.subfields()],
                )
                for field in record.fields()
                if field.tag not in ("852", "876", "880")
            ]
            described = (str(record.leader), fields)
            other = mrrc.marc_to_bibframe(build(mrrc, described))
            mine = pymrrc.marc_to_bibframe(build(pymrrc, described))
            assert canonical(mine.triples()) == canonical(other.triples()), path
            for name in FORMATS:
                assert mrrc.RdfGraph.parse(graph.serialize(name), name)
            count += 1
    assert count > 20


@given(described=records)
@settings(max_examples=100, deadline=None)
def test_formats_there_and_back(described: Any) -> None:
    graph = pymrrc.marc_to_bibframe(build(pymrrc, described))
    for name in FORMATS:
        text = graph.serialize(name)
        again = pymrrc.RdfGraph.parse(text, name)
        assert canonical(again.triples()) == canonical(graph.triples())
        assert len(mrrc.RdfGraph.parse(text, name)) == len(graph)
        theirs = mrrc.marc_to_bibframe(build(mrrc, described))
        assert len(pymrrc.RdfGraph.parse(theirs.serialize(name), name)) == len(theirs)


@given(described=records)
@settings(max_examples=200, deadline=None)
def test_records_there_and_back(described: Any) -> None:
    graph = pymrrc.marc_to_bibframe(build(pymrrc, described))
    again = pymrrc.marc_to_bibframe(pymrrc.bibframe_to_marc(graph))
    assert canonical(again.triples()) == canonical(graph.triples())


def test_other_script_and_items() -> None:
    record = pymrrc.Record(pymrrc.Leader("00000nam a2200000   4500"))
    for tag, codes in (
        ("880", ("6245-01/r", "aOther title")),
        ("880", ("6260-02", "aPlace", "bAgent")),
        ("880", ("6650-03", "aTopic", "xForm")),
        ("880", ("6500-04", "aNote")),
        ("852", ("aLibrary", "bRoom", "hQA", "iX", "p123", "zPublic")),
        ("876", ("aItem", "cShop", "d2020", "jLent")),
    ):
        record.add_field(pymrrc.Field(tag, subfields=[pymrrc.Subfield(one[0], one[1:]) for one in codes]))
    graph = pymrrc.marc_to_bibframe(record)
    found = {value for _, _, value in graph.triples()}
    assert {'"Other title"', '"Place"', '"Topic Form"', '"Note"', '"QA X"', '"123"', '"Lent"'} <= found
    back = pymrrc.bibframe_to_marc(graph)
    assert [str(field) for field in back.get_fields("852", "876")] == [
        "=852  \\\\$aLibrary$bRoom$hQA X$p123$zPublic",
        "=876  \\\\$aItem$cShop$d2020$jLent",
    ]


def test_iris_are_sound() -> None:
    record = pymrrc.Record(fields=[pymrrc.Field("001", data="a b/%<>")])
    made = [("a", "N"), ("4", "http://id.loc.gov/vocabulary/relators/edt"), ("0", "(DLC)n 123")]
    record.add_field(pymrrc.Field("700", subfields=[pymrrc.Subfield(*one) for one in made]))
    options = config(pymrrc, base="http://example.org")
    options.set_authority_linking(True)
    graph = pymrrc.marc_to_bibframe(record, options)
    nodes = {one for one, _, _ in graph.triples()}
    assert "<http://example.org/work/a%20b/%25%3C%3E>" in nodes
    assert "<http://id.loc.gov/authorities/names/n123>" in nodes
    back = pymrrc.bibframe_to_marc(graph)
    assert back.control_field("001") == "a b/%<>"
    assert back["700"]["4"] == "edt"
    assert back["700"]["0"] == "http://id.loc.gov/authorities/names/n123"
    with pytest.raises(ValueError, match="no absolute IRI"):
        options.set_base_uri("work/")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<a> <b> <c> .", "turtle"),
        ("_:a <http://b> ", "ntriples"),
        ("_:a x:b 1 .", "turtle"),
        ("_:a <http://b> " + "[ <http://b> " * 200, "turtle"),
        ('<!DOCTYPE a [<!ENTITY e "e">]><a/>', "rdf-xml"),
        ("<a>", "rdf-xml"),
        ("{", "jsonld"),
        ('{"title": "x"}', "jsonld"),
        ('{"@context": "http://example.org/context"}', "jsonld"),
        ("[" * 100000, "jsonld"),
    ],
)
def test_what_cant_be_read(text: str, name: str) -> None:
    with pytest.raises(pymrrc.InvalidField):
        pymrrc.RdfGraph.parse(text, name)


def test_what_cant_be_written() -> None:
    with pytest.raises(ValueError, match="Unknown RDF format"):
        pymrrc.RdfGraph().serialize("xml")
    record = pymrrc.Record(fields=[pymrrc.Field("500", subfields=[pymrrc.Subfield("a", "\x01")])])
    graph = pymrrc.marc_to_bibframe(record)
    assert not is_allowed("\x01")
    with pytest.raises(pymrrc.XmlError):
        graph.serialize("rdf-xml")
    with pytest.raises(ValueError, match="no bf:Work"):
        pymrrc.bibframe_to_marc(pymrrc.RdfGraph())

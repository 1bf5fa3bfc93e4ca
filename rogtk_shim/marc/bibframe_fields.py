"""Identifiers, classification, series, related resources and items of a record as BIBFRAME."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bibframe_graph import BFLC, RDF, RDFS, Node

if TYPE_CHECKING:
    from .bibframe import Conversion
    from .field import Field

__all__ = [
    "CLASSIFICATIONS",
    "LINKING",
    "LINKING_ISSN",
    "STANDARD",
    "add_classification",
    "add_identifiers",
    "add_items",
    "add_linking",
    "add_series",
]

CLASSIFICATIONS = {
    "050": "ClassificationLcc",
    "060": "ClassificationNlm",
    "080": "ClassificationUdc",
    "082": "ClassificationDdc",
    "084": "Classification",
}
#: The class of a standard number for the first indicator of 024.
STANDARD = {"0": "Isrc", "1": "Upc", "2": "Ismn", "3": "Ean", "4": "Sici"}
#: What a linking ISSN has as a note where the extension isn't used.
LINKING_ISSN = "Linking ISSN"
#: How a record is related to what 760 to 787 name, and whether as a work or as an instance.
LINKING = {
    "760": ("hasSeries", "Instance"),
    "762": ("hasSubseries", "Instance"),
    "765": ("translationOf", "Work"),
    "767": ("hasTranslation", "Work"),
    "770": ("supplement", "Instance"),
    "772": ("supplementTo", "Instance"),
    "773": ("partOf", "Instance"),
    "774": ("hasPart", "Instance"),
    "775": ("otherEdition", "Instance"),
    "776": ("otherPhysicalFormat", "Instance"),
    "777": ("issuedWith", "Instance"),
    "780": ("precededBy", "Instance"),
    "785": ("succeededBy", "Instance"),
    "786": ("dataSource", "Work"),
    "787": ("relatedTo", "Work"),
}


def add_classification(on: Conversion) -> None:
    """Add class numbers to the work."""
    names = (("a", "classificationPortion"), ("b", "itemPortion"), ("2", "source"))
    for tag, kind in CLASSIFICATIONS.items():
        for field in on.record.get_fields(tag):
            node = on.made(kind)
            for code, name in names:
                for value in field.get_subfields(code)[:1]:
                    on.say(node, name, value)
            on.say(on.work, "classification", node)


def _identifier(on: Conversion, kind: str, values: list[str], *more: tuple[str, list[str]]) -> None:
    """Add one identifier, with what more is said of it."""
    node = on.made(kind)
    for value in values:
        on.say(node, "value", value, RDF)
    for name, texts in more:
        for text in texts:
            on.say(node, name, text)
    on.say(on.instance, "identifiedBy", node)


def add_identifiers(on: Conversion) -> None:
    """Add numbers to the instance: a node for each, and one for each that is invalid or canceled."""
    for field in on.record.get_fields("010"):
        _identifier(on, "Lccn", field.get_subfields("a"))
    for field in on.record.get_fields("020"):
        first = field.get_subfields("a")[:1]
        more = ("qualifier", field.get_subfields("q")[:1]), ("acquisitionTerms", field.get_subfields("c")[:1])
        if first:
            _identifier(on, "Isbn", first, *more)
        _withdrawn(on, field, "Isbn", ("z", "invalid"))
    for field in on.record.get_fields("022"):
        _identifier(on, "Issn", field.get_subfields("a")[:1])
        for value in field.get_subfields("l")[:1]:
            _linking_issn(on, value)
        _withdrawn(on, field, "Issn", ("y", "incorrect"), ("z", "canceled"))
    for field in on.record.get_fields("024"):
        source = field.get_subfields("2")[:1] if field.indicator1 == "7" else []
        _identifier(
            on,
            STANDARD.get(field.indicator1, "Identifier"),
            field.get_subfields("a")[:1],
            ("source", source),
            ("acquisitionTerms", field.get_subfields("c")[:1]),
            ("qualifier", field.get_subfields("d")),
        )
        _withdrawn(on, field, "Identifier", ("z", "invalid"))
    for field in on.record.get_fields("035"):
        for value in field.get_subfields("a")[:1]:
            source, closed, number = value[1:].partition(")")
            if value.startswith("(") and closed:
                _identifier(on, "Local", [number], ("source", [source]))
            else:
                _identifier(on, "Local", [value])
        _withdrawn(on, field, "Local", ("z", "canceled"))


def _withdrawn(on: Conversion, field: Field, kind: str, *codes: tuple[str, str]) -> None:
    for code, status in codes:
        for value in field.get_subfields(code):
            _identifier(on, kind, [value], ("status", [status]))


def _linking_issn(on: Conversion, value: str) -> None:
    if not on.settings.bflc:
        _identifier(on, "Issn", [value], ("note", [LINKING_ISSN]))
        return
    node = on.typed(on.graph.blank(), "IssnL", BFLC)
    on.say(node, "value", value, RDF)
    on.say(on.instance, "identifiedBy", node)


def add_series(on: Conversion) -> None:
    """Add series statements, and the series that are works; the volume follows what it belongs to."""
    for field in on.record.get_fields("490"):
        for value in field.get_subfields("a")[:1]:
            on.say(on.instance, "seriesStatement", value)
            if field.indicator1 != "1":
                on.say(on.work, "hasSeries", on.made("Work", value))
        for value in field.get_subfields("x")[:1]:
            number = on.made("Issn")
            on.say(number, "value", value, RDF)
            on.say(on.instance, "seriesEnumeration", number)
        _volume(on, field)
    for tag, kind in (("800", "Person"), ("810", "Organization"), ("811", "Meeting"), ("830", "")):
        for field in on.record.get_fields(tag):
            series = on.made("Work")
            texts = field.get_subfields("a", "t")
            if texts:
                title = on.made("Title")
                on.say(title, "mainTitle", ". ".join(texts))
                on.say(series, "title", title)
            for name in field.get_subfields("a")[:1] if kind else []:
                agent = on.made(kind, name)
                contribution = on.made("Contribution")
                on.say(contribution, "agent", agent)
                on.say(series, "contribution", contribution)
            on.say(on.work, "hasSeries", series)
            _volume(on, field)
    for field in on.record.get_fields("880"):
        if (field.get_subfields("6") or [""])[0].startswith("490"):
            for value in field.get_subfields("a")[:1]:
                on.say(on.instance, "seriesStatement", value)


def _volume(on: Conversion, field: Field) -> None:
    for value in field.get_subfields("v")[:1]:
        on.say(on.instance, "seriesEnumeration", value)


def add_linking(on: Conversion) -> None:
    """Add what the record is related to."""
    for tag, (name, kind) in LINKING.items():
        for field in on.record.get_fields(tag):
            node = on.made(kind)
            _related(on, field, node)
            on.say(on.work if kind == "Work" else on.instance, name, node)
    for field in on.record.get_fields("880"):
        tag = (field.get_subfields("6") or [""])[0][:3]
        if tag in ("780", "785", "787"):
            node = on.made("Instance")
            _title(on, field, node)
            on.say(on.instance, LINKING[tag][0], node)


def _title(on: Conversion, field: Field, node: Node) -> None:
    for value in field.get_subfields("t")[:1]:
        title = on.made("Title")
        on.say(title, "mainTitle", value)
        on.say(node, "title", title)


def _related(on: Conversion, field: Field, node: Node) -> None:
    _title(on, field, node)
    for value in field.get_subfields("a")[:1]:
        agent = on.graph.blank()
        on.say(agent, "label", value, RDFS)
        on.say(node, "contribution", agent)
    numbers = [("Issn", value) for value in field.get_subfields("x")[:1]]
    numbers += [("Isbn", value) for value in field.get_subfields("z")[:1]]
    for kind, value in [*numbers, *[("Local", value) for value in field.get_subfields("w")]]:
        number = on.made(kind)
        on.say(number, "value", value, RDF)
        on.say(node, "identifiedBy", number)
    for value in field.get_subfields("i")[:1]:
        on.say(node, "note", value)


def add_items(on: Conversion) -> None:
    """Add the items that holdings in the record tell of; item information belongs to the first."""
    items: list[Node] = []

    def another() -> Node:
        item = on.typed(on.resource("item", f"-{len(items)}"), "Item")
        on.say(on.instance, "hasItem", item)
        on.say(item, "itemOf", on.instance)
        items.append(item)
        return item

    for field in on.record.get_fields("852"):
        item = another()
        mark = " ".join(field.get_subfields("h", "i", "j", "k", "l", "m"))
        texts = [("heldBy", field.get_subfields("a")[:1]), ("subLocation", field.get_subfields("b")[:1])]
        for name, values in [
            *texts,
            ("shelfMark", [mark] if mark else []),
            ("note", field.get_subfields("x", "z")),
        ]:
            for value in values:
                on.say(item, name, value)
        for value in field.get_subfields("p")[:1]:
            _of_item(on, item, "Barcode", value)
    for field in on.record.get_fields("876"):
        item = items[0] if items else another()
        for value in field.get_subfields("a")[:1]:
            _of_item(on, item, "Local", value)
        for code, name in (("c", "acquisitionSource"), ("d", "acquisitionDate"), ("j", "status")):
            for value in field.get_subfields(code)[:1]:
                on.say(item, name, value)


def _of_item(on: Conversion, item: Node, kind: str, value: str) -> None:
    number = on.made(kind)
    on.say(number, "value", value, RDF)
    on.say(item, "identifiedBy", number)

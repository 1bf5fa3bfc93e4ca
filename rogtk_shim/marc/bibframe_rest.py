"""Identifiers, class numbers, series, related resources and items of a BIBFRAME graph as fields."""

from __future__ import annotations

from .bibframe_fields import CLASSIFICATIONS, LINKING, LINKING_ISSN, STANDARD
from .bibframe_graph import BF, BFLC, MADS, RDF, RDFS, Graph, Literal, Node, Term
from .field import Field
from .record import Record
from .subfield import Indicators, Subfield

__all__ = ["Told", "add_identifiers", "add_items", "add_linking", "add_series", "class_numbers"]

_SERIES = {"Person": "800", "Organization": "810", "Meeting": "811"}
_WITHDRAWN = {"Isbn": ("020", "z"), "Local": ("035", "z"), "Lccn": ("010", "z"), "Issn": ("022", "z")}
_NUMBERS = {"Isbn": "020", "Local": "035", "Lccn": "010", "Issn": "022"}
_FIRST = {name: digit for digit, name in STANDARD.items()}


class Told:
    """What a graph tells of a work and an instance, and the record that is made of it."""

    graph: Graph
    record: Record
    work: Node
    instance: Node

    def add(self, tag: str, indicators: str, parts: list[tuple[str, str]]) -> None:
        """Add a field, if it has anything."""
        if parts:
            self.record.add_field(Field(tag, Indicators(*indicators), [Subfield(*part) for part in parts]))

    def label(self, value: Term) -> str | None:
        """Give a text: the literal itself, or a resource's label."""
        if isinstance(value, Literal):
            return value.value
        for name in (f"{RDFS}label", f"{MADS}authoritativeLabel", f"{RDF}value"):
            texts = [one.value for one in self.graph.objects(value, name) if isinstance(one, Literal)]
            if texts:
                return " ".join(texts)
        return None

    def texts(self, subject: Term, name: str, namespace: str = BF) -> list[str]:
        """Give the texts of a property."""
        found = [self.label(value) for value in self.graph.objects(subject, namespace + name)]
        return [text for text in found if text is not None]

    def classes(self, node: Term) -> set[str]:
        """Give the names of a resource's classes in BIBFRAME."""
        return {kind.removeprefix(BF) for kind in self.graph.types(node) if kind.startswith(BF)}

    @staticmethod
    def name_indicator(kind: str, name: str) -> str:
        """Give the first indicator of a name: inverted or not, in direct order for bodies and meetings."""
        return ("1" if "," in name else "0") if kind == "00" else "2"


def class_numbers(on: Told) -> None:
    """Add class numbers."""
    for node in on.graph.objects(on.work, f"{BF}classification"):
        kinds = on.classes(node)
        tag = next((tag for tag, kind in CLASSIFICATIONS.items() if kind in kinds), "084")
        names = (("classificationPortion", "a"), ("itemPortion", "b"), ("source", "2"))
        parts = [(code, text) for name, code in names for text in on.texts(node, name)]
        on.add(tag, {"050": " 4", "060": " 4", "082": "04"}.get(tag, "  "), parts)


def add_identifiers(on: Told) -> None:
    """Add standard numbers, and those that are invalid or canceled."""
    for node in on.graph.objects(on.instance, f"{BF}identifiedBy"):
        values = on.texts(node, "value", RDF)
        kinds = on.classes(node)
        linking = f"{BFLC}IssnL" in on.graph.types(node) or LINKING_ISSN in on.texts(node, "note")
        kind = next((one for one in _NUMBERS if one in kinds), "")
        status = on.texts(node, "status")
        terms = [("c", text) for text in on.texts(node, "acquisitionTerms")]
        if linking:
            on.add("022", "  ", [("l", value) for value in values])
        elif kind and status:
            tag, code = _WITHDRAWN[kind]
            code = "y" if kind == "Issn" and status[0] == "incorrect" else code
            on.add(tag, "  ", [(code, value) for value in values])
        elif kind == "Local":
            sources = "".join(f"({text})" for text in on.texts(node, "source")[:1])
            on.add("035", "  ", [("a", sources + value) for value in values])
        elif kind:
            notes = [("q", text) for text in on.texts(node, "qualifier")] if kind == "Isbn" else []
            on.add(
                _NUMBERS[kind],
                "  ",
                [*(("a", value) for value in values), *notes, *(terms if kind == "Isbn" else [])],
            )
        elif kinds or values:
            source = [("2", text) for text in on.texts(node, "source")]
            named = sorted(kinds - {"Identifier"} - set(_FIRST))
            source = source or [("2", name.lower()) for name in named[:1]]
            first = next((_FIRST[one] for one in _FIRST if one in kinds), "7" if source else "8")
            notes = [("d", text) for text in on.texts(node, "qualifier")]
            parts = [("z" if status else "a", value) for value in values]
            on.add("024", f"{first} ", [*parts, *terms, *notes, *(source if first == "7" else [])])


def add_series(on: Told) -> None:
    """Add series: a volume belongs to what stands before it in the graph."""
    statements = on.texts(on.instance, "seriesStatement")
    fields: list[tuple[str, str, list[tuple[str, str]]]] = []
    untraced = [
        label
        for node in on.graph.objects(on.work, f"{BF}hasSeries")
        if (label := on.label(node)) in statements
    ]
    for subject, name, value in on.graph.triples:
        if subject == on.instance and name == f"{BF}seriesStatement":
            text = on.label(value) or ""
            fields.append(("490", "0 " if text in untraced else "1 ", [("a", text)]))
        elif subject == on.work and name == f"{BF}hasSeries":
            if on.label(value) not in statements:
                fields.append(_series(on, value))
        elif subject == on.instance and name == f"{BF}seriesEnumeration":
            text = on.label(value) or ""
            if not fields:
                fields.append(("490", "1 ", []))
            fields[-1][2].append(("x" if "Issn" in on.classes(value) else "v", text))
    for tag, indicators, parts in sorted(fields, key=lambda field: field[0]):
        on.add(tag, indicators, parts)


def _series(on: Told, node: Term) -> tuple[str, str, list[tuple[str, str]]]:
    titles = [text for one in on.graph.objects(node, f"{BF}title") for text in on.texts(one, "mainTitle")]
    title = " ".join(titles) or on.label(node) or ""
    for contribution in on.graph.objects(node, f"{BF}contribution"):
        for agent in on.graph.objects(contribution, f"{BF}agent"):
            name = on.label(agent)
            tag = next((tag for kind, tag in _SERIES.items() if kind in on.classes(agent)), "800")
            if name is not None:
                first = on.name_indicator(tag[1:], name)
                if title == name:
                    return tag, f"{first} ", [("a", name)]
                rest = title.removeprefix(f"{name}. ")
                return tag, f"{first} ", [("a", name), ("t", rest)]
    return "830", " 0", [("a", title)] if title else []


def add_linking(on: Told) -> None:
    """Add what the record is related to."""
    for tag, (name, _) in LINKING.items():
        subjects = (on.work, on.instance) if name != "hasSeries" else (on.instance,)
        for subject in subjects:
            for node in on.graph.objects(subject, BF + name):
                if isinstance(node, Literal):
                    on.add(tag, "0 ", [("t", node.value)])
                    continue
                parts = [("i", text) for text in on.texts(node, "note")]
                parts += [("a", text) for text in on.texts(node, "contribution")]
                parts += [
                    ("t", text)
                    for title in on.graph.objects(node, f"{BF}title")
                    for text in on.texts(title, "mainTitle")
                ]
                for number in on.graph.objects(node, f"{BF}identifiedBy"):
                    kinds = on.classes(number)
                    code = "x" if "Issn" in kinds else "z" if "Isbn" in kinds else "w"
                    parts += [(code, text) for text in on.texts(number, "value", RDF)]
                on.add(tag, "00" if tag in ("780", "785") else "0 ", parts)


def add_items(on: Told) -> None:
    """Add holdings and item information."""
    for item in on.graph.objects(on.instance, f"{BF}hasItem"):
        names = (("heldBy", "a"), ("subLocation", "b"), ("shelfMark", "h"))
        place = [(code, text) for name, code in names for text in on.texts(item, name)]
        numbers: dict[str, list[tuple[str, str]]] = {"p": [], "a": []}
        for number in on.graph.objects(item, f"{BF}identifiedBy"):
            code = "p" if "Barcode" in on.classes(number) else "a"
            numbers[code] += [(code, text) for text in on.texts(number, "value", RDF)]
        on.add("852", "  ", [*place, *numbers["p"], *(("z", text) for text in on.texts(item, "note"))])
        more = (("acquisitionSource", "c"), ("acquisitionDate", "d"), ("status", "j"))
        on.add(
            "876",
            "  ",
            [*numbers["a"], *((code, text) for name, code in more for text in on.texts(item, name))],
        )

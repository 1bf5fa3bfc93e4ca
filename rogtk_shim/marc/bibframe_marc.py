"""A record of a BIBFRAME graph: one work and one instance."""

from __future__ import annotations

import re
from urllib.parse import unquote

from .bibframe import AGENTS, SUBJECTS, WORKS
from .bibframe_graph import BF, BFLC, RELATORS, Blank, Graph, Iri, Literal, Node, Term
from .bibframe_kinds import kinds_to_fields
from .bibframe_rest import Told, add_identifiers, add_items, add_linking, add_series, class_numbers
from .field import Field
from .leader import Leader
from .record import Record

__all__ = ["graph_to_record"]

_INSTANCES = ("Instance", "Serial", "Manuscript", "Electronic", "Print", "Archival", "Tactile")
_TAGS = {name: tag for tag, name in SUBJECTS.items()} | {"Temporal": "648", "Family": "600"}
_KINDS = {name: tag for tag, name in AGENTS.items()}
_TITLE = {"mainTitle": "a", "subtitle": "b", "partNumber": "n", "partName": "p"}
_HUB = {"date": "f", "language": "l", "version": "s"}
_PROVISIONS = {"Production": "0", "Publication": "1", "Distribution": "2", "Manufacture": "3"}
_PARTS = {"place": "a", "agent": "b", "date": "c", "simplePlace": "a", "simpleAgent": "b", "simpleDate": "c"}
_TEXTS = (("editionStatement", "250"), ("note", "500"), ("tableOfContents", "505"), ("summary", "520"))
_LANGUAGE = re.compile("(?:http://id.loc.gov/vocabulary/languages/)?([a-z]{3})")


def graph_to_record(graph: Graph) -> Record:
    """
    Give the record that a graph describes.

    Raises
    ------
    ValueError
        The graph has no work and no instance, or more than one.

    Examples
    --------
    >>> from rogtk_shim.marc.bibframe import record_to_graph
    >>> from rogtk_shim.pymarc import Field, Indicators, Record, Subfield
    >>> record = Record(fields=[Field("245", Indicators("0", "0"), [Subfield("a", "Moby Dick")])])
    >>> str(graph_to_record(record_to_graph(record))["245"])
    '=245  00$aMoby Dick'
    """
    return _Back(graph).record


class _Back(Told):
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.record = Record()
        instances = self._found("instanceOf", "hasInstance", _INSTANCES)
        works = self._found("hasInstance", "instanceOf", ("Work", "Text", *WORKS.values()))
        hubs = {node for node in works if f"{BF}Hub" in graph.types(node)}
        works -= hubs
        works |= {node for hub in hubs for node in self._nodes(hub, "expressionOf")}
        for name, nodes in (("work", works), ("instance", instances)):
            if len(nodes) > 1:
                raise ValueError(
                    f"the graph has more than one {name}, a record describes one: {len(nodes)} are there"
                )
        if not works and not instances:
            raise ValueError("the graph has no bf:Work and no bf:Instance to make a record of")
        self.work: Node = next(iter(works), Blank(""))
        self.instance: Node = next(iter(instances), Blank(""))
        self._leader()
        self._control()
        add_identifiers(self)
        class_numbers(self)
        self._contributions("1")
        self._titles(sorted(hubs, key=str))
        self._provision()
        self._description()
        kinds_to_fields(self)
        self._subjects()
        self._contributions("7")
        add_series(self)
        add_linking(self)
        add_items(self)

    def _nodes(self, subject: Term, name: str) -> list[Node]:
        return [node for node in self.graph.objects(subject, BF + name) if not isinstance(node, Literal)]

    def _found(self, own: str, other: str, kinds: tuple[str, ...]) -> set[Node]:
        """Find a kind of resource: by what links works and instances, else by their classes."""
        triples = self.graph.triples
        linked: set[Node] = {subject for subject, name, _ in triples if name == BF + own}
        linked |= {
            value for _, name, value in triples if name == BF + other and not isinstance(value, Literal)
        }
        if linked:
            return linked
        objects = {value for _, _, value in triples}
        classes = {BF + kind for kind in kinds}
        return {
            subject
            for subject, _, _ in triples
            if subject not in objects and classes & self.graph.types(subject)
        }

    def _leader(self) -> None:
        work, instance = self.graph.types(self.work), self.graph.types(self.instance)
        kind = next((letter for letter, name in WORKS.items() if BF + name in work), "a")
        if f"{BF}Manuscript" in instance:
            kind = {"a": "t", "c": "d", "e": "f"}.get(kind, kind)
        level = "s" if f"{BF}Serial" in instance else "m"
        codes = [
            code
            for node in self._nodes(self.instance, "adminMetadata")
            for code in self.texts(node, "encodingLevel", BFLC)
            if len(code) == 1
        ]
        self.record.leader = Leader(f"00000n{kind}{level} a2200000{(codes or [' '])[0]}  4500")

    def _control(self) -> None:
        if isinstance(self.instance, Iri):
            match = re.search("[/#]instance/(.+)$", self.instance.value)
            if match and match[1] != "unknown":
                self.record.add_field(Field("001", data=unquote(match[1])))
        for node in self._nodes(self.instance, "adminMetadata"):
            for date in self.texts(node, "creationDate"):
                whole = re.match("[0-9]{2}([0-9]{2})-([0-9]{2})-([0-9]{2})", date)
                six = "".join(whole.groups()) if whole else date
                if len(six) == 6 and "008" not in self.record:
                    # Fill characters: the graph doesn't tell what the rest was.
                    self.record.add_field(Field("008", data=f"{six:6}{'|' * 34}"))

    def _contributions(self, first: str) -> None:
        for node in self._nodes(self.work, "contribution"):
            kinds = self.graph.types(node)
            primary = f"{BFLC}PrimaryContribution" in kinds or f"{BF}PrimaryContribution" in kinds
            if primary != (first == "1"):
                continue
            for agent in list(self.graph.objects(node, f"{BF}agent")) or [Blank("")]:
                name = self.label(agent)
                parts = [] if name is None else [("a", name)]
                for role in self.graph.objects(node, f"{BF}role"):
                    if isinstance(role, Iri):
                        parts.append(("4", role.value.removeprefix(RELATORS)))
                    else:
                        parts.append(("e", self.label(role) or ""))
                parts += [("0", agent.value)] if isinstance(agent, Iri) else []
                kind = next((_KINDS[one] for one in _KINDS if BF + one in self.graph.types(agent)), "00")
                self.add(first + kind, self.name_indicator(kind, name or "") + " ", parts)

    def _titles(self, hubs: list[Node]) -> None:
        for hub in hubs:
            shared = [(_HUB[name], text) for name in _HUB for text in self.texts(hub, name)]
            for title in self._nodes(hub, "title"):
                self.add("240", "10", [*self._title(title), *shared])
                shared = []
            self.add("240", "10", shared)
        said = [("c", text) for text in self.texts(self.instance, "responsibilityStatement")]
        titles = self._nodes(self.instance, "title") or self._nodes(self.work, "title")
        main = next((one for one in titles if f"{BF}Title" in self.graph.types(one)), None)
        entry = "1" if any(field.tag[0] == "1" for field in self.record.fields if field.tag > "099") else "0"
        self.add("245", f"{entry}0", [*(self._title(main) if main else []), *said])
        for title in titles:
            if title != main:
                self.add("246", "1 ", self._title(title))

    def _title(self, node: Node) -> list[tuple[str, str]]:
        found = [
            (_TITLE[name.removeprefix(BF)], value.value)
            for name, value in self.graph.of(node)
            if name.removeprefix(BF) in _TITLE and isinstance(value, Literal)
        ]
        label = self.label(node)
        return found or ([] if label is None else [("a", label)])

    def _provision(self) -> None:
        for node in self._nodes(self.instance, "provisionActivity"):
            kind = next(
                (two for name, two in _PROVISIONS.items() if BF + name in self.graph.types(node)), "1"
            )
            parts: list[tuple[str, str]] = []
            for name, value in self.graph.of(node):
                simple = name.startswith(BFLC)
                code = _PARTS.get(name.removeprefix(BFLC if simple else BF), "")
                text = self.label(value)
                # What is transcribed is said twice, if the extension is used.
                if code and text is not None and not (simple and (code, text) in parts):
                    parts.append((code, text))
            self.add("264", f" {kind}", parts)
        for text in self.texts(self.instance, "copyrightDate"):
            self.add("264", " 4", [("c", text)])

    def _description(self) -> None:
        extents = [("a", text) for text in self.texts(self.instance, "extent")]
        self.add("300", "  ", [*extents, *[("c", text) for text in self.texts(self.instance, "dimensions")]])
        for name, tag in _TEXTS:
            for subject in (self.work, self.instance):
                for text in self.texts(subject, name):
                    self.add(tag, "0 " if tag == "505" else "  ", [("a", text)])
        for value in self.graph.objects(self.work, f"{BF}language"):
            match = _LANGUAGE.fullmatch(str(getattr(value, "value", "")))
            if match:
                self.add("041", "  ", [("a", match[1])])

    def _subjects(self) -> None:
        forms = [
            *self.graph.objects(self.work, f"{BF}genreForm"),
            *self.graph.objects(self.instance, f"{BF}genreForm"),
        ]
        for value, fixed in [
            *((one, "") for one in self.graph.objects(self.work, f"{BF}subject")),
            *((one, "655") for one in forms),
        ]:
            kinds = {kind.rpartition("/")[2].rpartition("#")[2] for kind in self.graph.types(value)}
            tag = fixed or next((_TAGS[kind] for kind in _TAGS if kind in kinds), "650")
            label = self.label(value)
            texts = [] if label is None else label.split("--")
            parts = [("x" if i else "a", text) for i, text in enumerate(texts)]
            parts += [("0", value.value)] if isinstance(value, Iri) else []
            first = (
                self.name_indicator(tag[1:], texts[0] if texts else "")
                if tag in ("600", "610", "611")
                else " "
            )
            # Which list the heading is from isn't told.
            self.add(tag, f"{first}4", parts)

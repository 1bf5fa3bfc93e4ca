"""A bibliographic record as BIBFRAME 2: a work, an instance of it, and what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass

from .bibframe_description import add_description, add_provision, other_script
from .bibframe_fields import add_classification, add_identifiers, add_items, add_linking, add_series
from .bibframe_graph import BF, BFLC, RDF, RDFS, RELATORS, Graph, Iri, Literal, Node, percent_encoded
from .bibframe_kinds import add_kinds
from .field import Field
from .record import Record

__all__ = ["INSTANCES", "SUBJECTS", "WORKS", "Settings", "record_to_graph"]

#: The class of a work for the leader's type of record.
WORKS = {
    **dict.fromkeys("at", "Text"),
    **dict.fromkeys("cd", "NotatedMusic"),
    **dict.fromkeys("ef", "Cartography"),
    "g": "MovingImage",
    "i": "Audio",
    "j": "MusicAudio",
    "k": "StillImage",
    "m": "Multimedia",
    "o": "Kit",
    "p": "MixedMaterial",
    "r": "Object",
}
#: The class of an instance for the leader's type of record, where it isn't told by the level.
INSTANCES = {"d": "Manuscript", "f": "Manuscript", "t": "Manuscript", "m": "Electronic"}
AGENTS = {"00": "Person", "10": "Organization", "11": "Meeting"}
SUBJECTS = {
    "600": "Person",
    "610": "Organization",
    "611": "Meeting",
    "630": "Work",
    "650": "Topic",
    "651": "Place",
    "655": "GenreForm",
}
TITLE = {"a": "mainTitle", "b": "subtitle", "n": "partNumber", "p": "partName"}
_AUTHORITIES = {"n": "names", "s": "subjects"}


@dataclass(frozen=True)
class Settings:
    """
    How a record is converted.

    Attributes
    ----------
    base : str or None
        An absolute IRI that works, instances, hubs and items have theirs under; None for blank nodes.
    bflc : bool
        Use the Library of Congress's extension of BIBFRAME.
    authorities : bool
        Agents and subjects whose $0 is an IRI, or a number of the Library of Congress, are that resource.
    """

    base: str | None = None
    bflc: bool = True
    authorities: bool = False


class Conversion:
    """One record on its way into a graph."""

    def __init__(self, record: Record, settings: Settings) -> None:
        self.record = record
        self.settings = settings
        self.graph = Graph()
        control = record.get("001")
        number = control.data if control is not None and control.data else "unknown"
        self.number = percent_encoded(number)
        self.work = self.resource("work")
        self.instance = self.resource("instance")

    def resource(self, kind: str, suffix: str = "") -> Node:
        """Make the node of one of the record's own resources."""
        base = self.settings.base
        if base is None:
            return self.graph.blank()
        between = "" if base.endswith(("/", "#")) else "/"
        return Iri(f"{base}{between}{kind}/{self.number}{suffix}")

    def typed(self, subject: Node, name: str, namespace: str = BF) -> Node:
        """Say of which class a resource is."""
        self.graph.add(subject, f"{RDF}type", Iri(namespace + name))
        return subject

    def say(self, subject: Node, name: str, value: str | Node, namespace: str = BF) -> None:
        """Say something of a resource."""
        self.graph.add(subject, namespace + name, Literal(value) if isinstance(value, str) else value)

    def made(self, name: str, label: str | None = None) -> Node:
        """Make a node of a class, with a label."""
        node = self.typed(self.graph.blank(), name)
        if label is not None:
            self.say(node, "label", label, RDFS)
        return node

    def authority(self, field: Field) -> Node:
        """Give the node of what a heading names."""
        if self.settings.authorities:
            for value in field.get_subfields("0"):
                if value.startswith(("http://", "https://")):
                    return Iri(percent_encoded(value, percent=False))
                number = value[5:].replace(" ", "")
                if value.startswith("(DLC)") and number[:1] in _AUTHORITIES:
                    kind = _AUTHORITIES[number[0]]
                    return Iri(f"http://id.loc.gov/authorities/{kind}/{percent_encoded(number)}")
        return self.graph.blank()


def record_to_graph(record: Record, settings: Settings | None = None) -> Graph:
    """
    Give a record as BIBFRAME 2, by mrrc's choice of fields from the Library of Congress's mapping.

    Parameters
    ----------
    record : Record
        A bibliographic record.
    settings : Settings, optional
        How it is converted.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record, Subfield
    >>> record = Record(fields=[Field("245", subfields=[Subfield("a", "Moby Dick")])])
    >>> [str(value) for _, name, value in record_to_graph(record).triples if name.endswith("mainTitle")]
    ['"Moby Dick"']
    """
    conversion = Conversion(record, settings or Settings())
    _add_resources(conversion)
    _add_titles(conversion)
    _add_contributions(conversion)
    _add_subjects(conversion)
    add_classification(conversion)
    add_identifiers(conversion)
    add_provision(conversion)
    add_description(conversion)
    add_kinds(conversion)
    add_series(conversion)
    add_linking(conversion)
    add_items(conversion)
    _add_administration(conversion)
    return conversion.graph.pruned()


def _add_resources(on: Conversion) -> None:
    leader = str(on.record.leader)
    kind, level = leader[6], leader[7]
    on.typed(on.work, "Work")
    on.typed(on.instance, INSTANCES.get(kind, "Serial" if level in "is" else "Instance"))
    parent = on.work
    if "240" in on.record:
        parent = on.typed(on.resource("hub"), "Hub")
        on.say(on.work, "hasExpression", parent)
        on.say(parent, "expressionOf", on.work)
        for field in on.record.get_fields("240"):
            title = on.made("Title")
            for code, value in _parts(field):
                if code in "anp":
                    on.say(title, TITLE[code], value)
                elif code in "fls":
                    on.say(parent, {"f": "date", "l": "language", "s": "version"}[code], value)
            on.say(parent, "title", title)
    on.say(parent, "hasInstance", on.instance)
    on.say(on.instance, "instanceOf", parent)
    if kind in WORKS:
        on.typed(on.work, WORKS[kind])


def _parts(field: Field) -> list[tuple[str, str]]:
    return [(one.code, one.value) for one in field.subfields]


def _add_titles(on: Conversion) -> None:
    own = [(field, "abnp") for field in on.record.get_fields("245", "246")]
    others = [(field, "ab") for field in other_script(on, "245", "246", "247")]
    for field, codes in [*own, *others, *[(field, "a") for field in other_script(on, "740")]]:
        title = on.made("Title")
        for code, value in _parts(field):
            if code in codes:
                on.say(title, TITLE[code], value)
            elif code == "c" and field.tag == "245":
                on.say(on.instance, "responsibilityStatement", value)
        on.say(on.instance, "title", title)


def _add_contributions(on: Conversion) -> None:
    for tag in ("100", "110", "111", "700", "710", "711"):
        for field in on.record.get_fields(tag):
            primary = tag[0] == "1" and on.settings.bflc
            contribution = on.graph.blank()
            on.typed(contribution, *(("PrimaryContribution", BFLC) if primary else ("Contribution",)))
            agent = on.typed(on.authority(field), AGENTS[tag[1:]])
            name = [value for code, value in _parts(field) if code in "abcdq"]
            if name:
                on.say(agent, "label", " ".join(name).strip(), RDFS)
            on.say(contribution, "agent", agent)
            codes = [value for value in field.get_subfields("4") if value]
            for code in codes:
                whole = code if code.startswith(("http://", "https://")) else RELATORS + code
                on.say(contribution, "role", Iri(percent_encoded(whole, percent=False)))
            for term in [] if codes else field.get_subfields("e"):
                if term:
                    on.say(contribution, "role", term)
            on.say(on.work, "contribution", contribution)


def _add_subjects(on: Conversion) -> None:
    for tag, name in SUBJECTS.items():
        for field in on.record.get_fields(tag):
            node = on.typed(on.authority(field), name)
            parts = [value for code, value in _parts(field) if code in "abcdvxyz"]
            if parts:
                on.say(node, "label", "--".join(parts), RDFS)
            on.say(on.work, "subject", node)
    for field in other_script(on, *(str(tag) for tag in range(600, 700))):
        text = " ".join(value for code, value in _parts(field) if code != "6")
        on.say(on.work, "subject", on.made("Topic", text))


def _add_administration(on: Conversion) -> None:
    node = on.made("AdminMetadata")
    fixed = on.record.get("008")
    if fixed is not None and len((fixed.data or "").encode()) >= 6:
        on.say(node, "creationDate", (fixed.data or "")[:6])
    level = str(on.record.leader)[17]
    if level != " " and on.settings.bflc:
        on.say(node, "encodingLevel", level, BFLC)
    on.say(on.instance, "adminMetadata", node)

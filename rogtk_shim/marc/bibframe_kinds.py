"""What serials, maps and music have of their own, as BIBFRAME and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bibframe_graph import BF, RDFS, Literal

if TYPE_CHECKING:
    from .bibframe import Conversion
    from .bibframe_rest import Told

__all__ = ["add_kinds", "kinds_to_fields"]

#: Tag, property, and whether it is of the work: the text is in $a.
_TEXTS = (
    ("310", "frequency", False),
    ("342", "geographicCoverage", False),
    ("348", "musicFormat", False),
    ("362", "firstIssue", False),
    ("384", "musicKey", True),
)
_SCALES = (("scale", "a"), ("projection", "b"), ("coordinates", "c"))


def _tags(kind: str, level: str) -> set[str]:
    tags: set[str] = {"310", "321", "362"} if level in "is" else set()
    tags |= {"255", "342"} if kind in "ef" else set()
    return tags | ({"348", "382", "384"} if kind in "cdj" else set())


def add_kinds(on: Conversion) -> None:
    """Add what the record's kind has."""
    leader = str(on.record.leader)
    tags = _tags(leader[6], leader[7])
    for tag, name, of_work in _TEXTS:
        for field in on.record.get_fields(tag) if tag in tags else []:
            for value in field.get_subfields("a")[:1]:
                on.say(on.work if of_work else on.instance, name, value)
    for field in (
        on.record.get_fields(*({"255", "321", "382"} & tags)) if {"255", "321", "382"} & tags else []
    ):
        node = on.graph.blank()
        if field.tag == "255":
            on.typed(node, "Cartographic")
            for name, code in _SCALES:
                for value in field.get_subfields(code)[:1]:
                    on.say(node, name, value)
            on.say(on.work, "cartographicAttributes", node)
            continue
        medium = field.tag == "382"
        if medium:
            on.typed(node, "MusicMedium")
        for value in field.get_subfields("a")[: None if medium else 1]:
            on.say(node, "label", value, RDFS)
        for value in field.get_subfields("n" if medium else "b")[:1]:
            on.say(node, "count" if medium else "date", value)
        on.say(on.work if medium else on.instance, "musicMedium" if medium else "frequency", node)


def kinds_to_fields(on: Told) -> None:
    """Add the fields of serials, maps and music."""
    for tag, name, of_work in _TEXTS:
        for value in on.graph.objects(on.work if of_work else on.instance, BF + name):
            if isinstance(value, Literal):
                on.add(tag, "  ", [("a", value.value)])
    for node in on.graph.objects(on.work, f"{BF}cartographicAttributes"):
        on.add("255", "  ", [(code, text) for name, code in _SCALES for text in on.texts(node, name)])
    rules = (("321", on.instance, "frequency", "date", "b"), ("382", on.work, "musicMedium", "count", "n"))
    for tag, subject, name, more, code in rules:
        for node in on.graph.objects(subject, BF + name):
            labels = [
                ("a", one.value) for one in on.graph.objects(node, f"{RDFS}label") if isinstance(one, Literal)
            ]
            on.add(tag, "  ", [*labels, *((code, text) for text in on.texts(node, more))])

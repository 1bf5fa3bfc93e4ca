"""Provision, extent and notes of a record as BIBFRAME, and what stands in another script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bibframe_graph import BFLC, RDFS

if TYPE_CHECKING:
    from .bibframe import Conversion
    from .field import Field

__all__ = ["add_description", "add_provision", "other_script"]

PROVISIONS = {"0": "Production", "2": "Distribution", "3": "Manufacture"}
_NOTES = ("500", "504")


def other_script(on: Conversion, *tags: str) -> list[Field]:
    """Give the fields 880 that stand for fields with some tags."""
    found: list[Field] = []
    for field in on.record.get_fields("880"):
        link = field.get_subfields("6")
        if link and link[0][:3] in tags:
            found.append(field)
    return found


def add_provision(on: Conversion) -> None:
    """Add publication, production, distribution and manufacture."""
    for field in [*on.record.get_fields("260", "264"), *other_script(on, "260", "264")]:
        if field.tag == "264" and field.indicator2 == "4":
            for value in field.get_subfields("c"):
                on.say(on.instance, "copyrightDate", value)
            continue
        kind = PROVISIONS.get(field.indicator2, "Publication") if field.tag == "264" else "Publication"
        node = on.made(kind)
        # In another script it is the transcribed form alone, if there is a place for that.
        alone = field.tag == "880" and on.settings.bflc
        for code, value in ((one.code, one.value) for one in field.subfields):
            if code not in "abc":
                continue
            if code == "c" and not alone:
                on.say(node, "date", value)
            elif not alone:
                part = on.made("Place") if code == "a" else on.graph.blank()
                on.say(part, "label", value, RDFS)
                on.say(node, "place" if code == "a" else "agent", part)
            if on.settings.bflc:
                on.say(node, {"a": "simplePlace", "b": "simpleAgent", "c": "simpleDate"}[code], value, BFLC)
        on.say(on.instance, "provisionActivity", node)


def add_description(on: Conversion) -> None:
    """Add extent, dimensions, summary, notes, and the edition in another script."""
    rules = (("300", "a", "extent"), ("300", "c", "dimensions"), ("520", "a", "summary"))
    for tag, code, name in (*rules, *[(tag, "a", "note") for tag in _NOTES]):
        for field in on.record.get_fields(tag):
            for value in field.get_subfields(code):
                on.say(on.instance, name, value)
    for field in other_script(on, "250"):
        for value in field.get_subfields("a")[:1]:
            on.say(on.instance, "editionStatement", value)
    for field in other_script(on, *(str(tag) for tag in range(500, 600))):
        for value in field.get_subfields("a")[:1]:
            on.say(on.instance, "note", value)

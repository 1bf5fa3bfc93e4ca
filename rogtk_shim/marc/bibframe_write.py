"""Graphs as N-Triples, Turtle, RDF/XML and JSON-LD."""

from __future__ import annotations

import json
import re
from typing import Any

from .bibframe_graph import PREFIXES, RDF, XSD, Graph, Iri, Literal, Node, Term, sound_iri
from .xml_text import escaped

__all__ = ["WRITERS"]

_CONTROL = re.compile('[\x00-\x1f"\\\\\x7f]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_LOCAL = re.compile("[A-Za-z_][A-Za-z0-9_]*")
#: A name that XML allows, at the end of an IRI.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'


def _quoted(text: str) -> str:
    return f'"{_CONTROL.sub(lambda match: _SHORT.get(match[0]) or f"{chr(92)}u{ord(match[0]):04X}", text)}"'


def _short(iri: str, prefixed: bool) -> str:
    for prefix, namespace in PREFIXES.items() if prefixed else ():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{sound_iri(iri)}>"


def _term(term: Term, prefixed: bool = False) -> str:
    if isinstance(term, Iri):
        return _short(term.value, prefixed)
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return f"{_quoted(term.value)}@{term.language}"
    kind = f"^^{_short(term.datatype, prefixed)}" if term.datatype else ""
    return _quoted(term.value) + kind


def _predicate(name: str) -> str:
    return "a" if name == f"{RDF}type" else _short(name, True)


def _by_subject(graph: Graph) -> dict[Node, list[tuple[str, Term]]]:
    found: dict[Node, list[tuple[str, Term]]] = {}
    for subject, predicate, value in graph.triples:
        found.setdefault(subject, []).append((predicate, value))
    return found


def to_ntriples(graph: Graph) -> str:
    """Give a graph as N-Triples."""
    return "".join(
        f"{_term(one)} <{sound_iri(name)}> {_term(value)} .\n" for one, name, value in graph.triples
    )


def to_turtle(graph: Graph) -> str:
    """Give a graph as Turtle."""
    if not graph.triples:
        return ""
    lines = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()]
    for subject, pairs in _by_subject(graph).items():
        said = [f"{_predicate(name)} {_term(value, True)}" for name, value in pairs]
        lines.append(f"\n{_term(subject, True)} {(' ;' + chr(10) + '    ').join(said)} .\n")
    return "".join(lines)


def _element(name: str, value: Term) -> str:
    match = _NAME.search(sound_iri(name))
    if match is None:
        raise ValueError(f"RDF/XML has no way to write the property {name[:80]!r}: it ends in no name")
    namespace = name[: match.start()]
    prefix = next((prefix for prefix, known in PREFIXES.items() if known == namespace), "")
    tag = f"{prefix}:{match[0]}" if prefix else match[0]
    attributes = "" if prefix else f' xmlns="{escaped(namespace)}"'
    if isinstance(value, Iri):
        return f'    <{tag}{attributes} rdf:resource="{escaped(sound_iri(value.value))}"/>\n'
    if not isinstance(value, Literal):
        return f'    <{tag}{attributes} rdf:nodeID="{value.label}"/>\n'
    if value.language:
        attributes += f' xml:lang="{escaped(value.language)}"'
    elif value.datatype:
        attributes += f' rdf:datatype="{escaped(sound_iri(value.datatype))}"'
    return f"    <{tag}{attributes}>{escaped(value.value)}</{tag}>\n"


def to_rdf_xml(graph: Graph) -> str:
    """Give a graph as RDF/XML; a ValueError if a text has a character that XML doesn't allow."""
    lines = [_HEAD, *[f' xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items()], ">\n"]
    for subject, pairs in _by_subject(graph).items():
        if isinstance(subject, Iri):
            lines.append(f'  <rdf:Description rdf:about="{escaped(sound_iri(subject.value))}">\n')
        else:
            lines.append(f'  <rdf:Description rdf:nodeID="{subject.label}">\n')
        lines += [_element(name, value) for name, value in pairs]
        lines.append("  </rdf:Description>\n")
    return "".join([*lines, "</rdf:RDF>\n"])


def _value(value: Term) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": _identity(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    kind = {"@type": value.datatype} if value.datatype and value.datatype != f"{XSD}string" else {}
    return {"@value": value.value, **kind}


def _identity(node: Node) -> str:
    return sound_iri(node.value) if isinstance(node, Iri) else str(node)


def to_jsonld(graph: Graph) -> str:
    """Give a graph as JSON-LD in expanded form."""
    found: list[dict[str, Any]] = []
    for subject, pairs in _by_subject(graph).items():
        said: dict[str, Any] = {"@id": _identity(subject)}
        for name, value in pairs:
            if name == f"{RDF}type" and not isinstance(value, Literal):
                said.setdefault("@type", []).append(_identity(value))
            else:
                said.setdefault(sound_iri(name), []).append(_value(value))
        found.append(said)
    return json.dumps(found, ensure_ascii=False)


#: A writer for each format's name.
WRITERS = {"rdf-xml": to_rdf_xml, "jsonld": to_jsonld, "turtle": to_turtle, "ntriples": to_ntriples}

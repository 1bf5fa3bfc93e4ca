"""Graphs from RDF/XML and JSON-LD."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any, cast

from .bibframe_graph import RDF, XSD, Graph, Iri, Literal, Node, Term, sound_iri
from .bibframe_turtle import read_turtle

__all__ = ["READERS"]

_RDF = f"{{{RDF}}}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: What attributes of RDF/XML say otherwise than as a property with a text.
_SYNTAX = {f"{_RDF}{name}" for name in ("about", "nodeID", "ID", "resource", "datatype", "parseType", "type")}


def read_rdf_xml(text: str) -> Graph:
    """
    Read RDF/XML.

    Raises
    ------
    ValueError
        It isn't well-formed, has a document type, or has what BIBFRAME has no use for (`rdf:ID`, containers,
        collections, XML literals).
    """
    if "<!DOCTYPE" in text:
        # Its entities can grow without bounds.
        raise ValueError("a document type (DOCTYPE) isn't allowed in RDF/XML")
    if not text.strip():
        return Graph()
    try:
        root = ET.fromstring(text.encode())
    except ET.ParseError as error:
        raise ValueError(f"this is no XML: {error}") from error
    graph = Graph()
    for element in root if root.tag == f"{_RDF}RDF" else [root]:
        _described(graph, element, root.get(_LANGUAGE, ""))
    return graph


def _name(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    if not namespace or (namespace == f"{{{RDF}" and local in ("li", "Bag", "Seq", "Alt", "RDF")):
        raise ValueError(f"{tag[:80]!r} has no meaning here: names need a namespace, containers aren't read")
    return sound_iri(namespace[1:] + local)


def _node(graph: Graph, element: ET.Element, attribute: str) -> Node:
    if f"{_RDF}ID" in element.attrib:
        raise ValueError("rdf:ID isn't read: give resources rdf:about")
    whole, label = element.get(f"{_RDF}{attribute}"), element.get(f"{_RDF}nodeID")
    if whole is not None:
        return Iri(sound_iri(whole))
    return graph.blank() if label is None else graph.named(label)


def _attributes(graph: Graph, element: ET.Element, node: Node, language: str) -> None:
    for name, value in element.attrib.items():
        if name == f"{_RDF}type":
            graph.add(node, f"{RDF}type", Iri(sound_iri(value)))
        elif name not in _SYNTAX and name.startswith("{") and name != _LANGUAGE:
            graph.add(node, _name(name), Literal(value, language))


def _described(graph: Graph, element: ET.Element, language: str) -> Node:
    language = element.get(_LANGUAGE, language)
    node = _node(graph, element, "about")
    if element.tag != f"{_RDF}Description":
        graph.add(node, f"{RDF}type", Iri(_name(element.tag)))
    _attributes(graph, element, node, language)
    for child in element:
        graph.add(node, _name(child.tag), _object(graph, child, language))
    return node


def _object(graph: Graph, element: ET.Element, language: str) -> Term:
    language = element.get(_LANGUAGE, language)
    kind = element.get(f"{_RDF}parseType")
    if kind == "Resource":
        node: Node = graph.blank()
        for child in element:
            graph.add(node, _name(child.tag), _object(graph, child, language))
        return node
    if kind is not None:
        raise ValueError(f"rdf:parseType={kind[:40]!r} isn't read")
    if len(element) > 1:
        raise ValueError(f"{element.tag[:80]!r} has more than one object")
    if len(element):
        return _described(graph, element[0], language)
    own = {name for name in element.attrib if name not in (_LANGUAGE, f"{_RDF}datatype")}
    if own:
        node = _node(graph, element, "resource")
        _attributes(graph, element, node, language)
        return node
    datatype = element.get(f"{_RDF}datatype", "")
    if datatype and datatype != f"{XSD}string":
        return Literal(element.text or "", datatype=sound_iri(datatype))
    return Literal(element.text or "", "" if datatype else language)


def read_jsonld(text: str) -> Graph:
    """
    Read JSON-LD, with terms and prefixes of a context that is in the document itself.

    Raises
    ------
    ValueError
        It is no JSON-LD, its context is elsewhere, or it uses a name that the context doesn't define.
    """
    found: Any = json.loads(text)
    reader = _JsonLd()
    for one in cast("list[Any]", found) if isinstance(found, list) else [found]:
        if not isinstance(one, dict):
            raise ValueError("a resource in JSON-LD is an object")
        reader.node(cast("dict[str, Any]", one), {})
    return reader.graph


class _JsonLd:
    def __init__(self) -> None:
        self.graph = Graph()

    def _context(self, given: Any, before: dict[str, Any]) -> dict[str, Any]:
        if given is None:
            return before
        context = dict(before)
        for one in cast("list[Any]", given) if isinstance(given, list) else [given]:
            if not isinstance(one, dict):
                raise ValueError("a @context that is elsewhere isn't fetched: expand the document first")
            context.update(cast("dict[str, Any]", one))
        return context

    def _full(self, name: str, context: dict[str, Any], *, term: bool) -> str:
        """Give the IRI, the keyword or the blank node that a name stands for."""
        found = context.get(name) if term else None
        if isinstance(found, dict):
            found = cast("dict[str, Any]", found).get("@id")
        if isinstance(found, str) and found != name:
            return self._full(found, context, term=found in context)
        if name.startswith(("@", "_:")):
            return name
        prefix, colon, local = name.partition(":")
        if colon and isinstance(context.get(prefix), str) and not local.startswith("//"):
            return sound_iri(self._full(cast("str", context[prefix]), context, term=False) + local)
        vocabulary = context.get("@vocab")
        if term and not colon and isinstance(vocabulary, str):
            return sound_iri(vocabulary + name)
        return sound_iri(name)

    def _resource(self, name: Any, context: dict[str, Any], *, term: bool = False) -> Node:
        if not isinstance(name, str):
            raise ValueError("an @id or @type has to be a text")
        full = self._full(name, context, term=term)
        return self.graph.named(full[2:]) if full.startswith("_:") else Iri(full)

    def node(self, given: dict[str, Any], before: dict[str, Any]) -> Node:
        """Read an object that describes a resource."""
        context = self._context(given.get("@context"), before)
        keys = {name: self._full(name, context, term=True) for name in given if name != "@context"}
        names = [name for name, full in keys.items() if full == "@id"]
        only = set(keys.values()) <= {"@graph"}
        node = self._resource(given[names[0]], context) if names else None if only else self.graph.blank()
        for name, full in keys.items():
            values = cast("list[Any]", given[name]) if isinstance(given[name], list) else [given[name]]
            if full == "@graph":
                for one in values:
                    if not isinstance(one, dict):
                        raise ValueError("a resource in JSON-LD is an object")
                    self.node(cast("dict[str, Any]", one), context)
            elif full == "@type" and node is not None:
                for one in values:
                    self.graph.add(node, f"{RDF}type", self._resource(one, context, term=True))
            elif full.startswith("@") and full != "@id":
                raise ValueError(f"{full[:40]!r} isn't read here")
            elif full != "@id" and node is not None:
                for one in values:
                    if one is not None:
                        self.graph.add(node, full, self._value(one, context, context.get(name)))
        return node or self.graph.blank()

    def _value(self, given: Any, context: dict[str, Any], rule: Any) -> Term:
        kind: Any = cast("dict[str, Any]", rule).get("@type") if isinstance(rule, dict) else None
        if isinstance(given, dict):
            described = cast("dict[str, Any]", given)
            if "@value" not in described:
                return self.node(described, context)
            language, kind = described.get("@language", ""), described.get("@type")
            given = described["@value"]
            if isinstance(given, str) and language:
                return Literal(given, str(language))
        elif isinstance(given, str) and kind in ("@id", "@vocab"):
            return self._resource(given, context, term=kind == "@vocab")
        datatype = self._full(kind, context, term=True) if isinstance(kind, str) else ""
        if isinstance(given, bool):
            return Literal(str(given).lower(), datatype=datatype or f"{XSD}boolean")
        if isinstance(given, (int, float)):
            return Literal(
                str(given), datatype=datatype or XSD + ("integer" if isinstance(given, int) else "double")
            )
        if not isinstance(given, str):
            raise ValueError("a value in JSON-LD is a text, a number, true, false or an object")
        return Literal(given, datatype="" if datatype == f"{XSD}string" else datatype)


#: A reader for each format's name.
READERS = {"rdf-xml": read_rdf_xml, "jsonld": read_jsonld, "turtle": read_turtle, "ntriples": read_turtle}

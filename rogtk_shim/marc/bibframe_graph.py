"""RDF as BIBFRAME needs it: terms, a graph that keeps the order of its triples, and the namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "BF",
    "BFLC",
    "MADS",
    "PREFIXES",
    "RDF",
    "RDFS",
    "RELATORS",
    "XSD",
    "Blank",
    "Graph",
    "Iri",
    "Literal",
    "Node",
    "Term",
    "percent_encoded",
    "sound_iri",
]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
BF = "http://id.loc.gov/ontologies/bibframe/"
BFLC = "http://id.loc.gov/ontologies/bflc/"
MADS = "http://www.loc.gov/mads/rdf/v1#"
#: Where the codes of MARC's relators have their IRIs.
RELATORS = "http://id.loc.gov/vocabulary/relators/"
PREFIXES = {"rdf": RDF, "rdfs": RDFS, "bf": BF, "bflc": BFLC}

_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_UNSAFE = re.compile(r'[\x00-\x20<>"{}|^`\\%]')
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Iri:
    """A resource that has a name of its own."""

    value: str

    def __str__(self) -> str:
        return f"<{self.value}>"


@dataclass(frozen=True)
class Blank:
    """A resource without a name; its label counts in its graph only."""

    label: str

    def __str__(self) -> str:
        return f"_:{self.label}"


@dataclass(frozen=True)
class Literal:
    """Text, with its language or the IRI of its type where it has one."""

    value: str
    language: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        if self.language:
            return f'"{self.value}"@{self.language}'
        return f'"{self.value}"^^<{self.datatype}>' if self.datatype else f'"{self.value}"'


Node = Iri | Blank
Term = Iri | Blank | Literal


def sound_iri(value: str) -> str:
    """
    Give an absolute IRI back.

    Raises
    ------
    ValueError
        It isn't absolute, or has a character that an IRI can't have.
    """
    if not _SCHEME.match(value) or _FORBIDDEN.search(value):
        raise ValueError(f"{value[:80]!r} is no absolute IRI")
    return value


def percent_encoded(text: str, *, percent: bool = True) -> str:
    """Percent-encode what an IRI can't have; the percent sign too, so that it can be undone."""
    pattern = _UNSAFE if percent else _FORBIDDEN
    return pattern.sub(lambda match: f"%{ord(match[0]):02X}", text)


class Graph:
    """
    Triples in the order they were added.

    Attributes
    ----------
    triples : list of tuple
        Subject, the predicate's IRI, object.
    """

    def __init__(self) -> None:
        self.triples: list[tuple[Node, str, Term]] = []
        self._known: dict[str, Blank] = {}
        self._of: dict[Node, list[tuple[str, Term]]] = {}
        self._blanks = 0

    def blank(self) -> Blank:
        """Make a blank node."""
        self._blanks += 1
        return Blank(f"b{self._blanks}")

    def named(self, label: str) -> Blank:
        """Give the blank node that a file calls so, always the same one."""
        node = self._known.get(label)
        if node is None:
            self._known[label] = node = self.blank()
        return node

    def add(self, subject: Node, predicate: str, value: Term) -> None:
        """Add a triple."""
        self.triples.append((subject, predicate, value))
        self._of.setdefault(subject, []).append((predicate, value))

    def of(self, subject: Term) -> list[tuple[str, Term]]:
        """Give what is said of a resource: predicates and objects; nothing of a literal."""
        return [] if isinstance(subject, Literal) else self._of.get(subject, [])

    def objects(self, subject: Term, predicate: str) -> Iterator[Term]:
        """Give the objects of one predicate."""
        return (value for name, value in self.of(subject) if name == predicate)

    def types(self, subject: Term) -> set[str]:
        """Give the IRIs of a resource's classes."""
        return {value.value for value in self.objects(subject, f"{RDF}type") if isinstance(value, Iri)}

    def pruned(self) -> Graph:
        """Give the graph without blank nodes that have a class and nothing else; labels are counted anew."""
        triples = self.triples
        while True:
            says = {subject for subject, predicate, _ in triples if predicate != f"{RDF}type"}
            kept = [
                (subject, predicate, value)
                for subject, predicate, value in triples
                if not any(isinstance(node, Blank) and node not in says for node in (subject, value))
            ]
            if len(kept) == len(triples):
                break
            triples = kept
        graph = Graph()
        for subject, predicate, value in triples:
            one = graph.named(subject.label) if isinstance(subject, Blank) else subject
            other = graph.named(value.label) if isinstance(value, Blank) else value
            graph.add(one, predicate, other)
        return graph

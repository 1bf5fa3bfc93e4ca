"""Graphs from Turtle, of which N-Triples is a part."""

from __future__ import annotations

import re

from .bibframe_graph import RDF, XSD, Graph, Iri, Literal, Node, Term, sound_iri

__all__ = ["read_turtle"]

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r\n]+|\#[^\r\n]*)+)
    |(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    |(?P<text>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<double>[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+)
    |(?P<decimal>[+-]?[0-9]*\.[0-9]+)|(?P<integer>[+-]?[0-9]+)
    |(?P<blank>_:\w(?:[\w.\-\u00b7]*[\w\-\u00b7])?)
    |(?P<name>(?:[^\W\d_](?:[\w.\-\u00b7]*[\w\-\u00b7])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
        (?:(?:[\w:.\-\u00b7]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
        (?:[\w:\-\u00b7]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
    |(?P<word>[A-Za-z]+)|(?P<mark>\^\^|[.;,\[\]()])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
#: Brackets in brackets; a file with more is damaged, or made to exhaust the stack.
_DEEPEST = 100


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        what = match[1]
        if len(what) > 1:
            number = int(what[1:], 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise ValueError(f"\\{what} is no character")
            return chr(number)
        if what not in _LETTERS:
            raise ValueError(f"\\{what} is no escape in Turtle")
        return _LETTERS[what]

    return _ESCAPE.sub(one, text)


def read_turtle(text: str) -> Graph:
    """
    Read Turtle or N-Triples.

    Raises
    ------
    ValueError
        It is neither; the message names the line.

    Examples
    --------
    >>> len(read_turtle('_:a <http://example.org/b> "c", "d" .').triples)
    2
    """
    return _Reader(text).graph


class _Reader:
    def __init__(self, text: str) -> None:
        self.graph = Graph()
        self._text = text
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._at = self._start = self._depth = 0
        self._kind = self._token = ""
        try:
            self._next()
            while self._kind:
                self._statement()
        except ValueError as error:
            line = text.count("\n", 0, self._start) + 1
            raise ValueError(f"line {line}: {error}") from error

    def _next(self) -> None:
        """Go to the next token; its kind is empty at the end."""
        while True:
            self._start = self._at
            if self._at == len(self._text):
                self._kind = self._token = ""
                return
            match = _TOKEN.match(self._text, self._at)
            if match is None:
                raise ValueError(f"nothing of Turtle starts with {self._text[self._at : self._at + 20]!r}")
            self._at = match.end()
            if match.lastgroup != "space":
                self._kind, self._token = match.lastgroup or "", match[0]
                return

    def _take(self, mark: str) -> None:
        if self._token != mark:
            raise ValueError(f"{self._token[:40]!r} stands where {mark!r} should")
        self._next()

    def _statement(self) -> None:
        word = self._token.lower()
        if self._token in ("@prefix", "@base") or (self._kind == "word" and word in ("prefix", "base")):
            self._directive(word.lstrip("@"), self._kind == "language")
            return
        properties = self._token == "["
        subject = self._term()
        if isinstance(subject, Literal):
            raise ValueError("a text can't be a subject")
        if not (properties and self._token == "."):
            self._properties(subject)
        self._take(".")

    def _directive(self, word: str, dotted: bool) -> None:
        self._next()
        name = self._token
        if word == "prefix":
            if self._kind != "name" or not name.endswith(":"):
                raise ValueError(f"{name[:40]!r} is no prefix")
            self._next()
        if self._kind != "iri":
            raise ValueError(f"{self._token[:40]!r} is no IRI")
        iri = self._iri()
        if word == "prefix":
            self._prefixes[name[:-1]] = iri
        else:
            self._base = iri
        self._next()
        if dotted:
            self._take(".")

    def _iri(self) -> str:
        iri = _unescaped(self._token[1:-1])
        if self._base and ":" not in iri:
            from urllib.parse import urljoin

            iri = urljoin(self._base, iri)
        return sound_iri(iri)

    def _properties(self, subject: Node) -> None:
        while True:
            if self._token == "a" and self._kind == "word":
                predicate: Term = Iri(f"{RDF}type")
                self._next()
            else:
                predicate = self._term()
            if not isinstance(predicate, Iri):
                raise ValueError("a property has to be an IRI")
            self.graph.add(subject, predicate.value, self._term())
            while self._token == ",":
                self._next()
                self.graph.add(subject, predicate.value, self._term())
            if self._token != ";":
                return
            while self._token == ";":
                self._next()
            if self._token in (".", "]"):
                return

    def _term(self) -> Term:
        kind, token = self._kind, self._token
        if kind == "text":
            return self._literal()
        if token in ("[", "("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise ValueError(f"more than {_DEEPEST} brackets in brackets")
            self._next()
            node = self._described() if token == "[" else self._list()
            self._depth -= 1
            return node
        if kind == "iri":
            term: Term = Iri(self._iri())
        elif kind == "name":
            prefix, _, local = token.partition(":")
            if prefix not in self._prefixes:
                raise ValueError(f"the prefix {prefix!r} isn't declared")
            term = Iri(sound_iri(self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)))
        elif kind == "blank":
            term = self.graph.named(token[2:])
        elif kind in ("integer", "decimal", "double"):
            term = Literal(token, datatype=XSD + kind)
        elif token in ("true", "false"):
            term = Literal(token, datatype=f"{XSD}boolean")
        else:
            raise ValueError(
                f"{token[:40]!r} stands where an IRI, a node or a text should" if token else "it ends early"
            )
        self._next()
        return term

    def _literal(self) -> Literal:
        token = self._token
        width = 3 if token[:3] in ('"""', "'''") and len(token) >= 6 else 1
        value = _unescaped(token[width:-width])
        self._next()
        if self._kind == "language":
            language = self._token[1:]
            self._next()
            return Literal(value, language)
        if self._token == "^^":
            self._next()
            kind = self._term()
            if not isinstance(kind, Iri):
                raise ValueError("a text's type has to be an IRI")
            return Literal(value, datatype="" if kind.value == f"{XSD}string" else kind.value)
        return Literal(value)

    def _described(self) -> Node:
        node = self.graph.blank()
        if self._token != "]":
            self._properties(node)
        self._take("]")
        return node

    def _list(self) -> Node:
        head: Node = Iri(f"{RDF}nil")
        last: Node | None = None
        while self._token != ")":
            value, node = self._term(), self.graph.blank()
            if last is None:
                head = node
            else:
                self.graph.add(last, f"{RDF}rest", node)
            self.graph.add(node, f"{RDF}first", value)
            last = node
        self._next()
        if last is not None:
            self.graph.add(last, f"{RDF}rest", Iri(f"{RDF}nil"))
        return head

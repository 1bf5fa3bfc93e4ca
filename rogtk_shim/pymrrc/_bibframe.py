"""BIBFRAME under mrrc's names."""

from __future__ import annotations

from ..marc.bibframe import Settings, record_to_graph
from ..marc.bibframe_graph import Graph, sound_iri
from ..marc.bibframe_marc import graph_to_record
from ..marc.bibframe_read import READERS
from ..marc.bibframe_write import WRITERS
from ._convert import record_around
from ._core import Core
from .exceptions import InvalidField, XmlError
from .record import Record

__all__ = ["BibframeConfig", "RdfGraph", "bibframe_to_marc", "marc_to_bibframe"]

_FORMATS = {
    **{name: name for name in WRITERS},
    "rdfxml": "rdf-xml",
    "json-ld": "jsonld",
    "ttl": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
}


def _format(name: str) -> str:
    found = _FORMATS.get(name.lower())
    if found is None:
        raise ValueError(f"Unknown RDF format: {name!r}. Use one of: {', '.join(WRITERS)}")
    return found


class BibframeConfig:
    """
    How a record is converted to BIBFRAME.

    Attributes
    ----------
    base_uri : str or None
        What the IRIs of works, instances, hubs and items start with; blank nodes where there is none.
    output_format : str
        `"rdf-xml"`, `"jsonld"` (the default), `"turtle"` or `"ntriples"`.
    authority_linking : bool
        Agents and subjects with an IRI, or a number of the Library of Congress, in $0 are that resource.
    include_bflc : bool
        Use the Library of Congress's extension of BIBFRAME; the default.
    strict, fail_fast : bool
        Kept for scripts that set them: nothing is left out by conversion that they would make an error.

    Examples
    --------
    >>> config = BibframeConfig()
    >>> config.set_base_uri("http://example.org/")
    >>> config.base_uri
    'http://example.org/'
    """

    def __init__(self) -> None:
        self.base_uri: str | None = None
        self.output_format = "jsonld"
        self.authority_linking = False
        self.include_bflc = True
        self.strict = False
        self.fail_fast = False

    def __repr__(self) -> str:
        base = "None" if self.base_uri is None else f'Some("{self.base_uri}")'
        linking = str(self.authority_linking).lower()
        kind = self.output_format
        return f'BibframeConfig(base_uri={base}, output_format="{kind}", authority_linking={linking})'

    def set_base_uri(self, uri: str) -> None:
        """Set the base; a ValueError if it is no absolute IRI."""
        self.base_uri = sound_iri(uri)

    def set_output_format(self, format: str) -> None:  # noqa: A002
        """Set the format; a ValueError if there is none of that name."""
        self.output_format = _format(format)

    def set_authority_linking(self, enabled: bool) -> None:
        """Say whether agents and subjects are linked."""
        self.authority_linking = enabled

    def set_include_bflc(self, enabled: bool) -> None:
        """Say whether the extension is used."""
        self.include_bflc = enabled

    def set_strict(self, enabled: bool) -> None:
        """Set `strict`."""
        self.strict = enabled

    def set_fail_fast(self, enabled: bool) -> None:
        """Set `fail_fast`."""
        self.fail_fast = enabled


class RdfGraph:
    """
    Triples that describe a work and an instance.

    Examples
    --------
    >>> graph = RdfGraph.parse('_:a <http://example.org/b> "c" .', "turtle")
    >>> graph.triples()
    [('_:b1', 'http://example.org/b', '"c"')]
    """

    def __init__(self) -> None:
        self._graph = Graph()

    @classmethod
    def _around(cls, graph: Graph) -> RdfGraph:
        self = cls()
        self._graph = graph
        return self

    def __repr__(self) -> str:
        return f"RdfGraph({len(self)} triples)"

    def __len__(self) -> int:
        return len(self._graph.triples)

    def is_empty(self) -> bool:
        """Whether there is no triple."""
        return not self._graph.triples

    def triples(self) -> list[tuple[str, str, str]]:
        """Give the triples: IRIs in angle brackets but for the predicate's, texts in quotation marks."""
        return [(str(subject), predicate, str(value)) for subject, predicate, value in self._graph.triples]

    def serialize(self, format: str) -> str:  # noqa: A002
        """
        Give the graph as text.

        Parameters
        ----------
        format : str
            `"rdf-xml"`, `"jsonld"`, `"turtle"` or `"ntriples"`.

        Raises
        ------
        ValueError
            There is no such format.
        XmlError
            The graph has a character or a property that RDF/XML can't have.
        """
        name = _format(format)
        try:
            return WRITERS[name](self._graph)
        except ValueError as error:
            raise XmlError(message=str(error)) from error

    @staticmethod
    def parse(data: str, format: str) -> RdfGraph:  # noqa: A002
        """
        Read a graph; blank nodes get names of their own.

        Parameters
        ----------
        data : str
            The text.
        format : str
            `"rdf-xml"`, `"jsonld"`, `"turtle"` or `"ntriples"`.

        Raises
        ------
        ValueError
            There is no such format.
        InvalidField
            The text isn't of that format.
        """
        reader = READERS[_format(format)]
        try:
            return RdfGraph._around(reader(data))
        except RecursionError:
            raise InvalidField(message="the text is nested too deeply") from None
        except ValueError as error:
            raise InvalidField(message=str(error)) from error

    @property
    def held(self) -> Graph:
        """The graph behind this one."""
        return self._graph


def marc_to_bibframe(record: Core, config: BibframeConfig | None = None) -> RdfGraph:
    """
    Give a record as BIBFRAME 2.

    Parameters
    ----------
    record : Record
        A bibliographic record.
    config : BibframeConfig, optional
        How it is converted.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, Subfield
    >>> record = Record(fields=[Field("245", "0", "0", subfields=[Subfield("a", "Moby Dick")])])
    >>> "Moby Dick" in marc_to_bibframe(record).serialize("turtle")
    True
    """
    config = config or BibframeConfig()
    settings = Settings(config.base_uri, config.include_bflc, config.authority_linking)
    assert len(record.leader) == 24
    return RdfGraph._around(record_to_graph(record.own(), settings))  # pyright: ignore[reportPrivateUsage]


def bibframe_to_marc(graph: RdfGraph) -> Record:
    """
    Give the record that a graph describes.

    Raises
    ------
    ValueError
        The graph has no work and no instance, or more than one.
    """
    return record_around(graph_to_record(graph.held))

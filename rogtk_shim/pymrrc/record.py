"""The record of mrrc's Python face, and that of its batch parsers, whose accessors are methods."""

from __future__ import annotations

from . import _bibliographic as bibliographic
from ._record import RecordBase
from ._serial import Serial
from .field import Field

__all__ = ["BatchRecord", "Record"]


class _Kinds(Serial, RecordBase):
    """What both kinds of records have as methods."""

    def is_book(self) -> bool:
        """Whether it is a monograph of language material."""
        return bibliographic.is_book(self.own())

    def is_serial(self) -> bool:
        """Whether it is a serial."""
        return bibliographic.is_serial(self.own())

    def is_music(self) -> bool:
        """Whether it is notated music."""
        return bibliographic.is_music(self.own())

    def is_audiovisual(self) -> bool:
        """Whether it is to be projected."""
        return bibliographic.is_audiovisual(self.own())

    def __repr__(self) -> str:
        # mrrc counts the tags of data fields.
        tags = {field.tag for field in self._data()}
        return f"<Record type={str(self.leader)[6]} fields={len(tags)}>"

    def __str__(self) -> str:
        return f"Record(type={str(self.leader)[6]})"


class Record(_Kinds):
    """
    A bibliographic record: a leader and fields.

    Parameters
    ----------
    leader : Leader, optional
        A new language material's where it is left out.
    fields : list of Field, optional
        Copied.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, Subfield
    >>> record = Record(fields=[Field("245", "1", "0", subfields=[Subfield("a", "Moby Dick")])])
    >>> record.title, record["245"].indicator1
    ('Moby Dick', '1')
    >>> record["245"].add_subfield("c", "Melville.")
    >>> print(record["245"])
    =245  10$aMoby Dick$cMelville.
    """

    @property
    def title(self) -> str | None:
        """Subfield a of 245."""
        return bibliographic.title(self.own())

    @property
    def author(self) -> str | None:
        """Subfield a of the first of 100, 110 and 111."""
        return bibliographic.author(self.own())

    @property
    def isbn(self) -> str | None:
        """Subfield a of 020."""
        return bibliographic.isbn(self.own())

    @property
    def issn(self) -> str | None:
        """Subfield a of 022."""
        return bibliographic.issn(self.own())

    @property
    def issnl(self) -> str | None:
        """Subfield a of 024."""
        return bibliographic.issnl(self.own())

    @property
    def issn_title(self) -> str | None:
        """Subfield a of 222."""
        return bibliographic.issn_title(self.own())

    @property
    def subjects(self) -> list[str]:
        """Subfield a of the fields with subjects, from 600 to 699."""
        return bibliographic.subjects(self.own())

    @property
    def location(self) -> list[str]:
        """Subfield a of all 852."""
        return bibliographic.location(self.own())

    @property
    def notes(self) -> list[str]:
        """Subfield a of the fields from 500 to 599."""
        return bibliographic.notes(self.own())

    @property
    def publisher(self) -> str | None:
        """Subfield b of 260, or of a 264 about publication."""
        return bibliographic.publisher(self.own())

    @property
    def uniform_title(self) -> str | None:
        """Subfield a of 130."""
        return bibliographic.uniform_title(self.own())

    @property
    def sudoc(self) -> str | None:
        """Subfield a of 086."""
        return bibliographic.sudoc(self.own())

    @property
    def series(self) -> str | None:
        """Subfield a of 490."""
        return bibliographic.series(self.own())

    @property
    def physical_description(self) -> str | None:
        """Subfield a of 300."""
        return bibliographic.physical_description(self.own())

    @property
    def pubyear(self) -> str | None:
        """The year of publication: four digits of 260, 264 or 008."""
        year = bibliographic.pubyear(self.own())
        return None if year is None else str(year)

    uniformtitle = uniform_title
    physicaldescription = physical_description

    @property
    def addedentries(self) -> list[Field]:
        """All 700, 710, 711 and 730."""
        return self.get_fields("700", "710", "711", "730")


class BatchRecord(_Kinds):
    """
    A record of `parse_batch_parallel` or of a pipeline: what `Record` has as attributes, it has as methods.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, Record, Subfield, parse_batch_parallel
    >>> data = Record(fields=[Field("245", subfields=[Subfield("a", "Moby Dick")])]).as_marc()
    >>> [record.title() for record in parse_batch_parallel([(0, len(data))], data)]
    ['Moby Dick']
    """

    def title(self) -> str | None:
        """Subfield a of 245."""
        return bibliographic.title(self.own())

    def author(self) -> str | None:
        """Subfield a of the first of 100, 110 and 111."""
        return bibliographic.author(self.own())

    def isbn(self) -> str | None:
        """Subfield a of 020."""
        return bibliographic.isbn(self.own())

    def issn(self) -> str | None:
        """Subfield a of 022."""
        return bibliographic.issn(self.own())

    def issnl(self) -> str | None:
        """Subfield a of 024."""
        return bibliographic.issnl(self.own())

    def issn_title(self) -> str | None:
        """Subfield a of 222."""
        return bibliographic.issn_title(self.own())

    def subjects(self) -> list[str]:
        """Subfield a of the fields with subjects, from 600 to 699."""
        return bibliographic.subjects(self.own())

    def location(self) -> list[str]:
        """Subfield a of all 852."""
        return bibliographic.location(self.own())

    def notes(self) -> list[str]:
        """Subfield a of the fields from 500 to 599."""
        return bibliographic.notes(self.own())

    def publisher(self) -> str | None:
        """Subfield b of 260, or of a 264 about publication."""
        return bibliographic.publisher(self.own())

    def uniform_title(self) -> str | None:
        """Subfield a of 130."""
        return bibliographic.uniform_title(self.own())

    def sudoc(self) -> str | None:
        """Subfield a of 086."""
        return bibliographic.sudoc(self.own())

    def series(self) -> str | None:
        """Subfield a of 490."""
        return bibliographic.series(self.own())

    def physical_description(self) -> str | None:
        """Subfield a of 300."""
        return bibliographic.physical_description(self.own())

    def pubyear(self) -> int | None:
        """The year of publication: four digits of 260, 264 or 008."""
        return bibliographic.pubyear(self.own())

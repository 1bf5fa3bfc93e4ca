"""What is looked up in bibliographic records most often, by name."""

from __future__ import annotations

import re
from typing import Any

from .field import Field

__all__ = ["Bibliographic", "isbn_regex"]

isbn_regex: re.Pattern[str] = re.compile(r"([0-9\-xX]+)")

_SERIES = ("440", "490", "800", "810", "811", "830")
_SUBJECTS = (
    *("600", "610", "611", "630", "648", "650", "651", "653", "654", "655", "656", "657", "658", "662"),
    *("690", "691", "696", "697", "698", "699"),
)
_ADDED_ENTRIES = (
    *("700", "710", "711", "720", "730", "740", "752", "753", "754"),
    *("790", "791", "792", "793", "796", "797", "798", "799"),
)
_NOTES = (
    *(
        "500",
        "501",
        "502",
        "504",
        "505",
        "506",
        "507",
        "508",
        "510",
        "511",
        "513",
        "514",
        "515",
        "516",
        "518",
    ),
    *(
        "520",
        "521",
        "522",
        "524",
        "525",
        "526",
        "530",
        "533",
        "534",
        "535",
        "536",
        "538",
        "540",
        "541",
        "544",
    ),
    *(
        "545",
        "546",
        "547",
        "550",
        "552",
        "555",
        "556",
        "561",
        "562",
        "563",
        "565",
        "567",
        "580",
        "581",
        "583",
    ),
    *("584", "585", "586", "590", "591", "592", "593", "594", "595", "596", "597", "598", "599"),
)


class Bibliographic:
    """The properties of a record that need nothing but `get` and `get_fields`."""

    __slots__ = ()

    def get(self, tag: str, default: Field | None = None) -> Field | None:
        """Give the first field with a tag."""
        raise NotImplementedError

    def get_fields(self, *args: str) -> list[Field]:
        """Give the fields with one of some tags."""
        raise NotImplementedError

    def _with_remainder(self, tag: str) -> str | None:
        field = self.get(tag)
        title: Any = field.get("a") if field else None
        remainder: Any = field.get("b") if field else None
        if not title or not remainder:
            return title
        # The values of a RawField are bytes.
        return title + (b" " if isinstance(title, bytes) else " ") + remainder

    def _formatted(self, *tags: str) -> str | None:
        for tag in tags:
            field = self.get(tag)
            if field:
                return field.format_field()
        return None

    def _imprint(self, code: str) -> str | None:
        for field in self.get_fields("260", "264"):
            if field.tag == "260" or field.indicator2 == "1":
                return field.get(code)
        return None

    @property
    def title(self) -> str | None:
        """The title: 245 a and b."""
        return self._with_remainder("245")

    @property
    def issn_title(self) -> str | None:
        """The key title: 222 a and b."""
        return self._with_remainder("222")

    @property
    def isbn(self) -> str | None:
        """The ISBN in the first 020 a, without dashes and what stands around it."""
        field = self.get("020")
        found = isbn_regex.search(field.get("a", "")) if field else None
        return found[1].replace("-", "") if found else None

    @property
    def issn(self) -> str | None:
        """The ISSN: 022 a."""
        field = self.get("022")
        return field.get("a") if field else None

    @property
    def issnl(self) -> str | None:
        """The linking ISSN: 022 l."""
        field = self.get("022")
        return field.get("l") if field else None

    @property
    def sudoc(self) -> str | None:
        """The classification number of the Superintendent of Documents: 086."""
        return self._formatted("086")

    @property
    def author(self) -> str | None:
        """The main entry: 100, 110 or 111."""
        return self._formatted("100", "110", "111")

    @property
    def uniformtitle(self) -> str | None:
        """The uniform title: 130 or 240."""
        return self._formatted("130", "240")

    @property
    def series(self) -> list[Field]:
        """The fields of series."""
        return self.get_fields(*_SERIES)

    @property
    def subjects(self) -> list[Field]:
        """The fields of subjects, local ones included."""
        return self.get_fields(*_SUBJECTS)

    @property
    def addedentries(self) -> list[Field]:
        """The fields of added entries, local ones included."""
        return self.get_fields(*_ADDED_ENTRIES)

    @property
    def location(self) -> list[Field]:
        """The fields of locations: 852."""
        return self.get_fields("852")

    @property
    def notes(self) -> list[Field]:
        """The fields of notes: those from 500 to 599 that are defined or local."""
        return self.get_fields(*_NOTES)

    @property
    def physicaldescription(self) -> list[Field]:
        """The fields of physical descriptions: 300."""
        return self.get_fields("300")

    @property
    def publisher(self) -> str | None:
        """The publisher: b of the first 260, or 264 with 1 as second indicator."""
        return self._imprint("b")

    @property
    def pubyear(self) -> str | None:
        """The year of publication as it is written: c of the first 260, or 264 with 1 as second indicator."""
        return self._imprint("c")

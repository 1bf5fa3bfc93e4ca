"""
What a record is made from.

A record looks at a *view* and takes out of it only what somebody asks for. The engine's views look into a
batch; a `HeldView` has everything decoded beforehand.
"""

from __future__ import annotations

from typing import Protocol

from .exceptions import MarcError

__all__ = ["HeldView", "RecordView"]


class RecordView(Protocol):
    """
    A record in a file.

    Attributes
    ----------
    leader : str
        24 characters.
    raw : bytes
        The record as it is in the file.
    encoding : str
        The encoding its text was decoded from: ``utf-8``, ``marc-8``, or a codec's name.
    error : MarcError or None
        What is wrong with it.
    exact : bool
        Whether writing the fields, as they are read, gives `raw`: the directory has them in order and without
        gaps, the lengths are right, each data field has two indicators and behind each delimiter an ASCII
        code, and the text is UTF-8 and nothing of it was replaced. Where it is false, a record that nobody
        changed is written from its fields.
    """

    leader: str
    raw: bytes
    encoding: str
    error: MarcError | None
    exact: bool

    def tags(self) -> list[str]:
        """Give the tags in the directory's order."""
        ...

    def count(self) -> int:
        """Give the number of fields."""
        ...

    def text(self, i: int) -> str:
        """Give a field, decoded, without terminator: data, or indicators and subfields with delimiters."""
        ...

    def find(self, tag: str, start: int = 0) -> int:
        """Give the number of the first field with a tag, from `start` on, or -1."""
        ...


class HeldView:
    """
    A view that holds its fields: every field decoded beforehand.

    Parameters
    ----------
    leader, raw, encoding, error, exact
        As in `RecordView`.
    tags : list of str
        The tags.
    texts : list of str
        The text of each field.
    """

    __slots__ = ("_tags", "_texts", "encoding", "error", "exact", "leader", "raw")

    def __init__(
        self,
        leader: str,
        raw: bytes,
        tags: list[str],
        texts: list[str],
        *,
        encoding: str = "utf-8",
        error: MarcError | None = None,
        exact: bool = False,
    ) -> None:
        self.leader = leader
        self.raw = raw
        self.encoding = encoding
        self.error = error
        self.exact = exact
        self._tags = tags
        self._texts = texts

    @classmethod
    def copy_of(cls, view: RecordView) -> HeldView:
        """Take everything out of a view, so that it holds on to nothing else."""
        return HeldView(
            view.leader,
            view.raw,
            view.tags(),
            [view.text(i) for i in range(view.count())],
            encoding=view.encoding,
            error=view.error,
            exact=view.exact,
        )

    def tags(self) -> list[str]:
        """Give the tags in the directory's order."""
        return list(self._tags)

    def count(self) -> int:
        """Give the number of fields."""
        return len(self._tags)

    def text(self, i: int) -> str:
        """Give a field decoded and without terminator."""
        return self._texts[i]

    def find(self, tag: str, start: int = 0) -> int:
        """Give the number of the first field with a tag, from `start` on, or -1."""
        try:
            return self._tags.index(tag, start)
        except ValueError:
            return -1

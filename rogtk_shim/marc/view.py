"""A view that holds what was taken out of a record beforehand."""

from __future__ import annotations

from ._views import MarcError, RecordView

__all__ = ["HeldView", "RecordView"]


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
    cause : Exception, optional
        What taking the record apart raised.
    """

    __slots__ = ("_tags", "_texts", "cause", "encoding", "error", "exact", "leader", "raw")

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
        cause: Exception | None = None,
    ) -> None:
        self.leader = leader
        self.raw = raw
        self.encoding = encoding
        self.error = error
        self.exact = exact
        self.cause = cause
        self._tags = tags
        self._texts = texts

    @classmethod
    def copy_of(cls, view: RecordView) -> HeldView:
        """Take everything out of a view, so that it holds on to nothing else."""
        return HeldView(
            view.leader,
            view.raw,
            view.tags(),
            view.texts(),
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

    def texts(self) -> list[str]:
        """Give the text of all fields."""
        return list(self._texts)

    def first(self, tag: str) -> str | None:
        """Give the text of the first field with a tag, or None."""
        i = self.find(tag)
        return self._texts[i] if i >= 0 else None

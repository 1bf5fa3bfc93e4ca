"""What a record holds: a view that fields are made from when they are asked for, or fields of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .bibliographic import Bibliographic
from .constants import LEADER_LEN
from .field import Field, lazy_field
from .leader import Leader
from .view import HeldView, RecordView

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RecordCore"]

_new = object.__new__


class RecordCore(Bibliographic):
    """The part of a record that knows where its fields come from."""

    # As long as `_fields` is None, the fields are those of `_view`, and those already asked for are in
    # `_made`.
    __slots__ = ("_fields", "_leader", "_made", "_position", "_view", "force_utf8", "pos", "to_unicode")

    _fields: list[Field] | None
    _leader: Leader | None
    _made: dict[int, Field]
    _position: int
    _view: RecordView | None
    force_utf8: bool
    pos: int
    to_unicode: bool

    @classmethod
    def _of(cls, view: RecordView) -> Self:
        """Make a record of a view: this is done for every record that is read, so it does little."""
        self = _new(cls)
        self._view = view
        self._fields = self._leader = None
        self._made = {}
        self.pos = 0
        self.force_utf8 = False
        self.to_unicode = True
        return self

    @property
    def leader(self) -> Leader:
        """The leader."""
        leader = self._leader
        if leader is None:
            self._leader = leader = Leader(self._view.leader if self._view else " " * LEADER_LEN)
        return leader

    @leader.setter
    def leader(self, leader: Leader) -> None:
        self._leader = leader

    @property
    def fields(self) -> list[Field]:
        """The fields, as a list that may be changed."""
        fields = self._fields
        if fields is None:
            view = self._view
            made = self._made
            fields = (
                [] if view is None else [lazy_field(tag, view.text(i)) for i, tag in enumerate(view.tags())]
            )
            for i, field in made.items():
                fields[i] = field
            self._fields = fields
        return fields

    @fields.setter
    def fields(self, fields: list[Field]) -> None:
        self._fields = fields

    def _make(self, view: RecordView, i: int, tag: str) -> Field:
        field = self._made.get(i)
        if field is None:
            self._made[i] = field = lazy_field(tag, view.text(i))
        return field

    def __getitem__(self, tag: str) -> Field:
        view = self._view
        if view is not None and self._fields is None:
            i = view.find(tag)
            if i >= 0:
                made = self._made
                if i in made:
                    return made[i]
                made[i] = field = lazy_field(tag, view.text(i))
                return field
            raise KeyError(tag)
        for field in self.fields:
            if field.tag == tag:
                return field
        raise KeyError(tag)

    def get(self, tag: str, default: Field | None = None) -> Field | None:
        """
        Give the first field with a tag.

        Parameters
        ----------
        tag : str
            The tag.
        default : Field, optional
            What to give where there is none.
        """
        view = self._view
        if view is not None and self._fields is None:
            i = view.find(tag)
            return self._make(view, i, tag) if i >= 0 else default
        for field in self.fields:
            if field.tag == tag:
                return field
        return default

    def __contains__(self, tag: str) -> bool:
        if self._view is not None and self._fields is None:
            return self._view.find(tag) >= 0
        return any(field.tag == tag for field in self.fields)

    def __iter__(self) -> Iterator[Field]:
        self._position = 0
        return iter(self.fields)

    def __next__(self) -> Field:
        position = getattr(self, "_position", 0)
        fields = self.fields
        if position >= len(fields):
            raise StopIteration
        self._position = position + 1
        return fields[position]

    def get_fields(self, *args: str) -> list[Field]:
        """
        Give the fields with one of some tags, in the record's order.

        Parameters
        ----------
        *args : str
            Tags. Without any, all fields are given: the very list.

        Examples
        --------
        >>> from rogtk_shim.pymarc import Field, Record
        >>> record = Record(fields=[Field("001", data="1"), Field("650"), Field("651"), Field("650")])
        >>> [field.tag for field in record.get_fields("650", "001")]
        ['001', '650', '650']
        """
        if not args:
            return self.fields
        view = self._view
        if view is None or self._fields is not None:
            return [field for field in self.fields if field.tag in args]
        if len(args) == 1:
            tag = args[0]
            found: list[Field] = []
            i = view.find(tag)
            while i >= 0:
                found.append(self._make(view, i, tag))
                i = view.find(tag, i + 1)
            return found
        return [self._make(view, i, tag) for i, tag in enumerate(view.tags()) if tag in args]

    def _is_as_read(self, view: RecordView) -> bool:
        """Whether nothing was changed since the record was read."""
        leader = self._leader
        if leader is not None and str(leader) != view.leader:
            return False
        fields = self._fields
        if fields is not None:
            tags = view.tags()
            return len(fields) == len(tags) and all(
                field.is_same(tags[i], view.text(i)) for i, field in enumerate(fields)
            )
        if not self._made:
            return True
        tags = view.tags()
        return all(field.is_same(tags[i], view.text(i)) for i, field in self._made.items())

    def __getstate__(self) -> dict[str, Any]:
        # A view of the engine's leads to a whole batch: what goes elsewhere takes only its own part along.
        state = {name: getattr(self, name) for name in RecordCore.__slots__ if hasattr(self, name)}
        view = self._view
        if view is not None and type(view) is not HeldView:
            state["_view"] = HeldView.copy_of(view)
        return {**state, **getattr(self, "__dict__", {})}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def __copy__(self) -> Self:
        """Make a record with the same leader and the same list of fields, which is what a shallow copy is."""
        other = _new(type(self))
        _ = self.leader, self.fields
        other.__setstate__(self.__getstate__())
        return other

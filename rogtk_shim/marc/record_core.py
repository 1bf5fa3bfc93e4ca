"""What a record holds: a view that fields are made from when they are asked for, or fields of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ._views import PlainView
from .bibliographic import Bibliographic
from .constants import LEADER_LEN
from .field import Field, lazy_field
from .leader import Leader
from .record_order import Key, keys_of, tag_of
from .view import HeldView, RecordView

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RecordCore"]

_new = object.__new__
#: What was asked for of a record of which nothing was. It is never written to.
NOTHING_MADE: dict[Key, Field] = {}
_is_same = Field.is_same


class RecordCore(Bibliographic):
    """The part of a record that knows where its fields come from."""

    # As long as `_fields` is None, the fields are those of `_view`; those already asked for are in `_made`,
    # those that were added at the end in `_added`.
    __slots__ = (
        *("_added", "_fields", "_leader", "_made", "_position", "_view"),
        *("force_utf8", "pos", "to_unicode"),
    )

    _added: list[Field] | None
    _fields: list[Field] | None
    _leader: Leader | None
    _made: dict[Key, Field]
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
        self._fields = self._leader = self._added = None
        self._made = NOTHING_MADE
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
            fields = [] if view is None else list(map(lazy_field, view.tags(), view.texts()))
            if self._made:
                for i, key in enumerate(keys_of([field.tag for field in fields])):
                    fields[i] = self._made.get(key, fields[i])
            if self._added:
                fields += self._added
                self._added = None
            self._fields = fields
        return fields

    @fields.setter
    def fields(self, fields: list[Field]) -> None:
        self._fields = fields

    def _lazy(self) -> RecordView | None:
        """Give the view as long as it can answer for the record: no field was added, or has another tag."""
        if self._view is None or self._fields is not None:
            return None
        if self._added:
            _ = self.fields
            return None
        for key, field in self._made.items():
            if field.tag != tag_of(key):
                _ = self.fields
                return None
        return self._view

    def __getitem__(self, tag: str) -> Field:
        view = self._view
        # What most programs do with most records: the first field that is asked for.
        if type(view) is PlainView and self._fields is None and not self._made:
            data = view.first_data(tag)
            if data is not None:
                field = lazy_field(tag, data)
                self._made = {tag: field}
                return field
        field = self.get(tag)
        if field is None:
            raise KeyError(tag)
        return field

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
        view = self._lazy()
        if view is None:
            for field in self.fields:
                if field.tag == tag:
                    return field
            return default
        field = self._made.get(tag)
        if field is None:
            text = view.first(tag)
            if text is None:
                return default
            field = self._keep(tag, lazy_field(tag, text))
        return field

    def _keep(self, key: Key, field: Field) -> Field:
        if not self._made:
            self._made = {}
        self._made[key] = field
        return field

    def __contains__(self, tag: str) -> bool:
        view = self._lazy()
        if view is None:
            return any(field.tag == tag for field in self.fields)
        return view.find(tag) >= 0

    def __iter__(self) -> Iterator[Field]:
        self._position = 0
        return iter(self.fields)

    def __next__(self) -> Field:
        position, fields = getattr(self, "_position", 0), self.fields
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
        view = self._lazy()
        if view is None:
            return [field for field in self.fields if field.tag in args]
        if len(args) == 1:
            tag = args[0]
            found: list[Field] = []
            i = view.find(tag)
            while i >= 0:
                found.append(self._make(view, i, (tag, i) if found else tag))
                i = view.find(tag, i + 1)
            return found
        keys = keys_of(view.tags())
        return [self._make(view, i, key) for i, key in enumerate(keys) if tag_of(key) in args]

    def _make(self, view: RecordView, i: int, key: Key) -> Field:
        field = self._made.get(key)
        if field is None:
            field = self._keep(key, lazy_field(tag_of(key), view.text(i)))
        return field

    def _has_fields_of(self, view: RecordView) -> bool:
        """Whether the fields are those that were read, but for added ones."""
        fields = self._fields
        if fields is not None:
            return len(fields) == view.count() and all(map(_is_same, fields, view.tags(), view.texts()))
        return not self._changed(view)

    def _changed(self, view: RecordView) -> dict[int, Field]:
        """Give the fields that aren't as they were read any more, by their numbers."""
        changed: dict[int, Field] = {}
        for key, field in self._made.items():
            text = view.first(key) if isinstance(key, str) else view.text(key[1])
            if text is None or not field.is_same(tag_of(key), text):
                changed[view.find(key) if isinstance(key, str) else key[1]] = field
        return changed

    def is_unchanged(self) -> bool:
        """Whether leader and fields are those of the record that was read."""
        view = self._view
        if view is None or self._added:
            return False
        leader = self._leader
        return (leader is None or str(leader) == view.leader) and self._has_fields_of(view)

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

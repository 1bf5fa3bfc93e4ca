"""The options that read some of a scan's columns as the scan itself would."""

from __future__ import annotations

from collections.abc import Sequence

from .columns import ALL_COLUMNS, TAGS_REST
from .options import is_tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa

_TYPES = {
    "int8": "i8",
    "uint8": "u8",
    "int16": "i16",
    "uint16": "u16",
    "int32": "i32",
    "uint32": "u32",
    "int64": "i64",
    "float": "f",
    "double": "d",
    "string": "Z",
}
_ITEM_TYPES = {
    "int8": "B:c",
    "uint8": "B:C",
    "int16": "B:s",
    "uint16": "B:S",
    "int32": "B:i",
    "uint32": "B:I",
    "float": "B:f",
}
#: For a table that needs no field, but has to have one.
_CHEAPEST = "flags"


def narrowed(names: Sequence[str], schema: pa.Schema) -> dict[str, Any] | None:
    """Choose columns and tags.

    Tags are read with the types of the schema: what a limit or a condition leaves of the file could settle
    others.

    Parameters
    ----------
    names : sequence of str
        The columns wanted.
    schema : pyarrow.Schema
        The scan's schema.

    Returns
    -------
    dict or None
        The options `columns` and `tags`, which may read more than is wanted; None where no tags can be asked
        for that give the same.
    """
    columns = tuple(name for name in names if name in ALL_COLUMNS)
    wanted = [name for name in names if name not in ALL_COLUMNS]
    known: list[str] = [name for name in schema.names if name not in ALL_COLUMNS]
    # What `tags_rest` holds depends on the tags beside it.
    read = known if TAGS_REST in wanted else wanted
    types: dict[str, Any] = dict(zip(schema.names, schema.types, strict=True))
    tags: list[str] = []
    for name in read:
        if name != TAGS_REST:
            tag = _typed(name, types[name])
            if tag is None:
                return None
            tags.append(tag)
    if wanted and TAGS_REST in known:
        # A value that doesn't fit its column is no error where this takes it.
        tags.append(TAGS_REST)
    return {"columns": columns or (_CHEAPEST,), "tags": tuple(tags) if tags else None}


def _typed(name: str, kind: Any) -> str | None:
    """Write a tag with its type, as `tags` takes it."""
    from pyarrow import types

    letter = _ITEM_TYPES.get(str(kind.value_type)) if types.is_list(kind) else _TYPES.get(str(kind))
    return None if letter is None or not is_tag(name) else f"{name}:{letter}"

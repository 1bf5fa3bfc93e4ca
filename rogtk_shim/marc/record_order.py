"""Where fields are in a record: what they are known by, and where new ones go that are to stay in order."""

from __future__ import annotations

from .field import Field

__all__ = ["Key", "insert_field", "keys_of", "tag_of"]

#: The first field with a tag has that for its key; the others have their number as well.
Key = str | tuple[str, int]


def tag_of(key: Key) -> str:
    """Give the tag of a key."""
    return key if isinstance(key, str) else key[0]


def keys_of(tags: list[str]) -> list[Key]:
    """Give the keys of fields."""
    seen: set[str] = set()
    keys: list[Key] = []
    for i, tag in enumerate(tags):
        keys.append((tag, i) if tag in seen else tag)
        seen.add(tag)
    return keys


def insert_field(fields: list[Field], field: Field, digits: int) -> None:
    """
    Put a field before the first one with a greater tag.

    Parameters
    ----------
    fields : list of Field
        Changed in place.
    field : Field
        Goes to the end where its tag is no number; all that aren't come after those that are.
    digits : int
        How many digits of a tag count.
    """
    if field.tag.isdigit():
        key = int(field.tag[:digits])
        for i, other in enumerate(fields):
            if not other.tag.isdigit() or int(other.tag[:digits]) > key:
                fields.insert(i, field)
                return
    fields.append(field)

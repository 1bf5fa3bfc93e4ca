"""Where a field goes in a record whose fields are to stay in order."""

from __future__ import annotations

from .field import Field

__all__ = ["insert_field"]


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

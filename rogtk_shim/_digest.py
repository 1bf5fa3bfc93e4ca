"""A digest of columns that depends on their rows alone: not on batches, offset widths or encodings.

docs/cli.md has the definition, so that other programs can compute it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa


def kind_name(of: pa.DataType) -> str:
    """Name a type as the digest sees it: text is text, however wide its offsets are."""
    import pyarrow as pa

    arrow: Any = pa
    kinds, inner = arrow.types, of
    at: Any = inner
    if kinds.is_dictionary(inner):
        return kind_name(at.value_type)
    if _is(kinds, inner, "string", "large_string", "string_view"):
        return "utf8"
    if _is(kinds, inner, "binary", "large_binary", "binary_view"):
        return "binary"
    if _is(kinds, inner, "list", "large_list"):
        return f"list<{kind_name(at.value_type)}>"
    if kinds.is_fixed_size_list(inner):
        return f"fixed_size_list<{kind_name(at.value_type)}>[{at.list_size}]"
    if kinds.is_map(inner):
        return f"map<{kind_name(at.key_type)}, {kind_name(at.item_type)}>"
    if kinds.is_struct(inner):
        fields = [at.field(number) for number in range(at.num_fields)]
        return f"struct<{', '.join(f'{field.name}: {kind_name(field.type)}' for field in fields)}>"
    if kinds.is_null(inner) or kinds.is_boolean(inner) or _has_fixed_width(inner):
        return str(inner)
    raise OptionError(f"columns of type {inner} can't be compared", code="DIGEST_TYPE")


def _is(kinds: Any, of: object, *names: str) -> bool:
    # Some are newer than the oldest pyarrow that is supported.
    return any(hasattr(kinds, f"is_{name}") and getattr(kinds, f"is_{name}")(of) for name in names)


def _has_fixed_width(of: Any) -> bool:
    try:
        return of.bit_width % 8 == 0
    except ValueError:
        return False


def parts(array: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Give what of an array goes into the digest, as named buffers.

    Parameters
    ----------
    array : pyarrow.Array
        The rows.
    at : str
        Where in a nested column it stands.

    Yields
    ------
    tuple of str and pyarrow.Buffer
        The name of a stream of bytes, and what comes next in it.
    """
    import pyarrow as pa

    arrow: Any = pa
    kinds = arrow.types
    array = _plain(array, kinds)
    yield f"{at}.validity", _validity(array, arrow)
    if kinds.is_null(array.type):
        return
    valid = array.drop_null() if array.null_count else array
    if _is(kinds, valid.type, "string", "large_string", "binary", "large_binary"):
        yield f"{at}.lengths", _fixed(_lengths(valid, arrow), 8)
        yield f"{at}.values", _text(valid)
    elif _is(kinds, valid.type, "list", "large_list"):
        yield f"{at}.lengths", _fixed(_lengths(valid, arrow), 8)
        yield from parts(valid.flatten(), f"{at}/0")
    elif kinds.is_fixed_size_list(valid.type):
        yield from parts(valid.flatten(), f"{at}/0")
    elif kinds.is_struct(valid.type):
        for number, child in enumerate(valid.flatten()):
            yield from parts(child, f"{at}/{number}")
    elif kinds.is_boolean(valid.type):
        yield f"{at}.values", _fixed(valid.cast(arrow.uint8()), 1)
    else:
        yield f"{at}.values", _fixed(valid, valid.type.bit_width // 8)


def _plain(array: Any, kinds: Any) -> Any:
    """Undo what is only another way to store the same."""
    import pyarrow as pa

    if kinds.is_dictionary(array.type):
        array = array.dictionary_decode()
    if _is(kinds, array.type, "string_view"):
        return array.cast(pa.large_string())
    if _is(kinds, array.type, "binary_view"):
        return array.cast(pa.large_binary())
    if kinds.is_map(array.type):
        entry = pa.struct([array.type.key_field, array.type.item_field])
        return array.cast(pa.list_(pa.field("entries", entry, nullable=False)))
    return array


def _validity(array: Any, arrow: Any) -> Any:
    if array.null_count == 0:
        return arrow.py_buffer(b"\1" * len(array))
    return _fixed(array.is_valid().cast(arrow.uint8()), 1)


def _lengths(array: Any, arrow: Any) -> Any:
    import pyarrow.compute as pc

    compute: Any = pc
    if _is(arrow.types, array.type, "string", "large_string", "binary", "large_binary"):
        return compute.binary_length(array).cast(arrow.int64())
    return compute.list_value_length(array).cast(arrow.int64())


def _fixed(array: Any, width: int) -> Any:
    """Give the bytes of values of a fixed width."""
    import pyarrow as pa

    data = array.buffers()[1]
    return pa.py_buffer(b"") if data is None else data.slice(array.offset * width, len(array) * width)


def _text(array: Any) -> Any:
    """Give the bytes of all texts, one after the other."""
    import pyarrow as pa

    first, last = _ends(array)
    data = array.buffers()[2]
    return pa.py_buffer(b"") if data is None else data.slice(first, last - first)


def _ends(array: Any) -> tuple[int, int]:
    """Give the first and the last offset."""
    offsets = array.buffers()[1]
    if offsets is None or len(array) == 0:
        return 0, 0
    width = 8 if str(array.type).startswith("large_") else 4
    view = memoryview(offsets).cast("B")

    def read(number: int) -> int:
        return int.from_bytes(view[number * width : (number + 1) * width], "little")

    return read(array.offset), read(array.offset + len(array))


class ColumnDigest:
    """The digest of one column, fed with its rows piece by piece. Memory doesn't grow with them."""

    def __init__(self, of: pa.DataType) -> None:
        self._kind = kind_name(of)
        self._rows = 0
        self._streams: dict[str, Any] = {}

    def add(self, rows: int, found: list[tuple[str, Any]]) -> None:
        """Take so many rows, by what `parts` gives of them."""
        self._rows += rows
        for name, data in found:
            stream = self._streams.get(name)
            if stream is None:
                stream = self._streams[name] = hashlib.sha256()
            stream.update(data)

    def hexdigest(self) -> str:
        """Give the digest of the rows so far."""
        lines = [self._kind, str(self._rows)]
        # A stream without bytes is the same as none: a column's first piece may have been empty.
        nothing = hashlib.sha256().hexdigest()
        streams = {name: stream.hexdigest() for name, stream in self._streams.items()}
        lines += [f"{name} {digest}" for name, digest in sorted(streams.items()) if digest != nothing]
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def whole_digest(columns: dict[str, str]) -> str:
    """Join the digests of columns, whatever their order."""
    text = "".join(f"{digest} {len(name.encode())} {name}\n" for name, digest in sorted(columns.items()))
    return hashlib.sha256(text.encode()).hexdigest()

"""A file against its receipt: the digest of its rows that was put into its footer when it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ._digest import ColumnDigest, parts, whole_digest
from ._plan import printable
from .errors import FormatError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._kinds.kind import Kind

#: The key of the schema's metadata.
_KEY = b"rogtk_shim.receipt"
#: Rows that are hashed at a time.
_PIECE_ROWS = 32_768


def receipt_of(path: str, schema: Any) -> tuple[int, dict[str, str]]:
    """Read a file's receipt: the number of rows, and each column's digest.

    Raises
    ------
    OptionError
        It has none.
    FormatError
        It can't be read.
    """
    metadata: dict[bytes, bytes] = schema.metadata or {}
    text = metadata.get(_KEY)
    if text is None:
        hint = "Write it with digest=True (--digest), or name the file that it was made from as well."
        message = "the file has no receipt"
        raise OptionError(message, path=printable(path), code="RECEIPT_MISSING", hint=hint)
    try:
        found = json.loads(text)
        rows, columns, digest = found["rows"], dict(found["columns"]), found["digest"]
        sound = isinstance(rows, int) and whole_digest(columns) == digest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        rows, columns, sound = 0, {}, False
    if not sound:
        message = "the receipt in the file's metadata is damaged"
        raise FormatError(message, path=printable(path), code="RECEIPT_DAMAGED")
    return rows, columns


def digests_of(
    kind: Kind, path: str, schema: Any, names: Sequence[str], threads: int | None
) -> tuple[int, dict[str, str]]:
    """Read all rows; give their number and the digests of these columns."""
    digests = [ColumnDigest(schema.field(name).type) for name in names]
    rows = 0
    with kind.batches(path, names, threads) as batches:
        for piece in _pieces(batches):
            rows += piece.num_rows
            for digest, column in zip(digests, piece.columns, strict=True):
                digest.add(piece.num_rows, list(parts(column)))
    named = zip(names, digests, strict=True)
    return rows, {name: digest.hexdigest() for name, digest in named}


def _pieces(batches: Iterator[Any]) -> Iterator[Any]:
    for batch in batches:
        for start in range(0, batch.num_rows, _PIECE_ROWS):
            yield batch.slice(start, _PIECE_ROWS)

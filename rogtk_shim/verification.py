"""`verify`: whether a file that was made from another holds the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from ._compare import Side, Verification, compare
from ._digest import ColumnDigest, kind_name, whole_digest
from ._kinds import kind_of
from ._options import path_text, thread_wish
from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any, TypeAlias

    Path: TypeAlias = "str | os.PathLike[str]"


def verify(
    first: Path,
    second: Path | None = None,
    *,
    columns: Sequence[str] | None = None,
    threads: int | None = None,
) -> Verification:
    """Compare the rows of two files, in order, in the columns that both have; or of one with its receipt.

    Both are read side by side, a piece at a time, so that memory is bounded. What counts is what the rows
    hold: batches, encodings and the width of offsets make no difference.

    Parameters
    ----------
    first, second : str or os.PathLike
        Files of a kind that is known: BAM, an Arrow IPC file or stream, Parquet. The first alone is compared
        with the digest that was put into its footer when it was written with `digest=True`.
    columns : list of str, optional
        The columns to compare; those that both have if left out.
    threads : int, optional
        As in `scan_bam`.

    Returns
    -------
    Verification
        True where they are equal; else the first difference.

    Raises
    ------
    InputNotFoundError
        One of them isn't there.
    FormatError
        One of them is damaged, or of no kind that is known.
    OptionError
        They have no column in common, or not the one asked for; or the only file has no receipt.

    Examples
    --------
    >>> from rogtk_shim import bam_to_arrow_ipc, verify
    >>> made = bam_to_arrow_ipc("reads.bam", "reads.arrow", limit=2)
    >>> print(verify("reads.bam", "reads.arrow"))
    different: the first has 3 or more rows, the second 2
    >>> made = bam_to_arrow_ipc("reads.bam", "reads.arrow")
    >>> verify("reads.bam", "reads.arrow").equal
    True
    """
    wish = thread_wish(threads)
    if second is None:
        return _by_receipt(path_text("first", first), columns, wish)
    paths = path_text("first", first), path_text("second", second)
    kinds = [kind_of(path) for path in paths]
    schemas: list[Any] = [kind.schema(path) for kind, path in zip(kinds, paths, strict=True)]
    common, rest = _common(schemas[0].names, schemas[1].names, columns)
    found = Verification(common, rest)
    types: list[list[Any]] = [[schema.field(name).type for name in common] for schema in schemas]
    for name, one, other in zip(common, types[0], types[1], strict=True):
        if kind_name(one) != kind_name(other):
            found.equal, found.column, found.values = False, name, (str(one), str(other))
            return found
    digests = [ColumnDigest(one) for one in types[0]]
    with ExitStack() as stack:
        one, other = (
            Side(stack.enter_context(kind.batches(path, common, wish)))
            for kind, path in zip(kinds, paths, strict=True)
        )
        compare(one, other, found, digests)
    if found.equal:
        named = zip(common, digests, strict=True)
        found.digests = {name: digest.hexdigest() for name, digest in named}
        found.digest = whole_digest(found.digests)
    return found


def _by_receipt(path: str, columns: Sequence[str] | None, threads: int | None) -> Verification:
    from ._receipt import digests_of, receipt_of

    kind = kind_of(path)
    schema: Any = kind.schema(path)
    rows, written = receipt_of(path, schema)
    names, rest = _common(schema.names, tuple(written), columns)
    found = Verification(names, rest)
    found.receipt = True
    found.rows, found.digests = digests_of(kind, path, schema, names, threads)
    if found.rows != rows:
        found.equal, found.values = False, (f"{rows:,} rows", f"{found.rows:,} rows")
        return found
    # A column that is gone, or that nobody wrote, is a difference unless only some are asked for.
    gone = {name: "not there" for name in rest if columns is None}
    digests = {**found.digests, **gone, **{name: "there" for name in gone if name in schema.names}}
    for name, digest in digests.items():
        if digest != written.get(name, "not there"):
            found.equal, found.column = False, name
            found.values = (written.get(name, "not there"), digest)
            return found
    found.digest = whole_digest(found.digests)
    return found


def _common(
    first: Sequence[str], second: Sequence[str], wanted: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    both = tuple(name for name in first if name in second)
    for name in both:
        if max(list(first).count(name), list(second).count(name)) > 1:
            raise OptionError(f"the column {name} is there twice", code="DIGEST_COLUMNS")
    rest = tuple(name for name in (*first, *second) if name not in both)
    if wanted is not None:
        for name in wanted:
            if name not in both:
                message = f"not both have a column {name!r}; both have {', '.join(both) or 'none'}"
                raise OptionError(message, code="DIGEST_COLUMNS")
        rest = tuple(name for name in (*first, *rest) if name not in wanted)
        both = tuple(wanted)
    if not both:
        raise OptionError("the two files have no column in common", code="DIGEST_COLUMNS")
    return both, tuple(dict.fromkeys(rest))

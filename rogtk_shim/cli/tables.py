"""Tables in files, as inputs of what writes a format back."""

from __future__ import annotations


def table_of(path: str) -> object:
    """Give what the rows are read from; a file of another kind is refused when it is read."""
    if not path.lower().endswith((".arrow", ".ipc", ".feather")):
        from ..parquet import scan_parquet

        return scan_parquet(path)
    import pyarrow as pa

    from ..errors import FormatError

    try:
        return pa.ipc.open_file(pa.memory_map(path)).read_all()
    except pa.ArrowInvalid as error:
        raise FormatError(f"this is no Arrow IPC file: {error}", code="ARROW_SCHEMA", path=path) from error

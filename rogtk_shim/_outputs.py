"""Kinds of files and their options; all checks run before any work."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from ._options import truth, whole_number
from .errors import OptionError

#: Parquet's compressions by the names that pyarrow has, with the levels of those that have any.
_PARQUET_LEVELS: dict[str, tuple[int, int] | None] = {
    "none": None,
    "snappy": None,
    "gzip": (0, 9),
    "brotli": (0, 11),
    "zstd": (-131072, 22),
    "lz4": None,
}
#: rogtk's name, and that of the format's own list.
_ALIASES = {"uncompressed": "none", "lz4_raw": "lz4"}
_ANY_LEVEL = (-(2**31), 2**31)


class IpcFile(NamedTuple):
    """An Arrow IPC file; made by `ipc_file` where it is compressed."""

    compression: str | None = None
    digest: bool = False

    kind = "ipc_file"

    def options(self) -> dict[str, Any]:
        """What the engine gets to know."""
        return self._asdict()

    def writer(self, sink: Any, schema: Any) -> Any:
        """Make pyarrow's writer, for an output that the engine can't write itself."""
        from pyarrow import ipc

        name: Any = self.compression
        return ipc.new_file(sink, schema, options=ipc.IpcWriteOptions(compression=name))


class ParquetFile(NamedTuple):
    """A Parquet file; made by `parquet_file`."""

    compression: str
    compression_level: int | None
    row_group_size: int | None
    digest: bool = False

    kind = "parquet"

    def options(self) -> dict[str, Any]:
        """What the engine gets to know."""
        return self._asdict()

    def writer(self, sink: Any, schema: Any) -> Any:
        """Make pyarrow's writer, for an output that the engine can't write itself."""
        from pyarrow import parquet

        name: Any = self.compression
        return parquet.ParquetWriter(sink, schema, compression=name, compression_level=self.compression_level)


class Output(Protocol):
    """A kind of file that the engine writes."""

    @property
    def kind(self) -> str:
        """The engine's name of it."""
        ...

    def options(self) -> dict[str, Any]:
        """What the engine gets to know."""
        ...

    def writer(self, sink: Any, schema: Any) -> Any:
        """Make the writer for an output that the engine can't write itself."""
        ...


def ipc_file(compression: Any, digest: Any = False) -> IpcFile:
    """Check the options of an Arrow IPC file."""
    name = _compression_name(compression, {"none": None, "lz4": None, "zstd": None})
    return IpcFile(None if name == "none" else name, truth("digest", digest))


def parquet_file(
    compression: Any, compression_level: Any, row_group_size: Any, digest: Any = False, *, strict: bool = True
) -> ParquetFile:
    """Check the options of a Parquet file; unless `strict`, a level is ignored where there are none."""
    name = _compression_name(compression, _PARQUET_LEVELS)
    levels = _PARQUET_LEVELS[name]
    level = None
    if compression_level is not None:
        level = _level(compression_level, *(levels or _ANY_LEVEL))
        if levels is None:
            if strict:
                raise OptionError(f"compression {name!r} has no levels: leave compression_level out")
            level = None
    rows = None if row_group_size is None else whole_number("row_group_size", row_group_size, minimum=1)
    return ParquetFile(name, level, rows, truth("digest", digest))


def _compression_name(value: Any, known: dict[str, Any]) -> str:
    if value is None:
        return "none"
    if not isinstance(value, str):
        raise TypeError(f"compression must be a name or None, not {type(value).__name__}")
    name = _ALIASES.get(value.lower(), value.lower())
    if name not in known:
        raise OptionError(f"unknown compression {value!r}; known are {', '.join(known)}")
    return name


def _level(value: Any, least: int, most: int) -> int:
    number = whole_number("compression_level", value, minimum=least)
    if number > most:
        raise OptionError(f"compression_level must be at most {most}, not {number}")
    return number

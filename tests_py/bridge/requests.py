"""Requests as the packages above the bridge send them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rogtk_bridge import BatchStream


def bam_request(operation: str, *paths: str | Path, **changes: Any) -> dict[str, Any]:
    """A request about BAM files; `changes` go into it or, where they belong there, into its options."""
    options = {"batch_size": 20_000, "limit": None, "columns": None, "source_file": False}
    options |= {name: changes.pop(name) for name in list(changes) if name in options}
    return {
        "operation": operation,
        "format": "bam",
        "sources": [{"path": os.fsencode(path), "name": str(path)} for path in paths],
        "options": options,
        "sink": None,
        "threads": 2,
        "progress": None,
        "memory": None,
    } | changes


def convert_request(source: str | Path, target: str | Path, **changes: Any) -> dict[str, Any]:
    """A conversion into an Arrow file."""
    sink = {"kind": "ipc_file", "path": os.fsencode(target), "name": str(target)}
    return bam_request("convert", source, sink=sink, **changes)


def rows(stream: BatchStream) -> int:
    """Read a stream to its end; give the number of its rows."""
    return sum(map(len, stream))

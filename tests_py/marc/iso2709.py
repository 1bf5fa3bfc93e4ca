"""MARC records by hand, whole and damaged, and as an independent reader finds them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rogtk_shim._plan import Plan, Source
from rogtk_shim.marc._reading import Views
from rogtk_shim.marc._views import RecordView

_ROOT = Path(__file__).resolve().parent.parent.parent
#: Real files from elsewhere, where they are there.
EXTRA = Path(os.environ.get("ROGTK_SHIM_TEST_DATA") or _ROOT.parent / "shared" / "data") / "marc"

#: A tag and the field's bytes: data, or indicators and subfields with their delimiters.
Field = tuple[str, bytes]


def record(fields: Sequence[Field], *, declared: str = "a") -> bytes:
    """Write a record of at most 99,999 bytes. `declared` is the leader's position 9: `a` says UTF-8."""
    directory = b""
    text = b""
    for tag, data in fields:
        directory += f"{tag}{len(data) + 1:04d}{len(text):05d}".encode()
        text += data + b"\x1e"
    base = 24 + len(directory) + 1
    length = base + len(text) + 1
    leader = f"{length:05d}cam {declared}22{base:05d} a 4500"
    return leader.encode() + directory + b"\x1e" + text + b"\x1d"


def views(path: Path, *, encoding: str = "auto", batch_size: int = 2048, threads: int | None = None) -> Views:
    """Start reading a file."""
    return Views(Plan("marc", (Source.of(str(path)),), (), threads), encoding=encoding, batch_size=batch_size)


def shown(view: RecordView) -> list[tuple[str, str]]:
    """All that a view tells of a record's content."""
    return [("LDR", view.leader), *zip(view.tags(), view.texts(), strict=True)]


def read(path: Path, *, encoding: str = "auto", batch_size: int = 2048) -> list[RecordView]:
    """Read all records of a file."""
    with views(path, encoding=encoding, batch_size=batch_size) as run:
        return list(run)

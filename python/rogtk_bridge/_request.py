"""What the bridge itself knows of a request: whose paths it names, and how to tell it in an error."""

from __future__ import annotations

import os
import sys

from .errors import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._inputs import Reader


def prepare(request: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[Reader, str]]]:
    """
    Give a copy that means the same in the engine's process: absolute paths, names it can print.

    A source may have a ``reader`` instead of a path. Such a source gets a number; the readers and their names
    are given beside the copy, in that order.
    """
    prepared = dict(request)
    readers: list[tuple[Reader, str]] = []
    sources: list[dict[str, Any]] = []
    for source in request.get("sources", ()):
        described = _prepare_file(source)
        reader = described.pop("reader", None)
        if reader is not None:
            described["input"] = len(readers)
            readers.append((reader, str(source.get("name", ""))))
        sources.append(described)
    prepared["sources"] = sources
    if request.get("sink") is not None:
        prepared["sink"] = _prepare_file(request["sink"])
    return prepared, readers


def original_names(request: Mapping[str, Any]) -> dict[str, str]:
    """Give the names that had to be changed for the engine, by what they became."""
    files: list[Mapping[str, Any]] = [*request.get("sources", ()), request.get("sink") or {}]
    return {
        printable(file["name"]): file["name"]
        for file in files
        if "name" in file and not _is_unicode(file["name"])
    }


def names(request: Mapping[str, Any]) -> list[str]:
    """Give the names of the request's inputs as the user wrote them."""
    return [str(source.get("name", "")) for source in request.get("sources", ())]


def describe(request: Mapping[str, Any], given: str | None) -> str:
    """Say what the request does, as the end of 'The engine died while …'."""
    inputs = names(request)
    several = f" and {len(inputs) - 1} more" if len(inputs) > 1 else ""
    first = f"{inputs[0]}{several}" if inputs else "no file"
    if given is None:
        return f"working on {first} ({request.get('operation')})"
    return given if not inputs or inputs[0] in given else f"{given} ({first})"


def _prepare_file(file: Mapping[str, Any]) -> dict[str, Any]:
    prepared = dict(file)
    if "path" in prepared:
        prepared["path"] = engine_path(prepared["path"])
    if "name" in prepared:
        prepared["name"] = printable(prepared["name"])
    return prepared


def _is_unicode(name: str) -> bool:
    return printable(name) == name


def engine_path(path: bytes) -> bytes:
    """
    Make a path absolute, as the engine works in another folder.

    ``/dev/stdin`` and ``/dev/fd/63`` mean descriptors of the process that opens them, which would be the
    engine's own: they become this process's where the system lets others open those.
    """
    # The folder is asked for only where it matters: it may be gone.
    absolute = path if os.path.isabs(path) else os.path.join(os.getcwdb(), path)
    if not sys.platform.startswith("linux"):
        return absolute
    own = b"/proc/%d" % os.getpid()
    numbers = {b"/dev/stdin": b"0", b"/dev/stdout": b"1", b"/dev/stderr": b"2"}
    if absolute in numbers:
        return own + b"/fd/" + numbers[absolute]
    for prefix, target in ((b"/dev/fd/", own + b"/fd/"), (b"/proc/self/", own + b"/")):
        if absolute.startswith(prefix):
            return target + absolute[len(prefix) :]
    return absolute

"""From the map of an ERROR frame to the exception that the user meets."""

from __future__ import annotations

import errno as errno_names

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_kinds: dict[str, type[errors.RogtkShimError]] = {
    kind.__name__: kind
    for kind in (
        errors.FormatError,
        errors.TruncatedFileError,
        errors.LimitError,
        errors.OptionError,
        errors.EngineError,
    )
}


def make_error(content: Mapping[str, Any]) -> Exception:
    """Make the exception that an ERROR frame describes; one of a kind unknown here is an `EngineError`."""
    kind: str = content.get("kind", "")
    message: str = content.get("message", "The engine gave no reason")
    place: dict[str, Any] = {name: content.get(name) for name in ("path", "offset", "record", "code", "hint")}
    if kind == "InputNotFoundError":
        return errors.InputNotFoundError(message, errno=_errno(content) or errno_names.ENOENT, **place)
    if kind in ("InputError", "OutputError"):
        file_error = errors.InputError if kind == "InputError" else errors.OutputError
        return file_error(message, errno=_errno(content), **place)
    error = _kinds.get(kind, errors.EngineError)(message, **place)
    if isinstance(error, errors.EngineError):
        error.stack = content.get("stack")
    return error


def _errno(content: Mapping[str, Any]) -> int | None:
    name = content.get("errno")
    return getattr(errno_names, name, None) if isinstance(name, str) else None

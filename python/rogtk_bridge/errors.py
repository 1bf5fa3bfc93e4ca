"""The errors that users meet: all a `RogtkShimError`, all picklable, all a sentence that says what to do."""

from __future__ import annotations

from .text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "EngineCrashed",
    "EngineError",
    "FormatError",
    "InputError",
    "InputNotFoundError",
    "LimitError",
    "OptionError",
    "OutputError",
    "RogtkShimError",
    "TruncatedFileError",
]


class RogtkShimError(RuntimeError):
    """
    Base of every error that this package raises about files and about the engine.

    Attributes
    ----------
    message : str
        What happened, without the place and the hint.
    path : str or None
        The file concerned, as the caller named it.
    offset : int or None
        Byte offset in that file (of a compressed file: in the compressed bytes).
    record : int or None
        Number of the record concerned, counted from 0.
    code : str or None
        A stable name of the cause, such as ``BGZF_CRC``.
    hint : str or None
        What can be done about it.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        offset: int | None = None,
        record: int | None = None,
        code: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.offset = offset
        self.record = record
        self.code = code
        self.hint = hint

    def __str__(self) -> str:
        """Give the sentence a user reads: file, message, place, and what to do; printable characters only."""
        text = safe(self.message.rstrip("."))
        path = None if self.path is None else safe(self.path)
        if path is not None and path not in text:
            text = f"{path}: {text}"
        place: list[str] = []
        if self.record is not None:
            place.append(f"record {self.record:,}")
        if self.offset is not None:
            place.append(f"byte {self.offset:,}")
        if place:
            text += f" ({', '.join(place)})"
        if not self.hint:
            return text
        # What the engine printed last has lines.
        hint = "\n".join(map(safe, self.hint.split("\n")))
        return f"{text}. {hint[0].upper()}{hint[1:]}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by class and attributes: an exception's own way knows the message only."""
        return _rebuild, (type(self), self.message), dict(self.__dict__)


def _rebuild(kind: type[RogtkShimError], message: str) -> RogtkShimError:
    return kind(message)


def printable(name: str) -> str:
    """Give a file name with those of its bytes that aren't text written out."""
    return name.encode(errors="backslashreplace").decode()


class FormatError(RogtkShimError, ValueError):
    """The input isn't what its format demands: damaged, or of another format."""


class OptionError(RogtkShimError, ValueError):
    """A parameter's value makes no sense, such as a negative `limit` or a column that isn't there.

    A `ValueError`, as is Python's custom, and by way of `RogtkShimError` a `RuntimeError`, which is what
    scripts written for rogtk catch.
    """


class TruncatedFileError(RogtkShimError, EOFError):
    """The input ends too early."""


class LimitError(RogtkShimError):
    """Something is larger than the engine handles."""


class EngineError(RogtkShimError):
    """
    The engine can't be started, or failed in a way that no input should cause.

    Attributes
    ----------
    stack : str or None
        Where in the engine it happened, for a bug report.
    """

    stack: str | None = None


class EngineCrashed(EngineError):
    """
    The engine's process ended before it had answered. The next call starts a new one.

    Attributes
    ----------
    exit_code : int or None
        The exit status; negative, it is the number of the signal that ended the process.
    stderr : str
        The last 8 KiB of what the engine printed.
    """

    exit_code: int | None = None
    stderr: str = ""


class _AsOSError:
    """
    What the errors below have in common: made, told and pickled as the rest, but with `errno` and `filename`.

    OSError has its own way for each of these, and stands before `RogtkShimError` in their bases so that its
    attributes hold.
    """

    def __init__(self, message: str, *, errno: int | None = None, **place: Any) -> None:
        error: Any = self
        RogtkShimError.__init__(error, message, **place)
        OSError.__init__(error, errno, message, error.path)

    def __str__(self) -> str:
        error: Any = self
        return RogtkShimError.__str__(error)

    def __reduce__(self) -> tuple[Any, ...]:
        error: Any = self
        return _rebuild_os_error, (type(self), error.message, error.errno, error.path), dict(error.__dict__)


class InputNotFoundError(_AsOSError, FileNotFoundError, RogtkShimError):
    """An input doesn't exist. `errno` and `filename` are set as on any `FileNotFoundError`."""


class InputError(_AsOSError, OSError, RogtkShimError):
    """An input can't be read: no permission, a failing disk. `errno`, `filename`: as on any `OSError`."""


class OutputError(_AsOSError, OSError, RogtkShimError):
    """An output can't be written. `errno` and `filename` are set as on any `OSError`."""


def _rebuild_os_error(kind: type[Any], message: str, errno: int | None, path: str | None) -> RogtkShimError:
    error: RogtkShimError = kind(message, errno=errno, path=path)
    return error

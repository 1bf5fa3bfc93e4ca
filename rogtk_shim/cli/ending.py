"""How a command ends: its exit code, and one sentence instead of a traceback."""

from __future__ import annotations

import errno
import os
import re
import sys
import warnings

from .text import safe, say, writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_parameter = re.compile(r'\b(errors|oversize)="(\w+)"').sub
_index = re.compile(r"\bindex=(?=\W|$)").sub

WHOLE = 0
FAILED = 1
USAGE = 2
REJECTS = 3
INTERRUPTED = 130
#: What a shell reports of a program that SIGPIPE ended.
CLOSED_PIPE = 141


def guarded(words: list[str], run: Callable[[list[str]], int]) -> int:
    """Run a command and see to its end, whichever it is.

    Parameters
    ----------
    words : list of str
        The command's words.
    run : callable
        Carries it out and gives the exit code.
    """
    debug = "--debug" in words
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        return _guarded(words, run, debug)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Say what a warning says, without the place in the program that it came from."""
    say(f"rogtk-shim: warning: {safe(str(message))}")


def _guarded(words: list[str], run: Callable[[list[str]], int], debug: bool) -> int:
    try:
        _forgive_characters()
        code = run(words)
        _flush()
        return code
    except KeyboardInterrupt:
        if debug:
            raise
        say("rogtk-shim: interrupted")
        return INTERRUPTED
    except Exception as error:
        if _nobody_reads(error):
            _drop_output()
            return CLOSED_PIPE
        if debug:
            raise
        say(f"rogtk-shim: {describe(error)}")
        _drop_output()
        return USAGE if _is_usage(error) else FAILED


def _is_usage(error: Exception) -> bool:
    """Tell whether an option makes no sense: one that only doesn't fit a file names that file."""
    from ..errors import OptionError

    return isinstance(error, OptionError) and error.path is None


def describe(error: Exception) -> str:
    """Give the one sentence that a user reads."""
    from ..errors import RogtkShimError

    if isinstance(error, (RogtkShimError, ImportError, MemoryError, ValueError)):
        text = _as_option(str(error)) or type(error).__name__
    elif isinstance(error, OSError):
        name = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        text = f"{name}{error.strerror or error}"
    else:
        text = f"a fault of this program, {type(error).__name__}: {error}. Run it again with --debug"
    return safe(text)


def _as_option(text: str) -> str:
    """Name a parameter that a message speaks of as the command line has it."""
    return _index("--index", _parameter(r"--\1 \2", text))


def _forgive_characters() -> None:
    """Let the output have any text: where its encoding lacks a character, an escape stands for it."""
    stream: Any = sys.stdout
    if stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Write out what is buffered now, as nobody sees an error at the interpreter's end."""
    stream: Any = sys.stdout
    if stream is not None:
        with writing():
            stream.flush()


def _nobody_reads(error: BaseException) -> bool:
    """Tell whether the reader of our output has left, which is no failure: `… | head -1`."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno == errno.EPIPE:
            return True
        seen = seen.__cause__
    return False


def _drop_output() -> None:
    """Send what is still buffered nowhere: the interpreter would try once more, and print a traceback."""
    stream: Any = sys.stdout
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (AttributeError, ValueError):
        # None, or closed already.
        return

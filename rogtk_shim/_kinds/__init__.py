"""Kinds of files: how each is recognised, checked, described and read.

A kind joins with a module that has `KIND` and one line in `_MODULES`. What is asked first is the file's
content; the name's ending only where that says nothing, as in a file whose start is damaged.
"""

from __future__ import annotations

import errno
import os
import stat
from importlib import import_module

from .._plan import printable
from ..errors import FormatError, InputError, InputNotFoundError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .kind import Kind

#: In this order they are asked.
_MODULES = ("bam", "csf", "marc", "arrow_file", "arrow_stream", "parquet")
#: What a kind gets to see of a file; a BGZF block is 64 KiB at most.
_HEAD_BYTES = 65_536
_pipe_hint = "Write it to a file first; standard input may be a file, as in < reads.bam"


def kinds() -> list[Kind]:
    """Give every kind."""
    return [import_module(f".{module}", __name__).KIND for module in _MODULES]


def kind_of(path: str) -> Kind:
    """Find out what a file is.

    Raises
    ------
    InputNotFoundError
        It isn't there.
    InputError
        It can't be read.
    FormatError
        It is of none of the kinds, with code `UNKNOWN_FORMAT`.
    """
    head = _head(path)
    known = kinds()
    for kind in known:
        if kind.recognises(head):
            return kind
    for kind in known:
        if path.lower().endswith(kind.suffixes):
            return kind
    what = "the file is empty" if not head else "its content is of no kind that is known here"
    names = ", ".join(kind.name for kind in known)
    raise FormatError(what, code="UNKNOWN_FORMAT", path=printable(path), hint=f"known are {names}")


def _head(path: str) -> bytes:
    try:
        # What is read of a pipe here, nobody gets to see later; and opening one may wait for ever.
        if stat.S_ISFIFO(mode := os.stat(path).st_mode) or stat.S_ISSOCK(mode):
            message = "the input is a pipe, and what it holds can be found out of a file only"
            raise InputError(
                message, errno=errno.ESPIPE, code="INPUT_NOT_A_FILE", path=printable(path), hint=_pipe_hint
            )
        with open(path, "rb") as file:
            return file.read(_HEAD_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputNotFoundError(
            "there is no such file", errno=errno.ENOENT, code="INPUT_NOT_FOUND", path=printable(path)
        ) from error
    except InputError:
        raise
    except OSError as error:
        message = f"the input can't be read: {error.strerror or error}"
        code = "INPUT_NOT_A_FILE" if os.path.isdir(path) else "INPUT_UNREADABLE"
        raise InputError(message, errno=error.errno, code=code, path=printable(path)) from error

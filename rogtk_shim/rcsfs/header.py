"""The header file beside a converted list: the five header lines, and counts of the conversion, as TOML."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Sequence

from .._options import path_text
from .._plan import printable
from ..errors import FormatError, InputError, InputNotFoundError
from ..output import refusals, whole_file
from ..scan import Path

_STRING = r"\"(?:[^\"\\]|\\.)*\"|'[^'\n]*'"
_LINES = re.compile(rf"^header_lines\s*=\s*\[((?:\s|,|{_STRING})*)\]", re.MULTILINE)


def header_path(input_path: str, output_path: str) -> str:
    """Where the header file of a conversion goes: beside the output, with the input's name."""
    stem, _ = os.path.splitext(os.path.basename(input_path))
    return os.path.join(os.path.dirname(output_path), f"{stem}_header.toml")


def write_header(path: str, lines: Sequence[str], csf_count: int, truncated_count: int) -> None:
    """Write a header file; it appears when it is whole."""
    # A JSON string is a basic string of TOML, but for one character that JSON leaves as it is.
    strings = [json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007F") for line in lines]
    text = ["[header_info]", "header_lines = [", *(f"    {string}," for string in strings), "]", ""]
    text += ["[conversion_stats]", f"csf_count = {csf_count}", f"total_lines = {3 * csf_count}"]
    text += [f"truncated_count = {truncated_count}"]
    with whole_file(path) as temporary, refusals(path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write("\n".join([*text, ""]).encode())


def read_text(path: str) -> str:
    """Read a header file."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError as error:
        message = f"header file does not exist: {printable(path)}"
        raise InputNotFoundError(message, errno=errno.ENOENT, code="INPUT_NOT_FOUND", path=path) from error
    except UnicodeDecodeError as error:
        raise _no_header(path) from error
    except OSError as error:
        message = f"the header file can't be read: {error.strerror}"
        raise InputError(message, errno=error.errno, code="INPUT_UNREADABLE", path=path) from error


def read_peel_subshells(header_path: Path) -> list[str]:
    """Read the peel subshells from the header file that `convert_csfs` has written.

    Parameters
    ----------
    header_path : str or os.PathLike
        The file, `…_header.toml`.

    Returns
    -------
    list of str
        The subshells' names, in the order of the list.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no header file (a `ValueError`).

    Examples
    --------
    >>> from rogtk_shim.rcsfs import convert_csfs, read_peel_subshells
    >>> done = convert_csfs("rcsf.inp", "csfs.parquet")
    >>> read_peel_subshells(done["header_file"])
    ['2s', '2p-', '2p']
    """
    path = path_text("header_path", header_path)
    found = _LINES.search(read_text(path))
    lines = [] if found is None else re.findall(_STRING, found[1])
    if len(lines) < 4:
        raise _no_header(path)
    return _unquoted(lines[3], path).split()


def _unquoted(string: str, path: str) -> str:
    if string.startswith("'"):
        return string[1:-1]
    try:
        return json.loads(string)
    except ValueError as error:
        raise _no_header(path) from error


def _no_header(path: str) -> FormatError:
    message = "this is no header file of a CSF list: it has no header_lines with the peel subshells"
    hint = "the one that convert_csfs writes beside its output is the header_file of its result"
    return FormatError(message, code="CSF_HEADER_FILE", path=path, hint=hint)

"""`rogtk-shim info`"""

from __future__ import annotations

import os
from typing import cast

from . import options
from .text import put, safe
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="FILE", help="what it is, is found out by its content")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")


def _run(chosen: Namespace) -> int:
    from .._kinds import kind_of

    path = options.source(chosen.input)
    kind = kind_of(path)
    found = {"file": chosen.input, "format": kind.name, "bytes": os.stat(path).st_size, **kind.describe(path)}
    if chosen.json:
        import json

        put(json.dumps(found, indent=2))
        return 0
    for name, value in found.items():
        _print(name.replace("_", " "), value)
    return 0


def _print(name: str, value: object) -> None:
    """A line a fact; what there is several of stands below each other."""
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    shown = [_text(one) for one in values]
    for number, text in enumerate(shown or ["-"]):
        put(f"{'' if number else name:<16}{text}")


def _text(value: object) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else safe(str(value))


VERB = Verb(
    "info",
    "tell what a file is and what it holds, without reading all of it",
    "rogtk-shim info reads.bam",
    _options,
    _run,
)

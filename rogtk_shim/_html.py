"""What a notebook shows of a scan and of counts: of a file only the header is read; no error comes out."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from html import escape
from importlib import import_module
from typing import cast

from rogtk_bridge.text import safe

from ._plan import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .scan import Scan
    from .statistics import Statistics

#: Formats with a header; their kinds describe a file by it.
_WITH_HEADER = ("bam", "csf", "parquet")
#: What a scan reads may differ from what a file has, and metadata is long.
_NOT_SHOWN = ("columns", "metadata")
_TEXT_MAX = 300


def of_scan(scan: Scan) -> str:
    """Show a scan: its file, what the file's header says, and what was asked for."""
    rows: list[tuple[str, object]] = []
    for source in scan._plan.sources:
        rows.append(("file", source.name))
        if source.path is not None:
            rows += _file_facts(scan._plan.format, os.fsdecode(source.path))
        elif source.content is not None and source.content.bytes is not None:
            rows.append(("size", _size(source.content.bytes)))
    options = [(name, repr(value)) for name, value in scan._shown_options()]
    return _table(type(scan).__name__, [*rows, *options])


def of_statistics(statistics: Statistics) -> str:
    """Show the counts of a run."""
    return _table("Statistics", statistics.items())


def _file_facts(kind: str, path: str) -> Iterable[tuple[str, object]]:
    """Say what is known of a file. A pipe is left alone: what is read of it is gone."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            return [("size", "known when it is read")]
        facts: dict[str, Any] = {"size": _size(found.st_size)}
        if kind in _WITH_HEADER:
            facts |= import_module(f"._kinds.{kind}", __package__).KIND.describe(path)
        if facts.get("index") is not None:
            facts["index"] = os.path.basename(facts["index"])
    except OSError as error:
        return [("error", error.strerror or str(error))]
    except Exception as error:
        # A notebook that shows a variable must not fail, whatever is wrong with the file or the engine.
        return [("error", str(error) or type(error).__name__)]
    return [(name, value) for name, value in facts.items() if name not in _NOT_SHOWN]


def _size(number: int) -> str:
    return f"{number:,} bytes"


def _table(title: str, facts: Iterable[tuple[str, object]]) -> str:
    rows = "".join(
        f'<tr><th style="text-align: left">{_escaped(name.replace("_", " "))}</th>'
        f'<td style="text-align: left">{_escaped(_text(value))}</td></tr>'
        for name, value in facts
    )
    return f"<table><caption>{_escaped(title)}</caption><tbody>{rows}</tbody></table>"


def _text(value: object) -> str:
    if value is None or value in ([], ()):
        return "none"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(one) for one in cast("Iterable[object]", value))
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name}: {_text(one)}" for name, one in cast("Mapping[object, object]", value).items()
        )
    return str(value)


def _escaped(text: str) -> str:
    """Make a text of a file or a name harmless, and short."""
    shown = safe(printable(text))
    return escape(shown if len(shown) <= _TEXT_MAX else f"{shown[:_TEXT_MAX]} …")

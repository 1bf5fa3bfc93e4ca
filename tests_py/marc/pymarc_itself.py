"""The real pymarc, which is the judge of ours, and what the two are compared by."""

from __future__ import annotations

import importlib
import os
import warnings
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]

#: More real files, too many to keep in the repository.
EXTRA = Path(os.environ.get("ROGTK_SHIM_TEST_DATA") or _ROOT.parent / "shared" / "data") / "marc"
NAMES = [path.name for path in sorted(EXTRA.glob("*")) if path.suffix not in (".xml", ".json")]

pymarc: Any = importlib.import_module("pymarc")


def shown(record: Any) -> dict[str, Any]:
    """Everything that a record shows of itself."""
    text: dict[str, Any] = {}
    if record.to_unicode:
        names = (
            "title",
            "issn_title",
            "isbn",
            "issn",
            "issnl",
            "sudoc",
            "author",
            "uniformtitle",
            "publisher",
        )
        text = {name: getattr(record, name) for name in (*names, "pubyear")}
        text["text"] = str(record)
        text["formatted"] = [field.format_field() for field in record]
        text["values"] = [field.value() for field in record]
    lists = ("subjects", "addedentries", "location", "notes", "physicaldescription", "series")
    return {
        **text,
        "leader": str(record.leader),
        "fields": [(field.tag, field.data, field.indicators, list(field.subfields)) for field in record],
        "kinds": [type(field).__name__ for field in record],
        "lists": {name: [field.tag for field in getattr(record, name)] for name in lists},
        "dict": record.as_dict(),
        "marc": record.as_marc(),
        "leader afterwards": str(record.leader),
    }


def read_all(package: Any, data: bytes, **options: Any) -> list[Any]:
    """Show each record of a file, or what is told of a damaged one."""
    reader = package.MARCReader(data, **options)
    found: list[Any] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for record in reader:
            if record is None:
                error = reader.current_exception
                found.append((type(error).__name__, str(error)))
            else:
                found.append(shown(record))
    return found

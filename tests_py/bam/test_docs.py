"""The documentation lists what the code has: every error code, every column."""

from __future__ import annotations

import re
from pathlib import Path

from tests_py.bam.malformed import TWINS
from tests_py.bam.records import ALL_FIELDS

_ROOT = Path(__file__).resolve().parents[2]
_FORMATS = (_ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
#: Its first chapter.
_BAM = _FORMATS[_FORMATS.index("## BAM\n") :].split("\n## ")[0]
_ERRORS = (_ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

#: Checked by Python before a request is made, or of the protocol between the two sides: no user sees them.
_NOT_FOR_USERS = {"COLUMN_TWICE", "COLUMN_UNKNOWN", "NO_INPUT", "TAG_UNKNOWN"}
#: The engine's answer to a code of its kernels that it doesn't know; a code of zlib's.
_NEVER = {"BAM_RECORD", "Z_BUF_ERROR"}
#: Of what leads into a file, not of a file: tests_ts/bam/chunks.test.ts has them.
_OF_AN_INDEX = {"BGZF_CHUNK", "INDEX_DAMAGED", "INDEX_FOREIGN", "INDEX_NOT_FOUND"}


def listed(page: str) -> set[str]:
    """The codes in the first column of a page's tables."""
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}


def used(folder: str, pattern: str, ending: str) -> set[str]:
    files = (_ROOT / folder).rglob(f"*.{ending}")
    return {code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_code_is_listed() -> None:
    engine = used("ts", r'"([A-Z]+(?:_[A-Z0-9]+)+)"', "ts") - _NOT_FOR_USERS - _NEVER
    python = used("python/rogtk_bridge", r'code="([A-Z_]+)"', "py")
    assert engine | python <= listed(_FORMATS) | listed(_ERRORS)


def test_no_code_is_listed_that_is_gone() -> None:
    engine = used("ts", r'"([A-Z]+(?:_[A-Z0-9]+)*)"', "ts")
    python = used("python/rogtk_bridge", r'"([A-Z][A-Z0-9_]+)"', "py") | used(
        "rogtk_shim", r'"([A-Z][A-Z0-9_]+)"', "py"
    )
    assert listed(_FORMATS) | listed(_ERRORS) <= engine | python


def test_every_code_of_a_damaged_file_has_a_malformed_twin() -> None:
    found = {twin.code for twin in TWINS.values()}
    assert listed(_BAM) - _OF_AN_INDEX <= found


def test_every_column_is_listed() -> None:
    rows = [
        re.findall(r"[^|]+", line)
        for line in _FORMATS.split("### Tags")[0].splitlines()
        if re.search(r" (utf8|u?int\d+) \|", line)
    ]
    got = [(name.strip(" `"), kind.strip(), null.strip() != "never") for name, kind, null, _ in rows]
    names = {"string": "utf8"}
    expected = [
        (field.name, names.get(str(field.type), str(field.type)), field.nullable) for field in ALL_FIELDS
    ]
    assert got == expected

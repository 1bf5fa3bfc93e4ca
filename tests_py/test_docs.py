"""The examples of the README run as they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests_py.csf.lists import EVEN, ODD
from tests_py.csf.lists import write as write_list
from tests_py.marc.iso2709 import record

ROOT = Path(__file__).resolve().parent.parent
BAM = ROOT / "tests_py" / "data" / "bam" / "biopython-ex1.bam"

BOOK = record([("001", b"1"), ("245", b"10\x1faMoby Dick /\x1fbor, The whale."), ("650", b" 0\x1faWhaling.")])


def python_blocks(path: Path) -> list[str]:
    """The Python examples of a page, each moved down to its line in the page so that errors point there."""
    text = path.read_text(encoding="utf-8")
    found = re.finditer(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return ["\n" * text.count("\n", 0, match.start(1)) + match[1] for match in found]


def test_readme_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(BAM, "reads.bam")
    write_list(tmp_path / "rcsf.inp", EVEN, " *\n", ODD)
    (tmp_path / "books.mrc").write_bytes(BOOK)
    blocks = python_blocks(ROOT / "README.md")
    assert blocks
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)


def test_readme_links_lead_somewhere() -> None:
    for page in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page} links to {target}"

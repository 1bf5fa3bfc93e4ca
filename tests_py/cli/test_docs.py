"""The examples of the command line's page run as they stand."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from rogtk_shim import scan_csf, scan_marc
from tests_py.cli.program import PROGRAM, SECONDS_MAX, environment
from tests_py.faces.conftest import BOOKS, RCSF_INP
from tests_py.marc.iso2709 import record
from tests_py.test_docs import python_blocks

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cli.md"
EXAMPLES = [
    line
    for page in (PAGE, ROOT / "README.md")
    for block in re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if "rogtk-shim" in line
]


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda number: EXAMPLES[number])
def test_example(number: int, folder: Path) -> None:
    (folder / "rcsf.inp").write_text(RCSF_INP)
    scan_csf(folder / "rcsf.inp").write_parquet(folder / "rcsf.parquet")
    (folder / "books.mrc").write_bytes(b"".join(record(book) for book in BOOKS))
    scan_marc(folder / "books.mrc", shape="long").write_parquet(folder / "long.parquet")
    path = f"{PROGRAM.parent}:{environment()['PATH']}"
    # Most of them read what the first one writes.
    for line in dict.fromkeys([EXAMPLES[0], EXAMPLES[number]]):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            env=environment(PATH=path),
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""


def test_every_verb_is_on_the_page() -> None:
    from tests_py.cli.test_program import verbs

    text = PAGE.read_text(encoding="utf-8")
    for words in verbs():
        assert re.search(rf"^rogtk-shim {' '.join(words)}\b", text, re.MULTILINE)


def test_the_page_s_python(folder: Path) -> None:
    assert (folder / "reads.bam").exists()
    blocks = python_blocks(PAGE)
    assert blocks
    for block in blocks:
        exec(compile(block, "cli.md", "exec"), {"__name__": "__main__"})

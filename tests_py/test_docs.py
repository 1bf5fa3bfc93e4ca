"""Every example of every page runs as it stands, or says on the page why it can't. Links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pysam
import pytest

from rogtk_shim import scan_csf, scan_marc
from tests_py.cli.program import PROGRAM, environment
from tests_py.faces.conftest import BOOKS
from tests_py.marc.iso2709 import record
from tests_py.pages import PAGES, ROOT, Block, blocks

# Importing polars or pandas for the first time takes long on a busy machine, pages have many commands.
pytestmark = pytest.mark.timeout(300)

BAM = ROOT / "tests_py" / "data" / "bam" / "biopython-ex1.bam"
#: Three states of boron in two blocks, of both parities.
LIST = """\
Core subshells:
  1s
Peel subshells:
  2s   2p-  2p
CSF(s):
  2s ( 2)  2p-( 1)
                1/2
              1/2-
  2p-( 1)  2p ( 2)
      1/2        0
              1/2-
 *
  2s ( 1)  2p ( 2)
      1/2        2
              5/2+
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that examples read."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(BAM, "reads.bam")
    pysam.index("reads.bam")
    Path("rcsf.inp").write_text(LIST)
    scan_csf("rcsf.inp").write_parquet("rcsf.parquet")
    Path("books.mrc").write_bytes(b"".join(record(book) for book in BOOKS))
    scan_marc("books.mrc", shape="long").write_parquet("long.parquet")
    return tmp_path


def run_python(block: Block, names: dict[str, object]) -> None:
    exec(compile(block.placed, block.page, "exec"), names)


def run_shell(block: Block, *tools: Path) -> str:
    """Run a block under bash as a careful script would; what it prints."""
    path = ":".join(map(str, (*tools, PROGRAM.parent, environment()["PATH"])))
    done = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", block.code],
        env=environment(PATH=path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{block}: {done.stderr}"
    return done.stdout


def runs(block: Block) -> bool:
    """Whether a block is to be run; one that no test can run has to say why."""
    if block.reason:
        return False
    assert block.language in ("python", "sh"), f"{block}: mark it as not run, with the reason"
    return True


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page) and not blocks(page)[0].title])
@pytest.mark.usefixtures("files")
def test_examples(page: str) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if not runs(block):
            continue
        if block.language == "python":
            run_python(block, names)
        else:
            run_shell(block)


def test_no_mark_stands_above_an_example_that_runs() -> None:
    marked = [block for page in PAGES for block in blocks(page) if block.reason]
    written = [
        mark
        for page in PAGES
        for mark in re.findall(r"^<!-- not run:", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(marked) == len(written)


def test_links_lead_somewhere() -> None:
    for page in [
        *PAGES,
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "adr").glob("*.md")),
    ]:
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", text):
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"

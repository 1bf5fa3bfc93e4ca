"""The page for those who come from other BAM tools: each task in both finds the same."""

from __future__ import annotations

import ast
import importlib.util
import shlex
import sys
from pathlib import Path

import pytest

from tests_py.pages import Block, blocks
from tests_py.test_docs import files, run_python, run_shell, runs

__all__ = ["files"]

pytestmark = [
    pytest.mark.timeout(300),
    # The peers, where they are there, have warnings of their own.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

PAGE = "docs/coming-from-bam-tools.md"
OURS = "rogtk-shim"
TASKS = list(dict.fromkeys(block.heading for block in blocks(PAGE)))


def assigned(block: Block) -> set[str]:
    """The names that an example gives a value."""
    tree = ast.walk(ast.parse(block.code))
    return {node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def common(task: str) -> set[str]:
    """The names that all of a task's examples in Python give a value: what is compared."""
    found = [
        assigned(block) for block in blocks(PAGE) if block.heading == task and block.language == "python"
    ]
    return {name for name in found[0] if all(name in names for names in found)} if found else set()


@pytest.fixture
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with samtools, as pysam brings it."""
    pytest.importorskip("pysam")
    folder = tmp_path_factory.mktemp("tools")
    program = folder / "samtools"
    program.write_text(
        f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'import sys, pysam.samtools as them\n"
        'sys.stdout.write(getattr(them, sys.argv[1])(*sys.argv[2:]))\' "$@"\n'
    )
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.usefixtures("files")
def test_both_find_the_same(task: str, tools: Path) -> None:
    found: list[tuple[Block, dict[str, object]]] = []
    counts: set[str] = set()
    for block in blocks(PAGE):
        if block.heading != task or not runs(block):
            continue
        if block.language == "sh":
            printed = run_shell(block, tools).strip()
            counts |= {printed} if printed.isdecimal() else set()
        elif block.title == OURS or importlib.util.find_spec(block.title):
            names: dict[str, object] = {"__name__": "__main__"}
            run_python(block, names)
            found.append((block, names))
    assert len(counts) <= 1
    (ours,) = [names for block, names in found if block.title == OURS] or [{}]
    for block, names in found:
        for name in common(task):
            if not isinstance(ours[name], int | list | tuple):
                continue
            assert names[name] == ours[name], f"{block}: {name}"
            assert names[name]


@pytest.mark.parametrize("task", TASKS)
def test_there_is_something_to_compare(task: str) -> None:
    of_both = {
        block.title == OURS for block in blocks(PAGE) if block.heading == task and block.language == "python"
    }
    assert common(task) or of_both != {True, False}

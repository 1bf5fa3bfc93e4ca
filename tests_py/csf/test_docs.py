"""The examples of the page for users of rcsfs run as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests_py.csf.lists import EVEN, ODD, write
from tests_py.test_docs import ROOT, python_blocks


def test_examples_for_users_of_rcsfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "rcsf.inp", EVEN, " *\n", ODD)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in python_blocks(ROOT / "docs" / "coming-from-rcsfs.md"):
        exec(compile(block, "coming-from-rcsfs.md", "exec"), names)
    assert names["states"].__class__.__name__ == "DataFrame"

"""The page for those who come from mrrc runs as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests_py.test_docs import ROOT, python_blocks


def test_coming_from_mrrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = python_blocks(ROOT / "docs" / "coming-from-mrrc.md")
    assert len(blocks) == 2
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks:
        exec(compile(block, "coming-from-mrrc.md", "exec"), names)

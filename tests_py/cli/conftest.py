"""Fixtures for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests_py.faces.conftest import large_bam, real_bam, slow_bam, write_reads

__all__ = ["large_bam", "real_bam", "slow_bam"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the three reads of `reads.bam`, and nothing else."""
    write_reads(tmp_path / "reads.bam")
    monkeypatch.chdir(tmp_path)
    return tmp_path

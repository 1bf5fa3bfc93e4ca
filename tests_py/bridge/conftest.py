"""Clients and files for the tests of the bridge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rogtk_bridge import Client

from .bam_files import write_bam


@pytest.fixture
def client() -> Iterator[Client]:
    """A client with an engine of its own, closed afterwards."""
    with Client() as client:
        yield client


@pytest.fixture(scope="session")
def small_bam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,000 records."""
    return write_bam(tmp_path_factory.mktemp("bam") / "small.bam", 5)


@pytest.fixture(scope="session")
def medium_bam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400,000 records: 130 MB as Arrow, twice what may be under way to a reader."""
    return write_bam(tmp_path_factory.mktemp("bam") / "medium.bam", 2_000)

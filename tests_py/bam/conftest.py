"""Fixtures of the BAM tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tests_py.bam import expected
from tests_py.bam.cases import NOT_FOR_PYSAM, path_of

CaseFile = Callable[[str], Path]


@pytest.fixture(scope="session")
def corners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that corner files are written into, once a session."""
    return tmp_path_factory.mktemp("corners")


@pytest.fixture
def case(request: pytest.FixtureRequest, corners: Path) -> Path:
    """The file of the case that a test is parametrized with."""
    return path_of(request.param, corners)


@pytest.fixture(scope="session")
def case_file(corners: Path) -> CaseFile:
    """Find the file of a case by its name."""
    return lambda name: path_of(name, corners)


@pytest.fixture(scope="session")
def truth() -> Callable[[Path], pa.Table]:
    """The table that an independent reader finds in a file."""

    def find(path: Path) -> pa.Table:
        refused = f"corner/{path.stem}" in NOT_FOR_PYSAM
        return expected.by_hand(path) if refused else expected.by_pysam(path)

    return find


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The name of an output in a folder of its own, so that leftovers are seen."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "reads.arrow"

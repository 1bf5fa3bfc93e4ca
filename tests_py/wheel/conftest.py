"""The packages under test, each built once a session, and the wheel installed where nothing else is."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from tests_py.wheel.packaging import build_with_pip, call_backend, copy_sources, environment_without_node, run


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything of these tests is."""
    return tmp_path_factory.mktemp("packages")


@pytest.fixture(scope="session")
def environment(folder: Path) -> dict[str, str]:
    """Environment variables without Node or npm on PATH."""
    return environment_without_node(folder / "path")


@pytest.fixture(scope="session")
def source_tree(folder: Path) -> Path:
    """A checkout in which nothing is built at first; building the wheel builds the bundle in it."""
    return copy_sources(folder / "checkout")


@pytest.fixture(scope="session")
def wheel(source_tree: Path, folder: Path, environment: dict[str, str]) -> Path:
    """The wheel of a checkout."""
    return build_with_pip(source_tree, folder / "wheel", environment)


@pytest.fixture(scope="session")
def sdist(wheel: Path, source_tree: Path, folder: Path, environment: dict[str, str]) -> Path:
    """The source distribution of the same checkout."""
    target = folder / "sdist"
    call_backend(source_tree, f"build.build_sdist({str(target)!r})", environment)
    (archive,) = target.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="session")
def installed_python(wheel: Path, folder: Path, environment: dict[str, str]) -> Path:
    """The Python of a fresh environment with the wheel, and what it asks for, installed."""
    target = folder / "venv"
    venv.create(target, with_pip=False)
    python = target / "bin" / "python"
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel], environment, folder)
    return python

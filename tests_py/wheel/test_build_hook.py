"""When the build hook builds: the decisions, on small trees of files."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest

from tests_py.wheel.packaging import ROOT


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The build hook's module, which is no part of a package."""
    specification = importlib.util.spec_from_file_location("hatch_build", ROOT / "python" / "hatch_build.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, hook: ModuleType) -> Path:
    """Sources with a bundle that was made of them."""
    for name in hook.SOURCES:
        if name in ("ts", "scripts"):
            (tmp_path / name / "deep").mkdir(parents=True)
            (tmp_path / name / "deep" / "file.ts").write_text(name)
        else:
            (tmp_path / name).write_text(name)
    (tmp_path / "package.json").write_text('{"version": "1.2.3"}')
    bundle = tmp_path / hook.BUNDLE
    bundle.mkdir(parents=True)
    names = ["engine.cjs", "kernel.wasm", "version.txt"]
    for name in names:
        (bundle / name).write_text("1.2.3\n")
    (bundle / hook.FILE_LIST).write_text(json.dumps(names))
    (bundle / hook.CHECKSUM_FILE).write_text(hook.sources_checksum(tmp_path))
    return tmp_path


def test_unchanged_sources_need_no_build(hook: ModuleType, tree: Path) -> None:
    os.utime(tree / "ts" / "deep" / "file.ts", (1, 1))
    (tree / "ts" / "kernel.wasm").write_bytes(b"compiled on the way")
    (tree / "README.md").write_text("no source of the engine")
    assert hook.is_current(tree)
    hook.ensure_bundle(tree)


@pytest.mark.parametrize(
    "change", ["ts/deep/file.ts", "ts/new.ts", "scripts/deep/file.ts", "package-lock.json"]
)
def test_changed_sources_need_a_build(hook: ModuleType, tree: Path, change: str) -> None:
    (tree / change).write_text("changed")
    assert not hook.is_current(tree)


def test_a_renamed_source_needs_a_build(hook: ModuleType, tree: Path) -> None:
    (tree / "ts" / "deep" / "file.ts").rename(tree / "ts" / "deep" / "other.ts")
    assert not hook.is_current(tree)


def test_a_bundle_made_by_hand_is_built_again(hook: ModuleType, tree: Path) -> None:
    (tree / hook.BUNDLE / hook.CHECKSUM_FILE).unlink()
    assert not hook.is_current(tree)


def test_a_current_bundle_with_a_file_missing_is_an_error(hook: ModuleType, tree: Path) -> None:
    (tree / hook.BUNDLE / "kernel.wasm").unlink()
    with pytest.raises(RuntimeError, match=r"lacks kernel\.wasm"):
        hook.ensure_bundle(tree)


@pytest.mark.parametrize(
    ("installed", "answer"),
    [
        ({"node_modules/a": "1.0.0"}, True),
        ({"node_modules/a": "1.0.0", "node_modules/more": "5.0.0"}, True),
        ({"node_modules/a": "1.0.1"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_installed_packages_are_used_if_they_are_those_of_the_lock_file(
    hook: ModuleType, tmp_path: Path, installed: dict[str, str] | None, answer: bool
) -> None:
    wanted = {
        "": {"version": "0.1.0"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/linter": {"version": "1.0.0", "dev": True},
        "node_modules/other-platform": {"version": "1.0.0", "optional": True},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": wanted}))
    if installed is not None:
        found = {name: {"version": version} for name, version in installed.items()}
        (tmp_path / "node_modules").mkdir()
        (tmp_path / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": found}))
    assert hook.packages_installed(tmp_path) is answer

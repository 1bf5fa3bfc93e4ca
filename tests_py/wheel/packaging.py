"""What the tests of packages share: a source tree without anything built, and an environment without Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGED = (
    ".gitignore",
    ".npmrc",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "python",
    "rogtk_shim",
    "scripts",
    "ts",
    "tsconfig.json",
)
BUNDLE = Path("python", "rogtk_bridge", "_bundle")
# Packages are downloaded and Node is unpacked: minutes on a slow line, seconds otherwise.
SECONDS_MAX = 300


def copy_sources(target: Path) -> Path:
    """Copy what a package is made of, as it stands in version control: nothing built, nothing installed."""
    target.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("_bundle", "__pycache__", "*.wasm")
    for name in PACKAGED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=unwanted)
        else:
            shutil.copy2(ROOT / name, target / name)
    return target


def environment_without_node(folder: Path, **extra: str) -> dict[str, str]:
    """Environment variables with a PATH on which there is a shell, and nothing else."""
    folder.mkdir(exist_ok=True)
    shell = shutil.which("sh")
    assert shell is not None
    if not (folder / "sh").exists():
        (folder / "sh").symlink_to(shell)
    assert shutil.which("node", path=str(folder)) is None
    unwanted = ("NODE_OPTIONS", "NODE_PATH", "PYTHON", "ROGTK_SHIM", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "PATH": str(folder), **extra}


def run(command: list[str | Path], environment: dict[str, str], folder: Path) -> str:
    """Run a command to its end and return what it printed; a failure shows all of it."""
    finished = subprocess.run(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if finished.returncode != 0:
        raise AssertionError(f"{command} ended with {finished.returncode}:\n{finished.stdout}")
    return finished.stdout


def build_with_pip(source: Path, target: Path, environment: dict[str, str]) -> Path:
    """Build a wheel of a folder or a source distribution as `pip install` does: isolated."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--wheel-dir",
        target,
        source,
    ]
    run(command, environment, target.parent)
    (wheel,) = target.glob("*.whl")
    return wheel


def call_backend(source: Path, call: str, environment: dict[str, str]) -> str:
    """Call a function of the build backend in a source tree, with the packages of this environment."""
    return run([sys.executable, "-c", f"import hatchling.build as build; print({call})"], environment, source)

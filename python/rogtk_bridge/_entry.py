"""The engine's entry file, and the version that belongs to it."""

from __future__ import annotations

import os

from .errors import EngineError

BUNDLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_bundle")


def entry_file(wanted: str | None) -> str:
    """Choose the entry file: the one wanted, that of the environment variable, or the one in this package."""
    entry = wanted or os.environ.get("ROGTK_SHIM_ENGINE") or os.path.join(BUNDLE, "engine.cjs")
    return os.path.abspath(entry)


def bundled_version(entry: str) -> str | None:
    """Read the version that the build has put beside the engine; None for an engine from elsewhere."""
    if os.path.dirname(entry) != BUNDLE:
        return None
    try:
        with open(os.path.join(BUNDLE, "version.txt"), encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        raise EngineError(
            f"The engine is missing from {BUNDLE}",
            code="ENGINE_MISSING",
            hint="Reinstall rogtk-shim; in a checkout, `npm run build` makes it.",
        ) from None

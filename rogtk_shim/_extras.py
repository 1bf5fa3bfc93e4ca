"""Packages that are there only if the user wants them."""

from __future__ import annotations

import importlib.util


def need(package: str) -> None:
    """Raise an `ImportError` that says what to install when an optional package is missing."""
    if importlib.util.find_spec(package) is None:
        raise ImportError(f'{package} is not installed; pip install "rogtk-shim[{package}]"', name=package)

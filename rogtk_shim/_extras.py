"""Packages that are there only if the user wants them."""

from __future__ import annotations

import importlib.util


def need(package: str) -> None:
    """Raise an error that says what to install when an optional package is missing."""
    if importlib.util.find_spec(package) is None:
        from .errors import PackageMissingError

        message = f'{package} is not installed; pip install "rogtk-shim[{package}]"'
        error = PackageMissingError(message, code="PACKAGE_MISSING")
        error.name = package
        raise error

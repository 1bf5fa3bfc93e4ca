"""The package's version, looked up when it is asked for."""

from __future__ import annotations


def version() -> str:
    """Return the version the bundled engine was built with, or the installed package's."""
    import os

    import rogtk_bridge

    bundled = os.path.join(os.path.dirname(rogtk_bridge.__file__), "_bundle", "version.txt")
    try:
        with open(bundled, encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        from importlib import metadata

        return metadata.version("rogtk-shim")

"""MARC 21 files as tables: `scan_marc` describes what to read, `read_marc` reads it into a table.

The records, readers and writers that `rogtk_shim.pymarc` shows are here as well. They need nothing of the
tables, which are loaded when they are first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._views import MarcError, RecordView
    from .scan import MarcScan, read_marc, scan_marc

__all__ = ["MarcError", "MarcScan", "RecordView", "read_marc", "scan_marc"]


def __getattr__(name: str) -> object:
    """Load a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = "._views" if name in ("MarcError", "RecordView") else ".scan"
    value = globals()[name] = getattr(import_module(home, __name__), name)
    return value

"""MARC 21 files as tables: `scan_marc` describes, `read_marc` reads, `write_marc` writes a long table back.

The records, readers and writers that `rogtk_shim.pymarc` shows are here as well. They need nothing of the
tables, which are loaded when they are first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._views import MarcError, RecordView
    from .scan import MarcScan, read_marc, scan_marc
    from .write import write_marc

__all__ = ["MarcError", "MarcScan", "RecordView", "read_marc", "scan_marc", "write_marc"]


def __getattr__(name: str) -> object:
    """Load a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    homes = {"MarcError": "._views", "RecordView": "._views", "write_marc": ".write"}
    home = homes.get(name, ".scan")
    value = globals()[name] = getattr(import_module(home, __name__), name)
    return value

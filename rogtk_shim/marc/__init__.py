"""MARC 21 files as tables: `scan_marc` describes what to read, `read_marc` reads it into a table."""

from .scan import MarcScan, read_marc, scan_marc

__all__ = ["MarcScan", "read_marc", "scan_marc"]

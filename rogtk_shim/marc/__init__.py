"""MARC 21 files as tables: `scan_marc` describes what to read, `read_marc` reads it into a table."""

from ._views import MarcError, RecordView
from .scan import MarcScan, read_marc, scan_marc

__all__ = ["MarcError", "MarcScan", "RecordView", "read_marc", "scan_marc"]

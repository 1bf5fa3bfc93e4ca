"""MARC 21 files: `scan_marc` describes what to read from one as a table."""

from ._views import MarcError, RecordView

__all__ = ["MarcError", "RecordView"]

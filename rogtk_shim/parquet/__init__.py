"""Parquet files: `scan_parquet` describes what to read."""

from .header import ParquetHeader
from .scan import ParquetScan, scan_parquet

__all__ = ["ParquetHeader", "ParquetScan", "scan_parquet"]

"""BAM files: `scan_bam` describes what to read, `read_bam` reads it into a table."""

from .columns import ALL_COLUMNS, COLUMNS
from .header import BamHeader
from .partitions import check_partitions
from .reading import read_bam
from .scan import BamScan, scan_bam

__all__ = ["ALL_COLUMNS", "COLUMNS", "BamHeader", "BamScan", "check_partitions", "read_bam", "scan_bam"]

"""GRASP's lists of configuration state functions (CSFs): text to tables and descriptors."""

from .blocks import CsfBlock, csf_blocks
from .columns import COLUMNS
from .descriptors import csf_to_descriptors
from .header import CsfHeader
from .scan import CsfScan, read_csf, scan_csf

__all__ = [
    "COLUMNS",
    "CsfBlock",
    "CsfHeader",
    "CsfScan",
    "csf_blocks",
    "csf_to_descriptors",
    "read_csf",
    "scan_csf",
]

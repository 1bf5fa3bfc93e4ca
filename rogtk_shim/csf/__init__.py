"""GRASP's lists of configuration state functions (CSFs): text to tables and descriptors, and back."""

from .blocks import CsfBlock, csf_blocks
from .columns import COLUMNS
from .descriptors import csf_to_descriptors
from .header import CsfHeader
from .scan import CsfScan, read_csf, scan_csf
from .sets import csf_isin, csf_split, csf_unique
from .write import write_csf

__all__ = [
    "COLUMNS",
    "CsfBlock",
    "CsfHeader",
    "CsfScan",
    "csf_blocks",
    "csf_isin",
    "csf_split",
    "csf_to_descriptors",
    "csf_unique",
    "read_csf",
    "scan_csf",
    "write_csf",
]

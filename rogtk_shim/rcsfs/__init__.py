"""The functions of rcsfs, under their names and with their parameters: a script changes its import line.

    from rogtk_shim.rcsfs import convert_csfs, generate_descriptors_from_parquet, read_peel_subshells

What differs from rcsfs, on purpose: lines that are only `*` separate blocks and don't shift the lines behind
them; a CSF that can't be parsed is an error, or on request a row of nulls or zeros that is counted and named;
lines that were cut are warned of; a list that ends within a CSF is an error; files appear when they are
whole; nothing is printed. The dictionaries have the keys of rcsfs and some more. Parameters and defaults are
those of rcsfs 1.2.2; `errors` and `progress` are additional keywords.

`rogtk_shim.csf_to_descriptors` makes descriptors of the text in one pass, `rogtk_shim.scan_csf` tables.
"""

from .conversion import convert_csfs
from .descriptors import generate_descriptors_from_parquet
from .generator import CSFDescriptorGenerator, j_to_double_j, py_j_to_double_j
from .header import read_peel_subshells
from .info import get_parquet_info

__all__ = [
    "CSFDescriptorGenerator",
    "convert_csfs",
    "generate_descriptors_from_parquet",
    "get_parquet_info",
    "j_to_double_j",
    "py_j_to_double_j",
    "read_peel_subshells",
]

"""BAM files to Arrow: tables, streams of record batches and Arrow IPC files.

>>> import rogtk_shim
>>> rogtk_shim.read_bam("reads.bam", columns=["name", "start"]).num_rows
3

Importing this package imports nothing else: what it offers is loaded when it is first used.
"""

# A plain name instead of typing's: type checkers know it as well, and typing needn't be imported.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import bam, csf, errors, marc, parquet, rcsfs, rogtk
    from .bam import BamHeader, BamScan, check_partitions, read_bam, scan_bam
    from .csf import (
        CsfBlock,
        CsfHeader,
        CsfScan,
        csf_blocks,
        csf_isin,
        csf_split,
        csf_to_descriptors,
        csf_unique,
        read_csf,
        scan_csf,
        write_csf,
    )
    from .diagnosis import Finding, doctor
    from .errors import (
        EngineCrashed,
        EngineError,
        FormatError,
        InputError,
        InputNotFoundError,
        LimitError,
        OptionError,
        OutputError,
        PackageMissingError,
        PartitionError,
        RejectsWarning,
        RogtkShimError,
        TruncatedFileError,
    )
    from .marc import MarcScan, read_marc, scan_marc, write_marc
    from .parquet import ParquetHeader, ParquetScan, scan_parquet
    from .rogtk import (
        bam_to_arrow_ipc,
        bam_to_arrow_ipc_gzp_parallel,
        bam_to_arrow_ipc_htslib_bgzf_blocks,
        bam_to_arrow_ipc_htslib_mmap_parallel,
        bam_to_arrow_ipc_htslib_multi_reader_parallel,
        bam_to_arrow_ipc_htslib_optimized,
        bam_to_arrow_ipc_htslib_parallel,
        bam_to_arrow_ipc_parallel,
        bam_to_parquet,
        bams_to_arrow_ipc,
        bams_to_arrow_ipc_htslib_optimized,
        bams_to_parquet,
    )
    from .scan import Scan
    from .statistics import Statistics
    from .stream import Stream
    from .verification import Verification, verify
    from .write import write_ipc, write_parquet

    __version__: str

__all__ = [
    "BamHeader",
    "BamScan",
    "CsfBlock",
    "CsfHeader",
    "CsfScan",
    "EngineCrashed",
    "EngineError",
    "Finding",
    "FormatError",
    "InputError",
    "InputNotFoundError",
    "LimitError",
    "MarcScan",
    "OptionError",
    "OutputError",
    "PackageMissingError",
    "ParquetHeader",
    "ParquetScan",
    "PartitionError",
    "RejectsWarning",
    "RogtkShimError",
    "Scan",
    "Statistics",
    "Stream",
    "TruncatedFileError",
    "Verification",
    "__version__",
    "bam",
    "bam_to_arrow_ipc",
    "bam_to_arrow_ipc_gzp_parallel",
    "bam_to_arrow_ipc_htslib_bgzf_blocks",
    "bam_to_arrow_ipc_htslib_mmap_parallel",
    "bam_to_arrow_ipc_htslib_multi_reader_parallel",
    "bam_to_arrow_ipc_htslib_optimized",
    "bam_to_arrow_ipc_htslib_parallel",
    "bam_to_arrow_ipc_parallel",
    "bam_to_parquet",
    "bams_to_arrow_ipc",
    "bams_to_arrow_ipc_htslib_optimized",
    "bams_to_parquet",
    "check_partitions",
    "csf",
    "csf_blocks",
    "csf_isin",
    "csf_split",
    "csf_to_descriptors",
    "csf_unique",
    "doctor",
    "errors",
    "marc",
    "parquet",
    "rcsfs",
    "read_bam",
    "read_csf",
    "read_marc",
    "rogtk",
    "scan_bam",
    "scan_csf",
    "scan_marc",
    "scan_parquet",
    "verify",
    "write_csf",
    "write_ipc",
    "write_marc",
    "write_parquet",
]

_HOMES = {
    "bam": ("BamHeader", "BamScan", "check_partitions", "read_bam", "scan_bam"),
    "parquet": ("ParquetHeader", "ParquetScan", "scan_parquet"),
    "diagnosis": ("Finding", "doctor"),
    "csf": (
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
    ),
    "marc": ("MarcScan", "read_marc", "scan_marc", "write_marc"),
    "scan": ("Scan",),
    "statistics": ("Statistics",),
    "stream": ("Stream",),
    "verification": ("Verification", "verify"),
    "write": ("write_ipc", "write_parquet"),
}
_SUBMODULES = ("bam", "csf", "errors", "marc", "parquet", "rcsfs", "rogtk")


def _home(name: str) -> str:
    """Return the submodule that holds a public name."""
    for home, names in _HOMES.items():
        if name in names:
            return home
    return "rogtk" if name.startswith(("bam_to_", "bams_to_")) else "errors"


def __getattr__(name: str) -> object:
    """Load a public name at its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "__version__":
        value: object = import_module("._version", __name__).version()
    elif name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    else:
        value = getattr(import_module(f".{_home(name)}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List what is loaded and what can be."""
    return sorted({*globals(), *__all__})

"""The functions that stand in for rogtk's, for tests that go over all of them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rogtk_shim import Statistics, rogtk

#: As inspect.signature shows them on the original.
ORIGINAL: dict[str, list[list[Any]]] = json.loads(
    Path(__file__).with_name("rogtk_signatures.json").read_text(encoding="utf-8")
)["functions"]
NAMES = list(ORIGINAL)
PARQUET = [name for name in NAMES if name.endswith("_parquet")]
ONE_INPUT = [name for name in NAMES if name.startswith("bam_")]
SEVERAL_INPUTS = [name for name in NAMES if name.startswith("bams_")]
DEPRECATED = ["bam_to_arrow_ipc_htslib_mmap_parallel", "bam_to_arrow_ipc_htslib_multi_reader_parallel"]


def call(name: str, source: object, *arguments: object, **options: object) -> Statistics:
    """Call a function for one input, also one that takes several, without its deprecation warning."""
    function: Callable[..., Statistics] = getattr(rogtk, name)
    with warnings.catch_warnings():
        if name in DEPRECATED:
            warnings.simplefilter("ignore", DeprecationWarning)
        return function([source] if name in SEVERAL_INPUTS else source, *arguments, **options)

"""Every function that takes `progress` calls a function of the user's, and tells it the truth at the end."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rogtk_shim
import rogtk_shim.rcsfs
import rogtk_shim.rogtk
from rogtk_shim import marc, rcsfs

Call = Callable[[Any], object]


def bam(name: str) -> Call:
    """A conversion of `reads.bam`."""
    function = getattr(rogtk_shim, name)
    inputs = ["reads.bam"] if name.startswith("bams") else "reads.bam"
    return lambda progress: function(inputs, "out", progress=progress)


#: By function: a call of it, and the file of which it reads every byte, if there is one.
CALLS: dict[str, tuple[Call, str]] = {
    **{
        name: (bam(name), "reads.bam")
        for name in rogtk_shim.__all__
        if name.startswith(("bam_to", "bams_to"))
    },
    "convert_csfs": (lambda p: rcsfs.convert_csfs("rcsf.inp", "out.parquet", progress=p), "rcsf.inp"),
    "csf_blocks": (lambda p: rogtk_shim.csf_blocks("rcsf.inp", progress=p), "rcsf.inp"),
    "csf_to_descriptors": (
        lambda p: rogtk_shim.csf_to_descriptors("rcsf.inp", "out", progress=p),
        "rcsf.inp",
    ),
    "generate_descriptors_from_parquet": (
        lambda p: rcsfs.generate_descriptors_from_parquet(
            "lines.parquet", "out", ["2s", "2p-", "2p"], progress=p
        ),
        "",
    ),
    "read_bam": (lambda p: rogtk_shim.read_bam("reads.bam", progress=p), "reads.bam"),
    "read_csf": (lambda p: rogtk_shim.read_csf("rcsf.inp", progress=p), "rcsf.inp"),
    "read_marc": (lambda p: rogtk_shim.read_marc("books.mrc", progress=p), "books.mrc"),
    "scan_bam": (lambda p: rogtk_shim.scan_bam("reads.bam", progress=p).check(), "reads.bam"),
    "scan_csf": (lambda p: rogtk_shim.scan_csf("rcsf.inp", progress=p).count(), "rcsf.inp"),
    "scan_marc": (lambda p: rogtk_shim.scan_marc("books.mrc", progress=p).to_polars(), "books.mrc"),
    "scan_parquet": (
        lambda p: rogtk_shim.scan_parquet("table.parquet", progress=p).lazy().collect(),
        "",
    ),
    "write_csf": (
        lambda p: rogtk_shim.write_csf(rogtk_shim.scan_csf("rcsf.inp"), "out", progress=p),
        "rcsf.inp",
    ),
    "write_ipc": (lambda p: rogtk_shim.write_ipc(rogtk_shim.scan_bam("reads.bam"), "out", progress=p), ""),
    "write_marc": (
        lambda p: marc.write_marc(rogtk_shim.scan_marc("books.mrc", shape="long"), "out", progress=p),
        "books.mrc",
    ),
    "write_parquet": (
        lambda p: rogtk_shim.write_parquet(rogtk_shim.scan_bam("reads.bam"), "out", progress=p),
        "",
    ),
}


def test_none_is_left_out() -> None:
    modules = (rogtk_shim, rogtk_shim.rogtk, rogtk_shim.rcsfs)
    found = {
        name
        for module in modules
        for name in module.__all__
        if inspect.isfunction(function := getattr(module, name))
        and "progress" in inspect.signature(function).parameters
    }
    assert found == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
# The original's name says so itself.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_function_is_called(name: str, examples: Path) -> None:
    assert examples.exists()
    rogtk_shim.scan_csf("rcsf.inp").write_parquet("lines.parquet")
    calls: list[tuple[int, int | None, int]] = []
    run, source = CALLS[name]

    def take(done: int, total: int | None, records: int) -> None:
        calls.append((done, total, records))

    run(take)
    assert calls, "it is called at the end at least"
    done, total, records = calls[-1]
    assert records in (2, 3)
    assert total in (done, None)
    if source:
        assert total == os.path.getsize(source)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_its_exception_comes_out(name: str, examples: Path) -> None:
    rogtk_shim.scan_csf("rcsf.inp").write_parquet("lines.parquet")
    before = {path.name for path in examples.iterdir()}

    def fail(*_: object) -> None:
        raise LookupError("enough of it")

    with pytest.raises(Exception, match="enough of it"):
        CALLS[name][0](fail)
    assert {path.name for path in examples.iterdir()} == before

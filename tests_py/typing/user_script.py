"""The public API as a user's script uses it. It is checked by the type checker, not run.

`assert_type` fails where a type is wider, narrower or unknown; an ignore comment that isn't needed fails too.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
from typing_extensions import assert_type

import rogtk_shim
from rogtk_shim import (
    BamHeader,
    BamScan,
    FormatError,
    InputNotFoundError,
    OutputError,
    RogtkShimError,
    Scan,
    Statistics,
    Stream,
    TruncatedFileError,
    bam_to_arrow_ipc_htslib_optimized,
    bams_to_arrow_ipc,
    read_bam,
    scan_bam,
)
from rogtk_shim.rogtk import bam_to_arrow_ipc


def show(done: int, total: int | None, records: int) -> None:
    """Take progress."""
    assert done <= (total or done)
    assert records >= 0


def scans() -> None:
    """Describe, look, iterate, hand over."""
    scan = scan_bam("reads.bam", batch_size=1000, limit=None, columns=["name"], threads=2, progress=show)
    assert_type(scan, BamScan)
    general: Scan = scan
    assert_type(general.schema, pa.Schema)
    assert_type(scan.header, BamHeader)
    assert_type(scan.header.text, str)
    assert_type(scan.header.references, tuple[tuple[str, int], ...])
    for batch in scan:
        assert_type(batch, pa.RecordBatch)
    with scan.open() as stream:
        assert_type(stream, Stream)
        assert_type(next(stream), pa.RecordBatch)
        assert_type(stream.stats, Statistics | None)
    assert_type(scan.to_arrow(), pa.Table)
    assert_type(scan.to_polars(), pl.DataFrame)
    assert_type(scan.lazy(), pl.LazyFrame)
    assert_type(scan.to_pandas(), pd.DataFrame)
    assert_type(scan.write_ipc(Path("out.arrow")), Statistics)
    assert_type(scan.write_parquet("out.parquet", compression="snappy", row_group_size=1000), Statistics)
    assert_type(scan.count(), Statistics)
    assert_type(scan.check(), Statistics)
    assert_type(read_bam(Path("reads.bam"), columns=("name", "start"), progress=True), pa.Table)
    assert_type(rogtk_shim.read_bam("reads.bam"), pa.Table)
    assert_type(pl.DataFrame(scan), pl.DataFrame)
    scan_bam("reads.bam", 1000)  # pyright: ignore[reportCallIssue]
    scan_bam(5)  # pyright: ignore[reportArgumentType]
    scan_bam(b"BAM")
    with open("reads.bam", "rb") as file:
        scan_bam(file)
    scan_bam("reads.bam", progress=print)
    scan_bam("reads.bam", limit="5")  # pyright: ignore[reportArgumentType]
    scan.schema = scan.schema  # pyright: ignore[reportAttributeAccessIssue]


def conversions() -> None:
    """Call the functions of rogtk."""
    stats = bam_to_arrow_ipc("reads.bam", "out.arrow", 50000, True, True, None, progress=False)
    assert_type(stats, Statistics)
    assert_type(stats.records, int)
    assert_type(stats.seconds, float)
    assert_type(stats.complete, bool)
    assert stats["records"] == stats.to_dict()["records"]
    bam_to_arrow_ipc_htslib_optimized(
        "reads.bam",
        Path("out.arrow"),
        bgzf_threads=8,
        writing_threads=8,
        read_buffer_mb=1024,
        write_buffer_mb=256,
        batch_size=20_000,
    )
    bams_to_arrow_ipc([Path("a.bam"), "b.bam"], "out.arrow", include_source_file=True)
    rogtk_shim.rogtk.bam_to_arrow_ipc("reads.bam", "out.arrow", threads=2)  # pyright: ignore[reportCallIssue]


def errors() -> None:
    """Catch what can go wrong."""
    try:
        read_bam("reads.bam")
    except TruncatedFileError as error:
        assert_type(error.offset, int | None)
    except (FormatError, InputNotFoundError, OutputError, RogtkShimError) as error:
        assert_type(error.record, int | None)
        assert_type(error.path, str | None)
    assert_type(rogtk_shim.__version__, str)

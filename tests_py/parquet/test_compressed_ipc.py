"""Arrow IPC files with compressed columns."""

from __future__ import annotations

from pathlib import Path

import polars
import pyarrow as pa
import pyarrow.ipc as ipc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import OptionError, read_bam, scan_bam
from rogtk_shim._arrow import arrow_plan
from rogtk_shim._convert import write_file
from rogtk_shim._outputs import ipc_file
from tests_py.parquet.files import same
from tests_py.parquet.strategies import tables

LARGE = Path(__file__).resolve().parents[1] / "data" / "bam" / "pybedtools-x.bam"


def read(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return ipc.open_file(source).read_all()


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_a_bam_file_for_two_readers(compression: str, tmp_path: Path) -> None:
    output = tmp_path / "reads.arrow"
    contents: set[bytes] = set()
    for threads in (1, 2, 4):
        scan_bam(LARGE, threads=threads).write_ipc(output, compression=compression)
        contents.add(output.read_bytes())
    assert len(contents) == 1
    expected = read_bam(LARGE)
    table = read(output)
    table.validate(full=True)
    assert table.equals(expected)
    assert table.schema.equals(expected.schema, check_metadata=True)
    assert polars.read_ipc(output).to_arrow().num_rows == expected.num_rows
    plain = tmp_path / "plain.arrow"
    scan_bam(LARGE).write_ipc(plain)
    assert output.stat().st_size < plain.stat().st_size / 1.5


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(table=tables(), compression=st.sampled_from(["lz4", "zstd"]))
def test_any_table(table: pa.Table, compression: str, tmp_path: Path) -> None:
    output = tmp_path / "any.arrow"
    write_file(arrow_plan(table, batch_rows=None, threads=None), str(output), ipc_file(compression), False)
    assert same(read(output).to_pylist(), table.to_pylist())


def test_blocks_of_more_than_four_mebibytes(tmp_path: Path) -> None:
    texts = ["x" * (9 << 20), "", "".join(f"{i:x}" for i in range(1_000_000))]
    output = tmp_path / "large.arrow"
    plan = arrow_plan(pa.table({"x": texts}), batch_rows=None, threads=None)
    write_file(plan, str(output), ipc_file("lz4"), False)
    assert read(output).column("x").to_pylist() == texts


def test_an_unknown_compression_is_refused_before_any_work(tmp_path: Path) -> None:
    for name in ("gzip", "snappy"):
        with pytest.raises(OptionError, match="lz4, zstd"):
            scan_bam("missing.bam").write_ipc(tmp_path / "x.arrow", compression=name)

"""Receipts: the digest of its rows that a file has in its footer is the one that `verify` computes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from rogtk_shim import FormatError, OptionError, scan_bam, scan_parquet, verify, write_ipc, write_parquet
from tests_py.cli.program import run
from tests_py.parquet.strategies import tables

KEY = b"rogtk_shim.receipt"
parquet: Any = pq


def metadata(path: Path) -> dict[bytes, bytes]:
    if path.suffix == ".parquet":
        return parquet.read_schema(path).metadata
    with pa.OSFile(str(path), "rb") as file:
        return pa.ipc.open_file(file).schema.metadata


@pytest.mark.timeout(60)
@pytest.mark.parametrize("threads", [1, 2])
def test_what_is_written_is_what_verify_finds(folder: Path, real_bam: Path, threads: int) -> None:
    scan = scan_bam(real_bam, columns="all", tags="all", batch_size=700, threads=threads)
    scan.write_ipc("plain.arrow", digest=True)
    scan.write_ipc("packed.arrow", compression="lz4", digest=True)
    stats = scan.write_parquet("rows.parquet", row_group_size=500, digest=True)
    for name in ("plain.arrow", "packed.arrow", "rows.parquet"):
        receipt = json.loads(metadata(folder / name)[KEY])
        found = verify(name)
        assert found
        assert found.receipt
        assert found.rows == receipt["rows"] == 3270
        assert found.digest == receipt["digest"] == stats["digest"] == verify(name, "plain.arrow").digest
        assert found.digests == receipt["columns"]
        assert str(found).startswith("as written: 3,270 rows of name, chrom")
    names = scan_bam(real_bam).schema.names
    assert verify(real_bam, "rows.parquet").digest == verify("rows.parquet", columns=names).digest


def test_on_the_command_line(folder: Path, real_bam: Path) -> None:
    assert run("bam", "to-parquet", real_bam, "reads.parquet", "--digest").returncode == 0
    assert run("bam", "to-arrow", real_bam, "reads.arrow", "--digest").returncode == 0
    for name in ("reads.parquet", "reads.arrow"):
        done = run("verify", name)
        assert (done.returncode, done.stdout[:10]) == (0, "as written")
    assert run("bam", "to-arrow", real_bam, "plain.arrow").returncode == 0
    done = run("verify", "plain.arrow")
    assert done.returncode == 1
    assert "has no receipt" in done.stderr
    done = run("bam", "to-arrow", real_bam, "-", "--digest")
    assert (done.returncode, done.stdout) == (2, "")


def test_changes_are_noticed(folder: Path, real_bam: Path) -> None:
    scan_bam(real_bam).write_parquet("rows.parquet", digest=True)
    table = parquet.read_table("rows.parquet")
    swapped = table.take([2, 1, 0, *range(3, table.num_rows)])
    flags = pa.array([1, *table["flags"].to_pylist()[1:]], pa.uint32())
    changed = {
        "the file has 3,269 rows, by its receipt 3,270 rows": table.slice(1),
        "the column name is": swapped,
        "the column flags is": table.set_column(4, "flags", flags),
        "the column start is not there": table.drop_columns(["start"]),
        "the column mine is there": table.append_column("mine", flags),
    }
    for told, other in changed.items():
        parquet.write_table(other, "changed.parquet")
        found = verify("changed.parquet")
        assert not found, told
        assert told in str(found)
    for receipt in (b'{"rows": 3270}', b"[" * 100_000, b"\xff"):
        broken = table.replace_schema_metadata({KEY: receipt})
        parquet.write_table(broken, "changed.parquet")
        with pytest.raises(FormatError) as caught:
            verify("changed.parquet")
        assert caught.value.code == "RECEIPT_DAMAGED"


def test_receipts_are_of_one_file(folder: Path, real_bam: Path) -> None:
    scan_bam(real_bam, columns=["name", "flags"]).write_parquet("rows.parquet", digest=True)
    again = scan_parquet("rows.parquet", limit=5)
    assert KEY not in again.schema.metadata
    again.write_ipc("some.arrow")
    assert KEY not in metadata(folder / "some.arrow")
    with pytest.raises(OptionError, match="no receipt"):
        verify("some.arrow")
    again.write_ipc("some.arrow", digest=True)
    assert verify("some.arrow").rows == 5
    with pytest.raises(TypeError, match="digest must be True or False"):
        again.write_ipc("some.arrow", digest=1)  # pyright: ignore[reportArgumentType]


@pytest.mark.timeout(120)
@settings(derandomize=True, database=None, deadline=None, max_examples=100)
@given(table=tables())
def test_columns_of_any_kind(table: pa.Table) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("rows.arrow", write_ipc), ("rows.parquet", write_parquet)):
            path = Path(folder) / name
            write(table, path, digest=True)
            receipt = json.loads(metadata(path)[KEY])
            found = verify(path)
            assert found, found
            assert (found.rows, found.digests) == (table.num_rows, receipt["columns"])

"""More than one buffer, one row group or the memory would hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from rogtk_shim import OutputError, write_parquet
from tests_py.parquet.files import open_file


@pytest.mark.timeout(180)
def test_more_text_than_offsets_of_32_bits_can_tell(tmp_path: Path) -> None:
    texts = pa.array([f"{i:08x}" * 128 for i in range(16_384)])
    batch = pa.record_batch({"x": texts})
    times = 136
    reader = pa.RecordBatchReader.from_batches(batch.schema, (batch for _ in range(times)))
    output = tmp_path / "large.parquet"
    statistics = write_parquet(reader, output, row_group_size=10**9)
    assert statistics.records == times * len(texts)
    file = open_file(output)
    assert file.metadata.num_row_groups > 30
    assert sum(len(texts) for _ in range(times)) * 1024 > 2**31
    first, last = file.read_row_group(0), file.read_row_group(file.metadata.num_row_groups - 1)
    assert first.column("x")[0] == texts[0]
    assert last.column("x")[-1] == texts[-1]


def test_an_output_that_cannot_be_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_parquet(pa.table({"x": [1]}), tmp_path / "missing" / "x.parquet")
    with pytest.raises(OutputError):
        write_parquet(pa.table({"x": [1]}), "/dev/full")
    assert list(tmp_path.iterdir()) == []


def test_an_input_that_raises_leaves_nothing(tmp_path: Path) -> None:
    batch = pa.record_batch({"x": pa.array(range(200_000))})

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch
        yield batch
        raise LookupError("the end of the world")

    reader = pa.RecordBatchReader.from_batches(batch.schema, batches())
    with pytest.raises(LookupError, match="end of the world"):
        write_parquet(reader, tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []

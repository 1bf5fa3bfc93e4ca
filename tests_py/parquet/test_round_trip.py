"""Every type, read back by pyarrow, duckdb and polars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import FormatError, write_parquet
from tests_py.parquet.files import chunks, open_file, read, same
from tests_py.parquet.strategies import INTEGERS, tables

COMPRESSIONS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]


def by_duckdb(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(table=tables(), compression=st.sampled_from(COMPRESSIONS), rows=st.integers(1, 50))
def test_any_table(table: pa.Table, compression: str, rows: int, tmp_path: Path) -> None:
    output = tmp_path / "any.parquet"
    write_parquet(table, output, compression=compression, row_group_size=rows)
    back = read(output)
    assert back.schema.equals(table.schema)
    assert same(back.to_pylist(), table.to_pylist())


def every_type(rows: int) -> pa.Table:
    """Each type with values at its ends, every third one null."""
    columns: dict[str, Any] = {}
    for name, (type_, least, most) in INTEGERS.items():
        columns[name] = pa.array(
            [None if i % 3 == 2 else (least, most, i % 100)[i % 7 % 3] for i in range(rows)], type_
        )
    columns["float32"] = pa.array([None if i % 3 == 1 else i / 4 for i in range(rows)], pa.float32())
    columns["float64"] = pa.array([None if i % 3 == 1 else i / 3 for i in range(rows)])
    columns["bool"] = pa.array([(True, None, False)[i % 3] for i in range(rows)])
    columns["text"] = pa.array([None if i % 3 == 1 else f"é{i}" for i in range(rows)])
    columns["few"] = pa.array([None if i % 3 == 1 else f"few {i % 5}" for i in range(rows)])
    columns["bytes"] = pa.array([None if i % 3 == 1 else bytes([i % 256] * (i % 9)) for i in range(rows)])
    columns["null"] = pa.array([None] * rows, pa.int32())
    lists = [None if i % 3 == 1 else [*range(i % 4), None] for i in range(rows)]
    columns["list"] = pa.array(lists, pa.list_(pa.int16()))
    structs = [[{"a": i, "b": None if i % 2 else "x"}] * (i % 3) for i in range(rows)]
    columns["structs"] = pa.array(
        structs, pa.list_(pa.struct([pa.field("a", pa.int32()), pa.field("b", pa.string())]))
    )
    return pa.table(columns)


@pytest.mark.parametrize("rows", [1, 7, 5000])
def test_three_readers_agree(rows: int, tmp_path: Path) -> None:
    table = every_type(rows)
    output = tmp_path / "types.parquet"
    write_parquet(table, output, row_group_size=2048)
    assert read(output).equals(table)
    expected = [tuple(row.values()) for row in table.to_pylist()]
    assert by_duckdb(output) == expected
    assert polars.read_parquet(output).rows() == expected


@pytest.mark.parametrize(
    ("rows", "groups"), [(0, []), (1, [1]), (999, [999]), (1000, [1000]), (1001, [1000, 1])]
)
def test_row_groups_end_where_they_should(rows: int, groups: list[int], tmp_path: Path) -> None:
    table = every_type(rows) if rows else every_type(1).slice(0, 0)
    output = tmp_path / "groups.parquet"
    statistics = write_parquet(table, output, row_group_size=1000)
    metadata = open_file(output).metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == groups
    assert (statistics.records, statistics.batches) == (rows, len(groups))
    assert read(output).equals(table)
    assert len(by_duckdb(output)) == polars.read_parquet(output).height == rows


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        (pa.struct([]), "structs without fields"),
        (pa.list_(pa.struct([("y", pa.struct([]))])), "structs without fields"),
        (pa.timestamp("s"), "timestamps in seconds"),
    ],
)
def test_types_that_parquet_has_not(type_: Any, message: str, tmp_path: Path) -> None:
    make: Any = pa.array
    cells: Any = make([None, None], type_)
    with pytest.raises(FormatError, match=rf'Parquet has no {message} \(column "x"\)') as caught:
        write_parquet(pa.table({"a": [1, 2], "x": cells}), tmp_path / "x.parquet")
    assert caught.value.code == "PARQUET_TYPE"
    assert list(tmp_path.iterdir()) == []


def test_the_schemas_metadata_and_the_writer_are_named(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("x", pa.int8(), nullable=False)], metadata={"title": "é", "empty": ""})
    table = pa.table([pa.array([1], pa.int8())], schema=schema)
    output = tmp_path / "named.parquet"
    write_parquet(table, output)
    assert read(output).schema.equals(schema, check_metadata=True)
    metadata = open_file(output).metadata
    assert metadata.created_by.startswith("rogtk-shim version ")
    assert b"ARROW:schema" in metadata.metadata


@pytest.mark.parametrize(
    ("values", "encoding"),
    [
        (list(range(5000)), "DELTA_BINARY_PACKED"),
        ([i * 7919 % 50 for i in range(5000)], "RLE_DICTIONARY"),
        ([i * 2654435761 % 2**31 for i in range(5000)], "PLAIN"),
        ([str(i % 9) for i in range(5000)], "RLE_DICTIONARY"),
        ([f"{i * 2654435761 % 2**31:x}" for i in range(5000)], "DELTA_LENGTH_BYTE_ARRAY"),
        ([i % 7 / 3 for i in range(5000)], "RLE_DICTIONARY"),
        ([True, False, True] * 100, "PLAIN"),
    ],
)
def test_encodings_go_by_the_values(values: list[Any], encoding: str, tmp_path: Path) -> None:
    output = tmp_path / "encoded.parquet"
    write_parquet(pa.table({"x": values}), output)
    (chunk,) = chunks(output)
    assert encoding in chunk.encodings
    assert chunk.has_dictionary_page == (encoding == "RLE_DICTIONARY")
    assert read(output).column("x").to_pylist() == values
    assert [value for (value,) in by_duckdb(output)] == values
    assert polars.read_parquet(output)["x"].to_list() == values


@pytest.mark.parametrize("bits", range(1, 18))
def test_dictionaries_of_any_size(bits: int, tmp_path: Path) -> None:
    distinct = min(2**bits, 65536)
    rows = 6 * distinct
    numbers = [i * 48271 % distinct * 1000 for i in range(rows)]
    table = pa.table(
        {"wide": pa.array(numbers, pa.int64()), "near": pa.array([n // 1000 for n in numbers], pa.int32())}
    )
    output = tmp_path / "dictionary.parquet"
    write_parquet(table, output, row_group_size=10**6)
    assert read(output).equals(table)
    assert polars.read_parquet(output).to_arrow().cast(table.schema).equals(table)


def test_long_texts_and_pages_of_bounded_size(tmp_path: Path) -> None:
    texts = ["a" * (3 << 20), "", "é" * 100_000, *(f"{i:0100d}" for i in range(40_000))]
    table = pa.table({"x": texts})
    output = tmp_path / "long.parquet"
    for compression in COMPRESSIONS:
        write_parquet(table, output, compression=compression)
        assert read(output).equals(table), compression
    assert [value for (value,) in by_duckdb(output)] == texts


def test_row_groups_that_nobody_chose_take_16_mib(tmp_path: Path) -> None:
    table = pa.table({f"c{i}": pa.array(range(100_000), pa.int64()) for i in range(40)})
    output = tmp_path / "wide.parquet"
    write_parquet(table, output)
    metadata = open_file(output).metadata
    # 32 MB: two groups of half the rows each, not a full one and a rest.
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [50_000, 50_000]
    write_parquet(table, output, row_group_size=100_000)
    assert open_file(output).num_row_groups == 1
    assert read(output).equals(table)

"""Arrow data of any library goes into a file as it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import ipc as pyarrow_ipc
from pyarrow import parquet as pyarrow_parquet

import rogtk_shim
from rogtk_shim import FormatError, write_ipc, write_parquet

# Its types don't know of values that aren't known before the run.
pa: Any = pyarrow
ipc: Any = pyarrow_ipc
parquet: Any = pyarrow_parquet


def written(data: object, path: Path, **options: Any) -> Any:
    """What comes out, checked by pyarrow."""
    stats = write_ipc(data, path, **options)
    table = ipc.open_file(path).read_all()
    table.validate(full=True)
    assert stats.records == table.num_rows
    assert stats.complete
    return table


WORDS = ["x", "", None, "long enough to lie outside of a view", "é"] * 3
NUMBERS = [1, None, 3, 127, 0] * 3
LISTS = [[1, 2], None, [], [None, 3], [4]] * 3

PLAIN: dict[str, tuple[list[Any], Any, Any]] = {
    **{str(kind): (NUMBERS, kind, kind) for kind in (pa.int8(), pa.uint16(), pa.int32(), pa.uint64())},
    "float": ([0.5, None, float("inf")], pa.float32(), pa.float32()),
    "double": ([0.5, None, -0.0], pa.float64(), pa.float64()),
    "bool": ([True, None, False] * 7, pa.bool_(), pa.bool_()),
    "date": ([datetime.date(1900, 2, 3), None], pa.date32(), pa.date32()),
    "timestamp": ([0, None, -1], pa.timestamp("ns"), pa.timestamp("ns")),
    "zoned": ([0, None], pa.timestamp("ms", "Europe/Paris"), pa.timestamp("ms", "Europe/Paris")),
    "string": (WORDS, pa.string(), pa.string()),
    "large string": (WORDS, pa.large_string(), pa.string()),
    "string view": (WORDS, pa.string_view(), pa.string()),
    "binary": ([b"\xff", None, b""], pa.binary(), pa.binary()),
    "large binary": ([b"\xff", None, b""], pa.large_binary(), pa.binary()),
    "binary view": ([b"\xff", None, b"0123456789abcdef"], pa.binary_view(), pa.binary()),
    "list": (LISTS, pa.list_(pa.int16()), pa.list_(pa.int16())),
    "large list": (LISTS, pa.large_list(pa.int16()), pa.list_(pa.int16())),
    "list of views": (
        [[word] for word in WORDS],
        pa.list_(pa.field("item", pa.string_view())),
        pa.list_(pa.string()),
    ),
    "fixed list": ([[1, 2], None, [3, None]], pa.list_(pa.int8(), 2), pa.list_(pa.int8(), 2)),
    "struct": (
        [{"a": 1, "b": "x"}, None, {"a": None, "b": None}],
        pa.struct([("a", pa.int32()), ("b", pa.large_string())]),
        pa.struct([("a", pa.int32()), ("b", pa.string())]),
    ),
    "map": (
        [[("a", 1), ("b", None)], None, []],
        pa.map_(pa.large_string(), pa.int64()),
        pa.map_(pa.string(), pa.int64()),
    ),
    "struct without fields": ([{}, None, {}], pa.struct([]), pa.struct([])),
}


@pytest.mark.parametrize("name", PLAIN)
def test_every_type(name: str, tmp_path: Path) -> None:
    values, kind, wanted = PLAIN[name]
    column = pa.array(values, kind)
    table = written(pa.table({"column": column}), tmp_path / "out.arrow")
    assert table.column("column").type == wanted
    assert table.column("column").to_pylist() == column.to_pylist()
    # Slices begin within a byte of a bitmap, and behind the first offset.
    sliced = pa.table({"column": pa.concat_arrays([column] * 5).slice(3, len(column) * 3 + 1)})
    assert written(sliced, tmp_path / "out.arrow").to_pydict() == sliced.to_pydict()


@pytest.mark.parametrize(
    "values", [pa.string(), pa.large_string(), pa.binary(), pa.int64(), pa.float32(), pa.date32()]
)
@pytest.mark.parametrize("index", [pa.int8(), pa.uint16(), pa.int32(), pa.int64()])
def test_dictionaries_become_their_values(values: Any, index: Any, tmp_path: Path) -> None:
    if pa.types.is_large_string(values) or pa.types.is_string(values):
        known: Any = ["a", "bb", None, "c" * 20]
    else:
        known = [b"a", b"", None] if pa.types.is_binary(values) else [1, 2, None]
    numbers = pa.array([0, None, 1, 2, 1, 0], index)
    column = pa.DictionaryArray.from_arrays(numbers, pa.array(known, values))
    table = written(pa.table({"column": column}), tmp_path / "out.arrow")
    plain = pa.string() if pa.types.is_large_string(values) else values
    assert table.column("column").type == plain
    assert table.column("column").to_pylist() == column.to_pylist()


def test_dictionaries_may_change_from_batch_to_batch(tmp_path: Path) -> None:
    batches = [
        pa.record_batch({"c": pa.array(words).dictionary_encode()})
        for words in (["a", "b"], ["c"], ["d", "a"])
    ]
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, iter(batches))
    assert written(reader, tmp_path / "out.arrow").to_pydict() == {"c": ["a", "b", "c", "d", "a"]}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pa.null(), [None]),
        (pa.float16(), [None]),
        (pa.decimal128(5, 2), [None]),
        (pa.time64("us"), [None]),
        (pa.duration("s"), [None]),
        (pa.date64(), [None]),
        (pa.binary(3), [b"abc"]),
        (pa.list_(pa.struct([("deep", pa.float16())])), [None]),
        (pa.list_view(pa.int8()), [None]),
    ],
    ids=str,
)
def test_other_types_are_refused_by_the_name_of_their_column(
    kind: Any, values: list[Any], tmp_path: Path
) -> None:
    table = pa.table({"fine": [1] * len(values), "odd column": pa.array(values, kind)})
    with pytest.raises(FormatError, match="odd column") as caught:
        write_ipc(table, tmp_path / "out.arrow")
    assert caught.value.code == "ARROW_TYPE"
    assert not list(tmp_path.iterdir())


def test_nulls_that_the_schema_denies_are_refused(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("sure", pa.int32(), nullable=False)])
    table = pa.table([pa.array([1, None], pa.int32())], schema=schema)
    with pytest.raises(FormatError, match='"sure"') as caught:
        write_ipc(table, tmp_path / "out.arrow")
    assert caught.value.code == "ARROW_BATCH"


def test_metadata_and_nullability_survive(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("sure", pa.int32(), nullable=False)], metadata={"key": "välue"})
    table = pa.table([pa.array([1, 2], pa.int32())], schema=schema)
    assert written(table, tmp_path / "out.arrow").schema.equals(schema, check_metadata=True)


def test_no_columns_no_rows_no_batches(tmp_path: Path) -> None:
    out = tmp_path / "out.arrow"
    assert written(pa.table({"a": pa.array([], pa.string())}), out).num_rows == 0
    assert written(pa.schema([("a", pa.int8())]).empty_table(), out).num_rows == 0
    assert written(pa.table({}), out).num_columns == 0


def query(sql: str) -> Any:
    return duckdb.sql(sql)


def test_polars_duckdb_and_scans(tmp_path: Path) -> None:
    frame = polars.DataFrame(
        {
            "n": [1, None, 3],
            "s": ["x", None, "y" * 40],
            "c": polars.Series(["u", "v", "u"], dtype=polars.Categorical),
            "e": polars.Series(["p", None, "q"], dtype=polars.Enum(["p", "q"])),
            "l": [["a", "b" * 20], None, []],
            "t": [datetime.datetime(2020, 1, 2), None, datetime.datetime(1950, 1, 1)],
        }
    )
    out = tmp_path / "out.arrow"
    assert written(frame, out).to_pylist() == frame.to_dicts()
    sql = "select range as a, 'n' || range as b, [range, null] as c, {'x': range} as d from range(10000)"
    assert written(query(sql), out).to_pylist() == query(sql).to_arrow_table().to_pylist()
    bam = Path(__file__).parents[1] / "data" / "bam" / "biopython-ex1.bam"
    scan = rogtk_shim.scan_bam(bam, batch_size=100)
    table = scan.to_arrow()
    assert written(scan, out).equals(table)
    assert written(table, out).equals(table)
    # Through the bridge and back, while another stream of the same engine is being read.
    assert written(scan.open(), tmp_path / "2.arrow").equals(table)


def test_large_batches_are_split(tmp_path: Path) -> None:
    rows = 3_000_000
    table = pa.table(
        {
            "n": pa.array(range(rows)),
            "s": pa.array([f"text {i % 1000}" for i in range(rows)], pa.string_view()),
        }
    )
    out = tmp_path / "out.arrow"
    stats = write_ipc(table, out)
    assert stats.batches > 3
    assert (
        ipc.open_file(out).read_all().equals(table.cast(pa.schema([("n", pa.int64()), ("s", pa.string())])))
    )


def test_what_the_data_raises_comes_through(tmp_path: Path) -> None:
    class OwnError(Exception):
        pass

    class Data:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise OwnError("not today")

    with pytest.raises(OwnError, match="not today"):
        write_ipc(Data(), tmp_path / "out.arrow")

    def batches() -> Iterator[Any]:
        yield pa.record_batch({"a": [1]})
        raise OwnError("half way")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), batches())
    with pytest.raises(OwnError, match="half way"):
        write_ipc(reader, tmp_path / "out.arrow")
    assert not list(tmp_path.iterdir())


def test_parquet_row_groups_and_times(tmp_path: Path) -> None:
    moment = datetime.datetime(1950, 1, 2, 3, 4, 5)
    columns = {
        "n": pa.array(range(1000)),
        "day": pa.array([datetime.date(2020, 1, 2), None] * 500),
        **{
            f"{unit} {zone}": pa.array([moment, None] * 500, pa.timestamp(unit, zone))
            for unit in ("ms", "us", "ns")
            for zone in (None, "Europe/Paris")
        },
    }
    batches = pa.table(columns).to_batches(max_chunksize=70)
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, iter(batches))
    out = tmp_path / "out.parquet"
    write_parquet(reader, out, row_group_size=300)
    file = parquet.ParquetFile(out)
    assert [file.metadata.row_group(i).num_rows for i in range(4)] == [300, 300, 300, 100]
    assert file.read().equals(pa.table(columns))
    # Without the Arrow schema that goes along, the file's own types say the same.
    found = query(f"""select day, "ms None", "us None", "ns None" from '{out}'""").fetchall()
    assert found[:2] == [(datetime.date(2020, 1, 2), moment, moment, moment), (None,) * 4]
    zoned = str(file.schema.column(3).logical_type)
    assert "isAdjustedToUTC=true, timeUnit=milliseconds" in zoned
    with pytest.raises(FormatError, match="odd") as caught:
        write_parquet(pa.table({"odd": pa.array([0], pa.timestamp("s"))}), out)
    assert caught.value.code == "PARQUET_TYPE"


@pytest.mark.parametrize("data", [None, 5, [1], {"a": [1]}, "path.arrow"])
def test_other_objects_are_refused(data: object, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        write_ipc(data, tmp_path / "out.arrow")


_flat = st.sampled_from(
    [
        pa.int8(),
        pa.int64(),
        pa.bool_(),
        pa.float64(),
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.large_binary(),
    ]
)


def test_metadata_that_is_no_text_is_refused(tmp_path: Path) -> None:
    table = pyarrow.table({"a": [1]}).replace_schema_metadata({b"key": b"\xff\x00"})
    with pytest.raises(FormatError, match="not UTF-8"):
        write_ipc(table, tmp_path / "out.arrow")


def _values(kind: Any) -> st.SearchStrategy[Any]:
    if pa.types.is_nested(kind):
        if pa.types.is_struct(kind):
            return st.none() | st.fixed_dictionaries({one.name: _values(one.type) for one in kind})
        if pa.types.is_fixed_size_list(kind):
            size = kind.list_size
            return st.none() | st.lists(_values(kind.value_type), min_size=size, max_size=size)
        return st.none() | st.lists(_values(kind.value_type), max_size=4)
    if pa.types.is_integer(kind):
        return st.none() | st.integers(-128, 127)
    if pa.types.is_boolean(kind):
        return st.none() | st.booleans()
    if pa.types.is_floating(kind):
        return st.none() | st.floats(allow_nan=False)
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    return st.none() | (st.binary(max_size=20) if pa.types.is_large_binary(kind) else text)


_kinds = st.recursive(
    _flat,
    lambda below: st.one_of(
        below.map(pa.list_),
        below.map(pa.large_list),
        st.tuples(below, st.integers(1, 3)).map(lambda both: pa.list_(*both)),
        st.lists(below, min_size=1, max_size=3).map(
            lambda all_: pa.struct([(f"f{i}", one) for i, one in enumerate(all_)])
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_comes_out_as_it_went_in(data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(_kinds)
    values = data.draw(st.lists(_values(kind), max_size=25))
    column = pa.chunked_array([pa.array(values, kind)])
    start = data.draw(st.integers(0, len(values)))
    table = pa.table({"c": column}).slice(start, data.draw(st.integers(0, len(values) - start)))
    assert written(table, tmp_path / "out.arrow").to_pylist() == table.to_pylist()

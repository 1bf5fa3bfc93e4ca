"""Long tables back to records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import Statistics, pymarc, read_marc, scan_marc, write_marc
from rogtk_shim.errors import FormatError, LimitError, OptionError
from tests_py.marc.iso2709 import EXTRA, record
from tests_py.marc.strategies import build, records
from tests_py.marc.test_damage import sample

compute: Any = pc
polars: Any = pl
BOOKS = sample(40)


def chunked(table: Any, rows: int) -> Any:
    """The same rows in batches of so many."""
    return pa.Table.from_batches(table.to_batches(max_chunksize=rows), schema=table.schema)


def changed(table: Any, column: str, row: int, value: Any) -> Any:
    """The table with another value."""
    values = table[column].to_pylist()
    values[row] = value
    at = table.schema.get_field_index(column)
    return table.set_column(at, column, pa.array(values, table.schema.field(at).type))


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.mrc"
    path.write_bytes(b"".join(BOOKS))
    return path


@pytest.mark.parametrize("rows", [1, 2, 7, 100, 10**6])
def test_batches_of_any_size(books: Path, tmp_path: Path, rows: int) -> None:
    table = chunked(read_marc(books, shape="long"), rows)
    out = tmp_path / "out.mrc"
    stats = write_marc(table, out)
    assert out.read_bytes() == books.read_bytes()
    assert isinstance(stats, Statistics)
    assert (stats.records, stats.extra["rows"]) == (40, table.num_rows)
    assert stats.bytes_out == books.stat().st_size


def test_scans_and_threads(tmp_path: Path) -> None:
    path, out = tmp_path / "many.mrc", tmp_path / "out.mrc"
    path.write_bytes(b"".join(sample(30_000)))
    for threads in (1, 2):
        assert write_marc(scan_marc(path, shape="long"), out, threads=threads).records == 30_000
        assert out.read_bytes() == path.read_bytes()
        assert write_marc(scan_marc(path, shape="long").to_arrow(), out, threads=threads).records == 30_000
        assert out.read_bytes() == path.read_bytes()


def test_a_selection_by_polars_duckdb_and_pandas(books: Path, tmp_path: Path) -> None:
    table, out = read_marc(books, shape="long"), tmp_path / "out.mrc"
    chosen = [3, 17, 39]
    wanted = b"".join(BOOKS[number] for number in chosen)
    frame = polars.from_arrow(table)
    assert write_marc(frame.filter(pl.col("record").is_in(chosen)), out).records == 3
    assert out.read_bytes() == wanted
    # Text columns with a dictionary.
    assert (
        write_marc(frame.filter(pl.col("record").is_in(chosen)).cast({"tag": pl.Categorical}), out).records
        == 3
    )
    assert out.read_bytes() == wanted
    connection = duckdb.connect()
    connection.register("rows", table)
    relation = connection.sql("select * from rows where record in (3, 17, 39)")
    assert write_marc(relation, out).records == 3
    assert out.read_bytes() == wanted
    same: Any = table
    pandas = same.to_pandas()
    assert write_marc(pandas[pandas["record"].isin(chosen)], out).records == 3
    assert out.read_bytes() == wanted
    assert write_marc(table.slice(0, 0), out).records == 0
    assert out.read_bytes() == b""


def test_rows_that_are_changed_and_left_out(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    frame = polars.from_arrow(read_marc(books, shape="long"))
    title = pl.when(pl.col("tag") == "245").then(pl.col("value") + " (café)").otherwise(pl.col("value"))
    write_marc(frame.with_columns(title.alias("value")).filter(pl.col("tag") != "008"), out)
    before, after = list(pymarc.MARCReader(str(books))), list(pymarc.MARCReader(str(out)))
    assert len(before) == len(after) == 40
    for old, new in zip(before, after, strict=True):
        assert old is not None
        assert new is not None
        assert new["245"]["a"] == old["245"]["a"] + " (café)"
        assert "008" not in new
        assert str(new.leader)[5:12] + str(new.leader)[17:] == str(old.leader)[5:12] + str(old.leader)[17:]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(described=st.lists(records, min_size=1, max_size=4), rows=st.integers(1, 30))
def test_any_records(described: list[Any], rows: int, tmp_path: Path) -> None:
    path, out = tmp_path / "in.mrc", tmp_path / "out.mrc"
    made = [build(pymarc, one) for one in described]
    for one in made:
        one.force_utf8 = True
        one.leader.coding_scheme = "a"
    data = b"".join(one.as_marc() for one in made)
    path.write_bytes(data)
    table = read_marc(path, shape="long", encoding="utf-8")
    assert write_marc(chunked(table, rows), out).records == len(made)
    assert out.read_bytes() == data
    assert read_marc(out, shape="long", encoding="utf-8").equals(table)


@pytest.mark.skipif(not EXTRA.is_dir(), reason="no further files are here")
def test_real_files(tmp_path: Path) -> None:
    compared = 0
    for path in sorted([*EXTRA.glob("*.marc"), *EXTRA.glob("*.mrc"), *EXTRA.glob("*.dat")]):
        try:
            table = read_marc(path, shape="long", errors="skip")
        except FormatError:
            continue
        except Warning:
            continue
        out = tmp_path / path.name
        write_marc(chunked(table, 11), out)
        again = read_marc(out, shape="long")
        assert again.num_rows == table.num_rows, path
        # The leader's numbers are new, and so is the number of a record behind one that was left out.
        leaders = compute.equal(table["tag"], "LDR")
        for name in ("field", "tag", "ind1", "ind2", "subfield", "code"):
            assert again[name].equals(table[name]), (path, name)
        rest = compute.invert(leaders)
        assert again["value"].filter(rest).equals(table["value"].filter(rest)), path
        compared += 1
    assert compared > 20


FIELDS = [("001", b"a1"), ("245", b"10\x1faOne\x1fbTwo"), ("500", b"  \x1faNote"), ("900", b"1")]


@pytest.mark.parametrize(
    ("column", "row", "value", "code", "why"),
    [
        ("tag", 1, "01", "MARC_TAG", "three characters"),
        ("tag", 2, "24é", "MARC_TAG", "three characters"),
        ("value", 2, "a\x1db", "MARC_VALUE", 'the value of a row of field "245" holds a record terminator'),
        ("value", 1, "a\x1e", "MARC_VALUE", "field terminator"),
        ("value", 3, "\x1fa", "MARC_VALUE", "subfield delimiter"),
        ("code", 3, "\x1f", "MARC_VALUE", "subfield delimiter"),
        ("code", 3, "ab", "MARC_ROW", "code is"),
        ("code", 3, None, "MARC_ROW", "no code"),
        ("ind1", 2, "", "MARC_ROW", "ind1 is"),
        ("ind1", 3, "7", "MARC_ROW", "differ in their indicators"),
        ("ind1", 4, None, "MARC_ROW", "ind1 is null"),
        ("subfield", 3, None, "MARC_ROW", "no subfield's number"),
        ("subfield", 1, 1, "MARC_ROW", "control field 001"),
        ("subfield", 3, 1, "MARC_ORDER", "out of order"),
        ("subfield", 4, 0, "MARC_ROW", "subfield 0"),
        ("field", 4, 1, "MARC_ORDER", "out of order"),
        ("field", 2, 1, "MARC_ORDER", "out of order"),
        ("field", 0, 1, "MARC_ROW", "field 1 is tagged"),
        ("field", 1, 0, "MARC_ROW", "field 0 is tagged"),
        ("tag", 0, "001", "MARC_ROW", "field 0 is tagged"),
        ("tag", 3, "246", "MARC_ORDER", "out of order"),
        ("value", 0, "00000", "MARC_ROW", "24 ASCII characters"),
        ("record", 4, 0, "MARC_ORDER", "come after those of record 1"),
    ],
)
@pytest.mark.parametrize("rows", [1, 100])
def test_what_no_record_can_have(
    tmp_path: Path, rows: int, column: str, row: int, value: Any, code: str, why: str
) -> None:
    path = tmp_path / "in.mrc"
    path.write_bytes(record(FIELDS) * 2)
    table = changed(read_marc(path, shape="long"), column, 6 + row, value)
    with pytest.raises(FormatError, match=why) as caught:
        write_marc(chunked(table, rows), tmp_path / "out.mrc")
    assert caught.value.code == code
    assert caught.value.record == (0 if column == "record" else 1)
    assert not (tmp_path / "out.mrc").exists()


def test_columns(books: Path, tmp_path: Path) -> None:
    table, out = read_marc(books, shape="long"), tmp_path / "out.mrc"
    for name in table.column_names:
        with pytest.raises(FormatError, match=f"no column {name}"):
            write_marc(table.drop_columns([name]), out)
    wrong = [
        table.set_column(3, "ind1", pa.array(range(table.num_rows))),
        table.set_column(0, "record", pa.array(["x"] * table.num_rows)),
        changed(table, "value", 3, None),
        scan_marc(books),
        scan_marc(books, shape="long", columns=["tag"]),
        table.filter(compute.not_equal(table["tag"], "LDR")),
    ]
    for data in wrong:
        with pytest.raises(FormatError) as caught:
            write_marc(data, out)
        assert (caught.value.code or "").startswith("MARC_")
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        write_marc([1], out)
    with pytest.raises(OptionError, match="oversize"):
        write_marc(table, out, oversize="no")  # pyright: ignore[reportArgumentType]
    with pytest.raises(OptionError, match="pipe"):
        write_marc(table, "/dev/stdout")
    assert not out.exists()


def test_joined_tables(books: Path, tmp_path: Path) -> None:
    table, out = read_marc(books, shape="long"), tmp_path / "out.mrc"
    with pytest.raises(FormatError, match="come after those of record 39"):
        write_marc(pa.concat_tables([table, table]), out)
    moved = table.set_column(0, "record", compute.add(table["record"].cast(pa.int64()), 40))
    both = pa.concat_tables([table, moved.cast(table.schema)])
    assert write_marc(both, out).records == 80
    assert out.read_bytes() == books.read_bytes() * 2


@pytest.mark.parametrize("rows", [2, 1000])
def test_large_fields_and_records(tmp_path: Path, rows: int) -> None:
    path, out = tmp_path / "in.mrc", tmp_path / "out.mrc"
    path.write_bytes(record(FIELDS) * 3)
    table = read_marc(path, shape="long")
    fits = changed(table, "value", 8, "x" * (9_999 - 5 - 5))
    write_marc(chunked(fits, rows), out)
    assert read_marc(out, shape="long")["value"][8].as_py() == "x" * 9_989
    field = changed(table, "value", 8, "x" * 9_990)
    with pytest.raises(LimitError, match='field "245" has 10000 bytes') as caught:
        write_marc(chunked(field, rows), out)
    assert (caught.value.code, caught.value.record) == ("MARC_TOO_LARGE", 1)
    notes = [
        {**table.slice(10, 1).to_pylist()[0], "record": 1, "field": 5 + number, "value": "y" * 9_000}
        for number in range(12)
    ]
    whole = pa.concat_tables([table.slice(0, 12), pa.Table.from_pylist(notes, table.schema), table.slice(12)])
    with pytest.raises(LimitError, match="it has 108") as caught:
        write_marc(chunked(whole, rows), out)
    assert caught.value.record == 1
    # A directory that is too long for the number of its end, and a field among many of the usual size.
    control = [{**table.slice(7, 1).to_pylist()[0], "field": 1 + number} for number in range(8_400)]
    many = pa.concat_tables([table.slice(0, 7), pa.Table.from_pylist(control, table.schema), table.slice(12)])
    for large in (field, whole, many):
        assert write_marc(chunked(large, rows), out, oversize="zero").records == 3
        again = read_marc(out, shape="long")
        rest = compute.not_equal(large["tag"], "LDR")
        for name in large.column_names:
            assert again[name].filter(rest).equals(large[name].filter(rest)), name

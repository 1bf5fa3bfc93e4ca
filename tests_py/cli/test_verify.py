"""`rogtk-shim verify` and `rogtk_shim.verify`: the same rows, or the first that differs."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import FormatError, InputNotFoundError, OptionError, read_bam, verify
from rogtk_shim._digest import ColumnDigest, kind_name, parts
from tests_py.cli.made import KINDS, flip, write
from tests_py.cli.program import run


@pytest.mark.parametrize("kind", KINDS)
def test_a_bam_and_what_was_made_from_it(folder: Path, real_bam: Path, kind: str) -> None:
    path = write(folder / f"made.{kind}", read_bam(real_bam), 777)
    found = verify(real_bam, path)
    assert found
    assert (found.rows, len(found.columns), found.not_compared) == (3270, 7, ())
    assert found.digest == verify(path, real_bam).digest
    done = run("verify", real_bam, path)
    assert done.returncode == 0
    assert done.stdout.startswith("equal: 3,270 rows of name, chrom")
    assert found.digest is not None
    assert found.digest in done.stdout


def test_only_some_columns_and_in_another_order(folder: Path, real_bam: Path) -> None:
    table: Any = read_bam(real_bam)
    other = table.select(["flags", "name"]).append_column("mine", pa.array(range(3270)))
    for kind in KINDS:
        path = write(folder / f"made.{kind}", other)
        done = run("verify", path, real_bam)
        assert done.returncode == 0
        assert "rows of flags, name" in done.stdout
        assert "not compared: mine, chrom, start" in done.stdout
        told = json.loads(run("verify", real_bam, path, "--json", "--columns", "flags").stdout)
        assert (told["columns"], list(told["digests"])) == (["flags"], ["flags"])


@pytest.mark.parametrize("row", [0, 1, 776, 777, 3269])
def test_the_first_difference_is_named(folder: Path, real_bam: Path, row: int) -> None:
    table: Any = read_bam(real_bam)
    flags = table["flags"].to_pylist()
    before, flags[row] = flags[row], flags[row] ^ 1
    changed = table.set_column(4, "flags", pa.array(flags, pa.uint32()))
    path = write(folder / "made.parquet", changed, 777)
    found = verify(real_bam, path)
    assert not found
    assert (found.row, found.column, found.rows) == (row, "flags", row)
    assert found.values == (str(before), str(before ^ 1))
    done = run("verify", real_bam, path)
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"different: row {row:,} of flags is {before} in the first, {before ^ 1} in"
    )


def test_the_first_row_counts_before_the_first_column(folder: Path) -> None:
    one = write(folder / "one.arrow", pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}))
    other = write(folder / "other.arrow", pa.table({"a": [1, 2, 4], "b": ["x", None, "z"]}))
    found = verify(one, other)
    assert (found.row, found.column, found.values) == (1, "b", ("'y'", "null"))


def test_order_and_number_of_rows_count(folder: Path) -> None:
    one = write(folder / "one.arrow", pa.table({"a": [1, 2, 3]}))
    for values, row, shown in (([1, 3, 2], 1, ("2", "3")), ([1, 2], 2, ("3 or more", "2")), ([], 0, None)):
        other = write(folder / "other.parquet", pa.table({"a": pa.array(values, pa.int64())}))
        found = verify(one, other)
        assert (found.equal, found.row) == (False, row)
        assert shown is None or found.values == shown
        assert not verify(other, one)


def test_what_cannot_be_compared(folder: Path) -> None:
    one = write(folder / "one.arrow", pa.table({"a": [1, 2, 3]}))
    text = write(folder / "text.arrow", pa.table({"a": ["1", "2", "3"]}))
    other = write(folder / "other.arrow", pa.table({"b": [1, 2, 3]}))
    assert str(verify(one, text)) == "different: the column a is int64 in the first, string in the second"
    with pytest.raises(OptionError, match="no column in common"):
        verify(one, other)
    with pytest.raises(OptionError, match="not both have a column 'b'"):
        verify(one, other, columns=["b"])
    with pytest.raises(InputNotFoundError):
        verify(one, "nowhere")
    assert run("verify", one, other).returncode == 2


def test_damage_is_an_error_not_a_difference(folder: Path, real_bam: Path) -> None:
    path = write(folder / "made.arrow", read_bam(real_bam))
    damaged = folder / "damaged.bam"
    damaged.write_bytes(real_bam.read_bytes())
    with pytest.raises(FormatError):
        verify(path, flip(damaged, 60_000))


def digest(array: Any) -> str:
    chunks: list[Any] = getattr(array, "chunks", [array])
    found = ColumnDigest(array.type)
    for chunk in chunks:
        found.add(len(chunk), list(parts(chunk)))
    return found.hexdigest()


ARRAYS: list[Any] = [
    pa.array([1, None, 3, 4], pa.int32()),
    pa.array(["a", None, "", "xyz"]),
    pa.array([b"a", None, b"", b"\xff"]),
    pa.array([True, None, False, True]),
    pa.array([1.5, float("nan"), None, -0.0]),
    pa.array([[1, 2], None, [], [3, None]]),
    pa.array([[1, 2], None, [3, 4], [None, 5]], pa.list_(pa.int8(), 2)),
    pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}, {"a": 2, "b": None}]),
    pa.array([[("a", 1)], None, [("b", None), ("c", 3)], []], pa.map_(pa.string(), pa.int64())),
    pa.array([None, None, None, None]),
    pa.array([Decimal("1.5"), None, Decimal("-2.5"), Decimal("0.0")]),
    pa.array(["a", "b", None, "a"], pa.dictionary(pa.int8(), pa.string())),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.type))
def test_a_digest_does_not_depend_on_batches(array: Any) -> None:
    for cuts in ([1, 2, 3], [0, 2], [4], [2, 2, 2]):
        edges = [0, *cuts, 4]
        chunks = [array.slice(low, high - low) for low, high in pairwise(edges)]
        assert digest(pa.chunked_array(chunks)) == digest(array)
    shifted: Any = pa.concat_arrays([array.slice(1), array]).slice(3)
    assert digest(shifted) == digest(array)
    assert digest(array.slice(1)) != digest(array)


def test_a_digest_does_not_depend_on_the_encoding() -> None:
    text: Any = pa.array(["a", "b", None, "a, and more than twelve"])
    kinds: list[Any] = [text, text.cast(pa.large_string()), text.dictionary_encode()]
    if hasattr(pa, "string_view"):
        kinds.append(text.cast(pa.string_view()))
    assert len({digest(one) for one in kinds}) == 1
    assert {kind_name(one.type) for one in kinds} == {"utf8"}
    assert digest(text.cast(pa.binary())) != digest(text)
    assert digest(pa.array(["ab", "c"])) != digest(pa.array(["a", "bc"]))
    assert digest(pa.array([None, ""])) != digest(pa.array(["", None]))
    nulls: Any = pa.Array.from_buffers(pa.int8(), 2, [pa.py_buffer(b"\1"), pa.py_buffer(b"\1\x7f")])
    assert digest(nulls) == digest(pa.array([1, None], pa.int8()))


def test_the_digest_as_it_is_defined() -> None:
    # The definition in docs/cli.md, computed with nothing but hashlib.
    from hashlib import sha256

    streams = {".lengths": b"\1" + bytes(7) + b"\2" + bytes(7), ".validity": b"\1\0\1", ".values": b"abc"}
    lines = ["utf8", "3", *(f"{name} {sha256(data).hexdigest()}" for name, data in sorted(streams.items()))]
    expected = sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert digest(pa.array(["a", None, "bc"])) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.lists(st.none() | st.text(max_size=3), max_size=3), max_size=8), st.data())
def test_equal_digests_are_equal_rows(rows: list[Any], data: st.DataObject) -> None:
    texts = pa.list_(pa.string())
    cut = data.draw(st.integers(0, len(rows)))
    whole: Any = pa.array(rows, texts)
    assert digest(pa.chunked_array([whole.slice(0, cut), whole.slice(cut)])) == digest(whole)
    other = data.draw(st.permutations(rows))
    assert (digest(pa.array(other, texts)) == digest(whole)) == (other == rows)

"""MARC from bytes, file objects, pipes and gzip: the same records as from the file itself."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from rogtk_shim import read_marc, scan_marc
from rogtk_shim.errors import FormatError, InputError, TruncatedFileError
from rogtk_shim.marc._reading import Views
from tests_py.marc.test_damage import huge, sample


def content(count: int = 6000) -> bytes:
    """Several pieces' worth of records."""
    return b"".join(sample(count))


def long(source: Any, **options: Any) -> list[dict[str, Any]]:
    return read_marc(source, shape="long", columns=["record", "tag", "code", "value"], **options).to_pylist()


class Trickle(io.RawIOBase):
    """A file object that can't seek, and gives what it likes."""

    def __init__(self, data: bytes, seed: int = 1) -> None:
        self._data = data
        self._rng = random.Random(seed)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        count = self._rng.choice([1, 7, 4096, 100_000, 1_000_000])
        piece, self._data = self._data[:count], self._data[count:]
        return piece


@pytest.mark.parametrize("compressed", [False, True])
def test_any_input_gives_the_same(tmp_path: Path, compressed: bool) -> None:
    data = content()
    (tmp_path / "a.mrc").write_bytes(data)
    truth = long(tmp_path / "a.mrc")
    if compressed:
        # Members of their own, as those who append have it.
        cuts = [0, 1, len(data) // 3, len(data) // 3, len(data)]
        data = b"".join(gzip.compress(data[a:b]) for a, b in pairwise(cuts))
    path = tmp_path / "b.mrc.gz"
    path.write_bytes(data)
    assert long(path) == truth
    assert long(data) == long(bytearray(data)) == truth
    with path.open("rb") as file:
        assert long(file) == truth
        assert not file.closed
    for seed in range(3):
        assert long(Trickle(data, seed)) == truth


def test_runs_over_what_can_seek_start_where_it_stood() -> None:
    records = sample(3)
    file = io.BytesIO(b"".join(records))
    file.seek(len(records[0]))
    scan = scan_marc(file, columns={"id": "001"})
    assert scan.schema.names == ["id"]
    for _ in range(2):
        assert scan.to_arrow()["id"].to_pylist() == ["id00001", "id00002"]
    once = scan_marc(cast("Any", Trickle(b"".join(records))), columns={"id": "001"})
    assert once.schema.names == ["id"]
    assert once.to_arrow().num_rows == 3
    with pytest.raises(InputError, match="once") as used:
        once.to_arrow()
    assert used.value.code == "INPUT_USED"


def test_a_pipe_is_not_held_up() -> None:
    first, *others = sample(40)
    read_end, write_end = os.pipe()
    seen = threading.Event()

    def feed() -> None:
        with os.fdopen(write_end, "wb", buffering=0) as out:
            out.write(first * 3)
            assert seen.wait(30)
            out.write(b"".join(others))

    feeder = threading.Thread(target=feed)
    feeder.start()
    with os.fdopen(read_end, "rb") as file, Views.of(file) as views:
        run = iter(views)
        got = [next(run).first("001") for _ in range(2)]
        seen.set()
        got += [view.first("001") for view in run]
    feeder.join()
    assert got == ["id00000"] * 3 + [f"id{i:05d}" for i in range(1, 40)]


@pytest.mark.parametrize("missing", [1, 8, 9, 1000])
def test_cut_gzip(tmp_path: Path, missing: int) -> None:
    path = tmp_path / "a.mrc.gz"
    path.write_bytes(gzip.compress(content(2000))[:-missing])
    with Views.of(path) as views:
        run = iter(views)
        seen: list[str | None] = []
        with pytest.raises(TruncatedFileError) as caught:
            seen.extend(view.first("001") for view in run)
    assert caught.value.code == "GZIP_CUT"
    with scan_marc(path, errors="collect").open() as stream, pytest.raises(TruncatedFileError):
        seen.extend(str(batch.num_rows) for batch in stream)


def test_damaged_gzip(tmp_path: Path) -> None:
    whole = gzip.compress(content(2000))
    cases = [
        (whole + b"rest", "GZIP_DAMAGED"),
        (whole + bytes(9), "GZIP_REST"),
        (whole[:-5] + b"x" + whole[-4:], "GZIP_DAMAGED"),
    ]
    for damaged, code in cases:
        (tmp_path / "a.mrc.gz").write_bytes(damaged)
        with pytest.raises(FormatError) as caught:
            read_marc(tmp_path / "a.mrc.gz")
        assert caught.value.code == code
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"<xml/>"))
    with pytest.raises(FormatError, match="not a MARC file"):
        read_marc(tmp_path / "b.gz")


def test_huge_records_and_cut_ends_arrive_too() -> None:
    data = content(30) + huge(5_000_000) + content(30)
    with Views.of(cast("Any", Trickle(data))) as views:
        found = list(views)
    assert [view.error for view in found] == [None] * 61
    assert b"".join(view.raw for view in found) == data
    with Views.of(data[:-1]) as views:
        *good, last = views
    assert len(good) == 60
    assert last.error is not None
    assert last.error.code == "MARC_RECORD_CUT"


def test_a_pipe_that_is_unpacked() -> None:
    # It says that it can seek, but what it unpacks can't.
    data = gzip.compress(content(61))
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe, os.fdopen(writing, "wb") as end:
        end.write(data)
        end.close()
        packed = gzip.GzipFile(fileobj=pipe)
        assert packed.seekable()
        assert read_marc(cast("Any", packed)).equals(read_marc(content(61)))


def test_empty_inputs() -> None:
    inputs: list[Any] = [b"", b"\n", gzip.compress(b""), io.BytesIO(), Trickle(b"")]
    for empty in inputs:
        assert read_marc(empty).num_rows == 0


def test_what_a_file_object_raises_comes_through() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            raise ZeroDivisionError("broken")

    with pytest.raises(ZeroDivisionError, match="broken"):
        read_marc(cast("Any", Broken()))


def test_standard_input(tmp_path: Path) -> None:
    script = (
        "import sys; from rogtk_shim import read_marc; "
        "print(read_marc(sys.stdin.buffer, columns={'id': '001'})['id'].to_pylist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=b"".join(sample(2)), capture_output=True, timeout=50
    )
    assert done.stdout.strip() == b"['id00000', 'id00001']", done.stderr


def test_standard_input_and_pipes_with_a_name(tmp_path: Path) -> None:
    data = content(40)
    code = "from rogtk_shim import read_marc; print(read_marc('-', columns={'id': '001'}).num_rows)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=data, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == b"40\n"
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    scan = scan_marc(path, shape="long", columns=["record", "tag", "code", "value"])
    assert scan.to_arrow().to_pylist() == long(data)
    writer.join(30)
    with pytest.raises(InputError, match="read once"):
        scan.to_arrow()


@pytest.mark.parametrize("wrong", [5, None, [b""]])
def test_what_is_no_input(wrong: Any) -> None:
    with pytest.raises(TypeError, match="source must be a path, a URL, bytes, or a file object"):
        scan_marc(wrong)

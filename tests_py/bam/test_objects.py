"""BAM from bytes, file objects, standard input and FIFOs is what it is from a path."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rogtk_shim import FormatError, InputError, TruncatedFileError, read_bam, scan_bam
from tests_py.bridge.bam_files import write_bam

BAM = Path(__file__).parents[1] / "data" / "bam" / "biopython-ex1.bam"
DATA = BAM.read_bytes()


@pytest.fixture(scope="module")
def wanted() -> pa.Table:
    return read_bam(BAM)


class Pipe(io.RawIOBase):
    """What can't seek, and gives little at a time."""

    def __init__(self, data: bytes, most: int = 1000) -> None:
        self._data = io.BytesIO(data)
        self._most = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, self._most))


def feed(path: Path, data: bytes) -> threading.Thread:
    """Write into a FIFO from another thread."""
    thread = threading.Thread(target=path.write_bytes, args=(data,), daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_again_and_again(kind: Any, wanted: pa.Table) -> None:
    scan = scan_bam(kind(DATA))
    assert scan.to_arrow().equals(wanted)
    assert pickle.loads(pickle.dumps(scan)).to_arrow().equals(wanted)
    assert scan == scan_bam(DATA)
    assert scan.header.references == scan_bam(BAM).header.references
    assert scan.schema.equals(wanted.schema)


def test_a_file_object_is_read_from_where_it_stood(wanted: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "shifted"
    path.write_bytes(b"something else" + DATA)
    with path.open("rb") as file:
        file.seek(14)
        scan = scan_bam(file, batch_size=1000)
        assert "shifted" in repr(scan)
        one, other = scan.open(), scan.open()
        # Two runs at once, and the file moved in between.
        batches = [next(one), next(other)]
        file.seek(0)
        assert batches[0].equals(batches[1])
        rest = pa.Table.from_batches([batches[0], *one]).combine_chunks()
        assert rest.equals(wanted.combine_chunks())
        assert sum(map(len, other)) == len(wanted) - 1000
        assert not file.closed
    with gzip.open(io.BytesIO(gzip.compress(DATA))) as file:
        assert read_bam(file).equals(wanted)


def unpacking_pipe(data: bytes) -> gzip.GzipFile:
    """It says that it can seek, but what it unpacks can't."""
    return gzip.GzipFile(fileobj=Pipe(gzip.compress(data)))


def test_a_pipe_that_is_unpacked(wanted: pa.Table) -> None:
    assert unpacking_pipe(DATA).seekable()
    scan = scan_bam(unpacking_pipe(DATA))
    assert scan.header.references == scan_bam(BAM).header.references
    assert scan.to_arrow().equals(wanted)


def test_what_unpacks_is_not_unpacked_before_it_is_read(wanted: pa.Table) -> None:
    packed = io.BytesIO(bz2.compress(DATA))
    with bz2.open(packed) as file:
        scan = scan_bam(file)
        assert packed.tell() == 0
        for _ in range(2):
            assert scan.to_arrow().equals(wanted)


def test_what_cannot_seek_is_read_once(wanted: pa.Table) -> None:
    scan = scan_bam(Pipe(DATA))
    # Looking at the start takes nothing away.
    assert scan.header.references == scan_bam(BAM).header.references
    assert scan.schema.equals(wanted.schema)
    assert scan.to_arrow().equals(wanted)
    for use in (scan.to_arrow, lambda: scan.schema):
        with pytest.raises(InputError, match="once") as caught:
            use()
        assert caught.value.code == "INPUT_USED"
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(scan)


def test_an_object_with_nothing_but_read_will_do(wanted: pa.Table, tmp_path: Path) -> None:
    class Least:
        read = io.BytesIO(DATA).read

    out = tmp_path / "out.arrow"
    assert scan_bam(Least()).write_ipc(out).records == len(wanted)
    with pa.ipc.open_file(str(out)) as file:
        assert file.read_all().equals(wanted.combine_chunks())


def test_text_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("text")
    with path.open(encoding="utf-8") as file, pytest.raises(TypeError, match="open it with 'rb'"):
        scan_bam(file)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="open it with 'rb'"):
        scan_bam(io.StringIO("x"))  # type: ignore[arg-type]

    class Sly:
        def read(self, size: int) -> Any:
            return "text"

    with pytest.raises(TypeError, match="open it with 'rb'"):
        read_bam(Sly())
    for value in (None, 5, [str(path)]):
        with pytest.raises(TypeError, match="source must be a path, a URL, bytes, or a file object"):
            scan_bam(value)  # type: ignore[arg-type]


def test_damage_is_told_as_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "cut.bam"
    path.write_bytes(DATA[:-1000])
    with pytest.raises(TruncatedFileError) as of_file:
        read_bam(path)
    with pytest.raises(TruncatedFileError) as of_bytes:
        read_bam(DATA[:-1000])
    for name in ("code", "offset", "record", "message", "hint"):
        assert getattr(of_file.value, name) == getattr(of_bytes.value, name)
    assert of_bytes.value.path == "<bytes>"
    with pytest.raises(FormatError, match="not a BAM file"):
        read_bam(b"no BAM at all")
    with pytest.raises(TruncatedFileError, match="empty"):
        read_bam(b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_fifos(wanted: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    scan = scan_bam(path)
    thread = feed(path, DATA)
    assert scan.to_arrow().equals(wanted)
    thread.join(20)
    with pytest.raises(InputError, match="once"):
        scan.to_arrow()


@pytest.mark.parametrize("way", ["pipe", "file"])
@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input(way: str, name: str, wanted: pa.Table) -> None:
    if name != "-" and not Path(name).exists():
        pytest.skip("there is no /dev/stdin")
    script = f"import rogtk_shim; t = rogtk_shim.read_bam({name!r}); print(t.num_rows, t.column('name')[-1])"
    command = [sys.executable, "-c", script]
    if way == "file":
        with BAM.open("rb") as file:
            printed = subprocess.run(command, stdin=file, capture_output=True, timeout=60, check=True).stdout
    else:
        printed = subprocess.run(command, input=DATA, capture_output=True, timeout=60, check=True).stdout
    assert printed.decode().split() == [str(len(wanted)), str(wanted.column("name")[-1])]


def test_a_large_one(tmp_path: Path) -> None:
    """Threads work on what arrives, and the pieces' sizes don't matter."""
    path = write_bam(tmp_path / "large.bam", 600)
    table = read_bam(path)
    for most in (50_000, 10_000_000):
        assert read_bam(Pipe(path.read_bytes(), most), threads=2).equals(table)


def test_an_interrupted_object_frees_the_engine() -> None:
    class Endless:
        def __init__(self) -> None:
            self.left = [DATA[:50_000]]

        def read(self, size: int) -> bytes:
            if self.left:
                return self.left.pop()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_bam(Endless())
    assert read_bam(DATA).num_rows > 0

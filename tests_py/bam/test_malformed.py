"""Malformed twins: class, code and place of the error, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pyarrow as pa
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import FormatError, InputNotFoundError, RogtkShimError, TruncatedFileError
from rogtk_shim.rogtk import bam_to_arrow_ipc, bams_to_arrow_ipc
from tests_py.bam import bam_by_hand
from tests_py.bam.bgzf_by_hand import DamagedError
from tests_py.bam.cases import DATA
from tests_py.bam.malformed import TWINS
from tests_py.bam.malformed_file import SOUND

#: What Python's own exceptions the classes are, too.
BUILT_IN = {
    "FormatError": ValueError,
    "TruncatedFileError": EOFError,
    "InputNotFoundError": FileNotFoundError,
}


@pytest.fixture
def malformed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"{request.param}.bam"
    path.write_bytes(TWINS[request.param].make())
    return path


def check(error: RogtkShimError, name: str, path: Path) -> None:
    """The error is the one that the table has for this twin, and its text helps."""
    twin = TWINS[name]
    assert type(error) is twin.error, error
    assert isinstance(error, BUILT_IN.get(twin.error.__name__, RuntimeError))
    assert isinstance(error, RuntimeError)
    assert error.code is not None
    assert fnmatch(error.code, twin.code), error
    assert error.path == str(path)
    assert (error.offset, error.record) == (twin.offset, twin.record), error
    text = str(error)
    assert str(path) in text
    assert f"byte {twin.offset:,}" in text
    assert f"record {twin.record:,}" in text
    assert error.hint
    assert error.hint[1:] in text


def test_the_sound_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "sound.bam"
    path.write_bytes(SOUND)
    assert read_bam(path).num_rows == 12


@pytest.mark.parametrize("malformed", TWINS, indirect=True)
def test_a_file_is_refused_and_nothing_is_left(malformed: Path, out: Path) -> None:
    with pytest.raises(RogtkShimError) as caught:
        bam_to_arrow_ipc(malformed, out)
    check(caught.value, malformed.stem, malformed)
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("malformed", TWINS, indirect=True)
def test_a_table_is_refused(malformed: Path) -> None:
    with pytest.raises(RogtkShimError) as caught:
        read_bam(malformed, batch_size=2, threads=1)
    check(caught.value, malformed.stem, malformed)


@pytest.mark.parametrize("malformed", TWINS, indirect=True)
def test_an_older_output_stays(malformed: Path, out: Path) -> None:
    out.write_bytes(b"older")
    with pytest.raises(RogtkShimError):
        scan_bam(malformed).write_ipc(out)
    assert out.read_bytes() == b"older"
    assert [path.name for path in out.parent.iterdir()] == [out.name]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("malformed", [name for name, twin in TWINS.items() if twin.record], indirect=True)
def test_a_stream_gives_the_records_before_the_damage(malformed: Path, threads: int) -> None:
    batches: list[pa.RecordBatch] = []
    with (
        scan_bam(malformed, batch_size=1, threads=threads).open() as stream,
        pytest.raises(RogtkShimError) as caught,
    ):
        batches.extend(stream)
    check(caught.value, malformed.stem, malformed)
    names = pa.Table.from_batches(batches, stream.schema).column("name")
    assert names.to_pylist() == [f"read/{number}" for number in range(TWINS[malformed.stem].record)]


@pytest.mark.parametrize("name", sorted(TWINS))
def test_the_twin_reader_refuses_it_too(name: str) -> None:
    with pytest.raises(DamagedError):
        bam_by_hand.read(TWINS[name].make())


def test_a_folder(tmp_path: Path, out: Path) -> None:
    with pytest.raises(RogtkShimError, match="folder") as caught:
        bam_to_arrow_ipc(tmp_path, out)
    assert caught.value.path == str(tmp_path)
    assert isinstance(caught.value, OSError)
    assert list(out.parent.iterdir()) == []


def schema_of(path: Path) -> object:
    return scan_bam(path).schema


def batches_of(path: Path) -> object:
    return list(scan_bam(path))


@pytest.mark.parametrize("use", [read_bam, schema_of, batches_of])
def test_a_missing_file(use: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "missing.bam"
    with pytest.raises(InputNotFoundError, match=r"does not exist") as caught:
        use(path)
    assert isinstance(caught.value, FileNotFoundError)
    assert str(path) in str(caught.value)
    assert caught.value.filename == str(path)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_bad_file_of_several_fails_the_whole(position: int, tmp_path: Path, out: Path) -> None:
    paths = [DATA / "bam" / "biopython-bam1.bam", DATA / "bam" / "samtools-bedcov.bam"]
    bad = tmp_path / "cut.bam"
    bad.write_bytes(TWINS["cut-between-records"].make())
    paths.insert(position, bad)
    with pytest.raises(TruncatedFileError) as caught:
        bams_to_arrow_ipc(paths, out)
    assert caught.value.path == str(bad)
    assert caught.value.record == 8
    assert list(out.parent.iterdir()) == []


def test_real_files_with_a_bad_header(out: Path) -> None:
    path = DATA / "malformed" / "samtools-bad-header.bam"
    with pytest.raises(FormatError) as caught:
        bam_to_arrow_ipc(path, out)
    assert caught.value.code == "BAM_NOT_BGZF"
    assert list(out.parent.iterdir()) == []


def test_padding_bits_of_the_end_marker_mean_nothing() -> None:
    # The marker of this file has bits set after its end-of-block code; no data is missing.
    path = DATA / "malformed" / "samtools-bad-eof.bam"
    assert read_bam(path).num_rows == 40


def test_with_a_limit_only_what_was_read_is_vouched_for(tmp_path: Path) -> None:
    path = tmp_path / "cut.bam"
    path.write_bytes(TWINS["cut-between-records"].make())
    with scan_bam(path, limit=3).open() as stream:
        assert sum(batch.num_rows for batch in stream) == 3
    assert stream.stats is not None
    assert not stream.stats.complete

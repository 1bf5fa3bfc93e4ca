"""`rogtk-shim check` and `rogtk-shim info`: what a file is, and whether it is whole."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import cast

import pytest

from tests_py.cli.made import KINDS, NUMBERS, flip, write
from tests_py.cli.program import run
from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import bgzf
from tests_py.faces.files import posix_only


def test_whole_files(folder: Path, real_bam: Path) -> None:
    paths = [write(folder / f"made.{kind}", NUMBERS) for kind in KINDS]
    done = run("check", real_bam, *paths)
    assert done.returncode == 0
    told = [line.split(": ", 1)[1] for line in done.stdout.splitlines()]
    assert told == [
        "whole, BAM, 3,270 rows",
        "whole, Arrow IPC file, 5,000 rows",
        "whole, Arrow IPC stream, 5,000 rows",
        "whole, Parquet, 5,000 rows",
    ]
    quiet = run("check", "--quiet", *paths)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_one_damaged_file_among_others(folder: Path, real_bam: Path) -> None:
    shutil.copy(real_bam, "cut.bam")
    os.truncate("cut.bam", 50_000)
    done = run("check", "reads.bam", "cut.bam", "nowhere", str(folder), "reads.bam")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == lines[4] == "reads.bam: whole, BAM, 3 rows"
    assert lines[1].startswith("cut.bam: damaged, the file ends within a BGZF block (record 940, byte 36,")
    assert lines[2] == "nowhere: not checked, there is no such file"
    assert lines[3].startswith(f"{folder}: not checked, the input can't be read")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", [4, 5, 12, 200, 20_000])
def test_a_cut_file_is_damaged(folder: Path, kind: str, end: int) -> None:
    path = write(folder / f"made.{kind}", NUMBERS)
    os.truncate(path, path.stat().st_size - end)
    done = run("check", path)
    assert done.returncode == 1
    assert "made" in done.stdout
    assert "damaged, the file ends without" in done.stdout


def test_a_stream_cut_between_batches_is_damaged(folder: Path) -> None:
    path = write(folder / "made.arrows", NUMBERS)
    os.truncate(path, path.stat().st_size - 8)
    assert "the mark of an Arrow stream's end" in run("check", path).stdout


@pytest.mark.parametrize("kind", ["arrow", "parquet"])
def test_a_flipped_byte_is_found(folder: Path, kind: str) -> None:
    path = write(folder / f"made.{kind}", NUMBERS)
    # In an Arrow file the offsets of the texts; values have no checksum there.
    offsets = (5).to_bytes(4, "little") + (10).to_bytes(4, "little")
    at = path.read_bytes().index(offsets if kind == "arrow" else b"row 1")
    done = run("check", flip(path, at + 3))
    assert done.returncode == 1
    assert "damaged, " in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_content_counts_before_the_name(folder: Path) -> None:
    os.rename("reads.bam", "reads.parquet")
    assert run("check", "reads.parquet").stdout == "reads.parquet: whole, BAM, 3 rows\n"
    (folder / "broken.bam").write_bytes(b"x" * 100)
    assert run("check", "broken.bam").stdout.startswith("broken.bam: damaged, ")
    (folder / "some.txt").write_text("x" * 100)
    (folder / "empty").write_bytes(b"")
    (folder / "variants.vcf.gz").write_bytes(bgzf(b"##fileformat=VCFv4.2\n"))
    for name in ("some.txt", "empty", "variants.vcf.gz"):
        done = run("check", name)
        assert done.returncode == 1
        assert done.stdout.startswith(f"{name}: unknown, ")


def test_info_of_a_bam(folder: Path) -> None:
    text = (
        "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:1000\n@RG\tID:a\tSM:one\n@RG\tID:b\x1b[2J\tSM:one\n"
        "@PG\tID:bwa.1\tPN:bwa\n@CO\tfree text\n"
    )
    (folder / "made.bam").write_bytes(bgzf(header([("chr1", 1000)], text) + encode(Record())))
    (folder / "made.bam.bai").touch()
    done = run("info", "made.bam")
    assert done.returncode == 0
    lines = {line[:16].strip(): line[16:] for line in done.stdout.splitlines()}
    assert lines["format"] == "BAM"
    assert (lines["sort order"], lines["references"], lines["programs"]) == ("coordinate", "1", "bwa")
    assert lines["index"] == "made.bam.bai"
    assert r"b\x1b[2J" in done.stdout
    told = json.loads(run("info", "made.bam", "--json").stdout)
    assert told["read_groups"] == ["a", "b\x1b[2J"]
    assert (told["samples"], told["reference_bases"]) == (["one"], 1000)


@pytest.mark.parametrize("kind", KINDS)
def test_info_of_columns(folder: Path, kind: str) -> None:
    told = json.loads(run("info", write(folder / f"made.{kind}", NUMBERS), "--json").stdout)
    assert told["columns"] == ["number: int64", "text: string"]
    assert told.get("rows") == (None if kind == "arrows" else 5000)
    assert told.get("batches", told.get("row_groups", 5)) == 5


def test_info_of_what_is_not_known() -> None:
    done = run("info", "/dev/null")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rogtk-shim: /dev/null: the file is empty")


@posix_only
@pytest.mark.parametrize(
    "words", ["check -", "info -", "verify - reads.bam", "verify reads.bam -", "check fifo"]
)
def test_a_pipe_is_refused_and_not_called_damaged(folder: Path, words: str) -> None:
    os.mkfifo("fifo")
    whole = (folder / "reads.bam").read_bytes()
    done = run(*words.split(), input=whole, text=False, errors=None)
    told = cast("bytes", done.stdout + done.stderr)
    assert done.returncode == 1
    assert b"the input is a pipe" in told
    assert b"damaged" not in told


@posix_only
@pytest.mark.parametrize("words", ["check -", "info -", "verify - reads.bam", "verify reads.bam -"])
def test_a_file_behind_standard_input(folder: Path, words: str) -> None:
    assert folder.exists()
    with open("reads.bam", "rb") as file:
        done = run(*words.split(), stdin=file)
    assert (done.returncode, done.stderr) == (0, "")


@posix_only
@pytest.mark.parametrize("kind", KINDS)
def test_names_that_are_no_utf8(folder: Path, kind: str) -> None:
    path = os.fsencode(write(folder / f"made.{kind}", NUMBERS))
    other = path.replace(b"made", b"m\xffde")
    os.rename(path, other)
    assert run("check", other).returncode == 0
    assert run("info", other).returncode == 0
    assert run("verify", other, other).returncode == 0

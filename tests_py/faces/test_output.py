"""An output file appears under its name only when it is whole, and never in place of an input."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import rogtk_bridge

from rogtk_shim import (
    EngineCrashed,
    FormatError,
    InputNotFoundError,
    OutputError,
    bam_to_arrow_ipc,
    progress,
    scan_bam,
)
from tests_py.faces.files import ALL_RECORDS, names_in, posix_only, read


def test_an_older_file_is_replaced(folder: Path) -> None:
    (folder / "out.arrow").write_text("old")
    scan_bam("reads.bam").write_ipc("out.arrow")
    assert read(folder / "out.arrow").num_rows == ALL_RECORDS
    assert names_in(folder) == {"reads.bam", "out.arrow"}


def test_the_older_file_is_there_until_the_new_one_is_whole(
    slow_bam: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress.FunctionReporter, "seconds", 0.005)
    (folder / "out.arrow").write_text("old")
    seen: list[tuple[str, set[str]]] = []

    def look(done: int, total: int | None, _records: int) -> None:
        if done != total:
            seen.append(((folder / "out.arrow").read_text(), names_in(folder) - {"reads.bam", "out.arrow"}))

    bam_to_arrow_ipc(slow_bam, "out.arrow", progress=look)
    assert seen, "the conversion was too quick to be looked at"
    for content, others in seen:
        assert content == "old"
        assert all(re.fullmatch(rf"\.out\.arrow\.{os.getpid()}-[0-9a-f]{{12}}\.tmp", name) for name in others)
        assert len(others) == 1
    assert names_in(folder) == {"reads.bam", "out.arrow"}


def test_a_damaged_input_leaves_the_older_file(folder: Path) -> None:
    (folder / "bad.bam").write_bytes((folder / "reads.bam").read_bytes()[:-5])
    (folder / "out.arrow").write_text("old")
    with pytest.raises((FormatError, EOFError)):
        scan_bam("bad.bam").write_ipc("out.arrow")
    assert (folder / "out.arrow").read_text() == "old"
    assert names_in(folder) == {"reads.bam", "bad.bam", "out.arrow"}


def test_an_engine_that_dies_leaves_nothing(slow_bam: Path, folder: Path) -> None:
    (folder / "out.arrow").write_text("old")

    def kill(_done: int, _total: int | None, _records: int) -> None:
        pid = rogtk_bridge.client().pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(EngineCrashed, match=r"slow\.bam"):
        bam_to_arrow_ipc(slow_bam, "out.arrow", progress=kill)
    assert (folder / "out.arrow").read_text() == "old"
    assert names_in(folder) == {"reads.bam", "out.arrow"}


@posix_only
def test_ctrl_c_leaves_nothing(slow_bam: Path, folder: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from rogtk_shim import bam_to_arrow_ipc\n"
        "stop = lambda *counts: os.kill(os.getpid(), signal.SIGINT)\n"
        "try:\n"
        "    bam_to_arrow_ipc(sys.argv[1], 'out.arrow', progress=stop)\n"
        "except KeyboardInterrupt:\n"
        "    print(sorted(os.listdir('.')))\n"
    )
    (folder / "out.arrow").write_text("old")
    command = [sys.executable, "-c", script, str(slow_bam)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert done.stdout == "['out.arrow', 'reads.bam']\n", done.stderr
    assert done.stderr == ""
    assert (folder / "out.arrow").read_text() == "old"


def test_an_exception_of_the_progress_function_leaves_nothing(slow_bam: Path, folder: Path) -> None:
    def fail(_done: int, _total: int | None, _records: int) -> None:
        raise KeyError("from the user's function")

    with pytest.raises(KeyError, match="from the user's function"):
        bam_to_arrow_ipc(slow_bam, "out.arrow", progress=fail)
    assert names_in(folder) == {"reads.bam"}


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link", "other spelling"])
def test_never_onto_the_input(way: str, folder: Path) -> None:
    out = {"itself": "reads.bam", "other spelling": "./../" + folder.name + "/reads.bam"}.get(way, "link")
    if way == "symlink":
        (folder / "link").symlink_to("reads.bam")
    if way == "hard link":
        (folder / "link").hardlink_to(folder / "reads.bam")
    before, names = (folder / "reads.bam").read_bytes(), names_in(folder)
    for write in (lambda: scan_bam("reads.bam").write_ipc(out), lambda: bam_to_arrow_ipc("reads.bam", out)):
        with pytest.raises(OutputError, match="the output is the input itself") as caught:
            write()
        assert caught.value.filename == out
    assert (folder / "reads.bam").read_bytes() == before
    assert names_in(folder) == names


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "real.arrow").write_text("old")
    (folder / "out.arrow").symlink_to("elsewhere/real.arrow")
    (folder / "new.arrow").symlink_to("elsewhere/new.arrow")
    for name, target in (("out.arrow", "real.arrow"), ("new.arrow", "new.arrow")):
        scan_bam("reads.bam").write_ipc(name)
        assert (folder / name).is_symlink()
        assert read(folder / "elsewhere" / target).num_rows == ALL_RECORDS
    assert names_in(folder / "elsewhere") == {"real.arrow", "new.arrow"}


@posix_only
def test_permissions_follow_the_umask_of_now(folder: Path) -> None:
    scan_bam("reads.bam").write_ipc("first.arrow")
    (folder / "second.arrow").touch(0o600)
    before = os.umask(0o027)
    try:
        scan_bam("reads.bam").write_ipc("second.arrow")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "first.arrow").stat().st_mode) == 0o666 & ~before
    assert stat.S_IMODE((folder / "second.arrow").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("out", "number"),
    [
        ("", errno.ENOENT),
        ("nowhere/out.arrow", errno.ENOENT),
        ("reads.bam/out.arrow", errno.ENOTDIR),
        (".", errno.EISDIR),
        ("sub/", errno.EISDIR),
        ("loop", errno.ELOOP),
        ("x" * 300, errno.ENAMETOOLONG),
    ],
)
def test_where_no_file_can_be(out: str, number: int, folder: Path) -> None:
    (folder / "loop").symlink_to("loop")
    with pytest.raises(OutputError) as caught:
        scan_bam("reads.bam").write_ipc(out)
    assert caught.value.errno == number
    assert caught.value.filename == out
    assert isinstance(caught.value, OSError)
    assert names_in(folder) == {"reads.bam", "loop"}


@posix_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission(folder: Path) -> None:
    (folder / "locked").mkdir(0o555)
    with pytest.raises(OutputError) as caught:
        scan_bam("reads.bam").write_ipc("locked/out.arrow")
    assert caught.value.errno == errno.EACCES
    assert caught.value.filename == "locked/out.arrow"


def test_the_input_is_looked_at_first(folder: Path) -> None:
    with pytest.raises(InputNotFoundError):
        scan_bam("nope.bam").write_ipc("nowhere/out.arrow")
    assert names_in(folder) == {"reads.bam"}


@pytest.mark.parametrize(
    "name", ["two words.arrow", "línea.arrow", "new\nline.arrow", "-", "x" * 250, ".hidden"]
)
def test_odd_names(name: str, folder: Path) -> None:
    path = folder / name
    scan_bam("reads.bam").write_ipc(path)
    assert read(path).num_rows == ALL_RECORDS
    assert names_in(folder) == {"reads.bam", name}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names in Unicode")
def test_a_name_that_is_no_unicode(folder: Path) -> None:
    path = folder / os.fsdecode(b"out\xff.arrow")
    source = folder / os.fsdecode(b"in\xff.bam")
    (folder / "reads.bam").rename(source)
    assert scan_bam(source).write_ipc(path).records == ALL_RECORDS
    assert names_in(folder) == {source.name, path.name}
    with pytest.raises(InputNotFoundError, match=r"nope\\xff\.bam"):
        scan_bam(os.fsdecode(b"nope\xff.bam")).to_arrow()

"""Standard output, FIFOs and devices are written directly: nothing can be renamed onto them."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rogtk_shim import OutputError, bam_to_arrow_ipc, scan_bam
from tests_py.faces.files import ALL_RECORDS, names_in, parse, posix_only


@posix_only
def test_a_fifo_is_written_directly(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    contents: list[bytes] = []
    reader = threading.Thread(target=lambda: contents.append((folder / "pipe").read_bytes()), daemon=True)
    reader.start()
    statistics = scan_bam("reads.bam").write_ipc("pipe")
    reader.join(20)
    assert parse(contents[0]).num_rows == statistics.records == ALL_RECORDS
    assert (folder / "pipe").is_fifo()
    assert names_in(folder) == {"reads.bam", "pipe"}


def device(folder: Path, name: str, number: int) -> Path:
    """A device: for the superuser a copy in the folder, as a fault here would replace the system's own."""
    if os.geteuid() != 0:
        return Path("/dev") / name
    path = folder / name
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, number))
        path.open("wb").close()
    except OSError as error:
        pytest.skip(f"no devices can be made here: {error.strerror}")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's numbers of devices")
def test_devices(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    devices = tmp_path_factory.mktemp("devices")
    null = device(devices, "null", 3)
    assert bam_to_arrow_ipc("reads.bam", null).records == ALL_RECORDS
    assert stat.S_ISCHR(null.stat().st_mode)
    full = device(devices, "full", 7)
    with pytest.raises(OutputError) as caught:
        bam_to_arrow_ipc("reads.bam", full)
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(full)
    assert names_in(folder) == {"reads.bam"}
    assert len(names_in(devices)) in (0, 2)


@posix_only
@pytest.mark.parametrize("out", ["-", "/dev/stdout"])
@pytest.mark.parametrize("target", ["pipe", "file"])
def test_standard_output(out: str, target: str, folder: Path) -> None:
    script = (
        "import rogtk_shim, sys\n"
        f"statistics = rogtk_shim.scan_bam('reads.bam').write_ipc({out!r})\n"
        "print(statistics.records, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script]
    if target == "pipe":
        done = subprocess.run(command, capture_output=True, timeout=50, check=False)
        written = done.stdout
    else:
        with (folder / "redirected").open("wb") as file:
            done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, timeout=50, check=False)
            # The file that the shell opened, not another one in its place.
            assert os.path.samestat(os.fstat(file.fileno()), (folder / "redirected").stat())
        written = (folder / "redirected").read_bytes()
    assert done.stderr == b"3\n"
    assert parse(written).num_rows == ALL_RECORDS


@posix_only
def test_a_reader_that_leaves(slow_bam: Path, folder: Path) -> None:
    os.mkfifo(folder / "pipe")

    def read_a_little() -> None:
        with (folder / "pipe").open("rb") as file:
            file.read(100)

    reader = threading.Thread(target=read_a_little, daemon=True)
    reader.start()
    with pytest.raises(OutputError) as caught:
        scan_bam(slow_bam).write_ipc("pipe")
    reader.join(20)
    assert caught.value.errno == errno.EPIPE
    assert caught.value.filename == "pipe"

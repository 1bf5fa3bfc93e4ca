"""Outputs that can't be written: a typed error with its errno, nothing left behind, the engine goes on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rogtk_bridge import Client
from rogtk_bridge.errors import InputNotFoundError, OutputError

from .requests import bam_request, convert_request

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as Linux has it")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB, where it may be had."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a file system takes root on Linux")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def works(client: Client, small_bam: Path, tmp_path: Path) -> bool:
    """Whether the engine still converts."""
    target = tmp_path / "works.arrow"
    records = client.call(convert_request(small_bam, target))["records"]
    target.unlink()
    return records == 1_000


def test_a_full_disk(
    client: Client, medium_bam: Path, small_bam: Path, tiny_disk: Path, tmp_path: Path
) -> None:
    target = tiny_disk / "out.arrow"
    with pytest.raises(OutputError) as caught:
        client.call(convert_request(medium_bam, target))
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(target)
    assert str(target) in str(caught.value)
    assert list(tiny_disk.iterdir()) == []
    assert works(client, small_bam, tmp_path)


@linux_only
def test_an_unwritable_folder(client: Client, small_bam: Path, tmp_path: Path) -> None:
    # Not even root may create files here.
    with pytest.raises(OutputError) as caught:
        client.call(convert_request(small_bam, "/proc/self/out.arrow"))
    assert caught.value.errno in (errno.ENOENT, errno.EACCES, errno.EPERM)
    assert works(client, small_bam, tmp_path)


@linux_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(client: Client, small_bam: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    with pytest.raises(OutputError) as caught:
        client.call(convert_request(small_bam, folder / "out.arrow"))
    assert caught.value.errno == errno.EACCES


def test_a_missing_folder(client: Client, small_bam: Path, tmp_path: Path) -> None:
    target = tmp_path / "none" / "out.arrow"
    with pytest.raises(OutputError) as caught:
        client.call(convert_request(small_bam, target))
    assert caught.value.errno == errno.ENOENT
    assert works(client, small_bam, tmp_path)


def test_an_existing_file_is_never_written_over(client: Client, small_bam: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.arrow"
    target.write_text("precious")
    with pytest.raises(OutputError) as caught:
        client.call(convert_request(small_bam, target))
    assert caught.value.errno == errno.EEXIST
    assert target.read_text() == "precious"


def test_a_missing_input_leaves_no_output(client: Client, tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError) as caught:
        client.call(convert_request(tmp_path / "none.bam", tmp_path / "out.arrow"))
    assert caught.value.filename == str(tmp_path / "none.bam")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_as_input(client: Client, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"directory|regular file|BAM") as caught:
        client.call(bam_request("count", tmp_path))
    assert str(tmp_path) in str(caught.value)

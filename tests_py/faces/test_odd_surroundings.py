"""What a script may find around it: closed descriptors, no working folder, numbers that say "all"."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import rogtk_shim
from rogtk_shim.rogtk import bam_to_arrow_ipc

BAM = Path(__file__).parent.parent / "data" / "bam" / "biopython-ex1.bam"
ROWS = 3270


def script(source: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_process_without_standard_descriptors(tmp_path: Path) -> None:
    script(
        "import os, sys\n"
        "for number in (0, 1, 2): os.close(number)\n"
        "import rogtk_shim\n"
        "rows = rogtk_shim.read_bam(sys.argv[1]).num_rows\n"
        "open(sys.argv[2], 'w').write(str(rows))\n",
        BAM,
        tmp_path / "rows",
    )
    assert (tmp_path / "rows").read_text() == str(ROWS)


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    told = script(
        "import os, sys\n"
        "os.chdir(sys.argv[2]); os.rmdir(sys.argv[2])\n"
        "import rogtk_shim\n"
        "print(rogtk_shim.read_bam(sys.argv[1]).num_rows)\n"
        "try: rogtk_shim.read_bam('reads.bam')\n"
        "except rogtk_shim.InputNotFoundError as error: print(error)\n",
        BAM,
        gone,
    )
    assert told.splitlines()[0] == str(ROWS)
    assert "no working folder" in told
    assert "reads.bam" in told


def test_numbers_that_say_all() -> None:
    for number in (sys.maxsize, 10**18, 2**70):
        assert rogtk_shim.read_bam(BAM, limit=number).num_rows == ROWS
        assert rogtk_shim.read_bam(BAM, batch_size=number).num_rows == ROWS


def test_standard_output_counts_its_bytes() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from rogtk_shim.rogtk import bam_to_arrow_ipc as f\n"
            "print(f(sys.argv[1], '-').bytes_out, file=sys.stderr)",
            str(BAM),
        ],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert int(done.stderr) == len(done.stdout)


def test_standard_output_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(rogtk_shim.OutputError, match="standard output is closed"):
        bam_to_arrow_ipc(BAM, "-")

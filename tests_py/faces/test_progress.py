"""Progress: what is shown, where, and when nothing is."""

from __future__ import annotations

import logging
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from rogtk_shim import bam_to_arrow_ipc, progress, read_bam, scan_bam

#: Converts a small file, then says whether tqdm was loaded.
CONVERT = (
    "import rogtk_shim, sys\n"
    "rogtk_shim.bam_to_arrow_ipc('reads.bam', 'out.arrow'{})\n"
    "print('tqdm' in sys.modules)\n"
)


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done


class Calls(list[tuple[int, "int | None", int]]):
    def __call__(self, done: int, total: int | None, records: int) -> None:
        self.append((done, total, records))


@pytest.mark.parametrize("way", ["convert", "read", "stream", "write"])
def test_a_function(way: str, large_bam: Path, tmp_path: Path) -> None:
    calls = Calls()
    if way == "convert":
        bam_to_arrow_ipc(large_bam, tmp_path / "out.arrow", progress=calls)
    elif way == "read":
        read_bam(large_bam, progress=calls)
    elif way == "stream":
        for _ in scan_bam(large_bam, progress=calls):
            pass
    else:
        scan_bam(large_bam, progress=calls).write_ipc(tmp_path / "out.arrow")
    size = large_bam.stat().st_size
    assert calls[-1] == (size, size, 45_593)
    assert calls == sorted(calls)
    assert all(total == size for _, total, _ in calls)


def test_a_function_with_a_limit(large_bam: Path, tmp_path: Path) -> None:
    calls = Calls()
    bam_to_arrow_ipc(large_bam, tmp_path / "out.arrow", limit=5, progress=calls)
    done, total, records = calls[-1]
    assert records == 5
    assert total is not None
    assert done < total == large_bam.stat().st_size


def test_an_exception_of_the_function_ends_a_stream(large_bam: Path) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        read_bam(large_bam, progress=fail)


@pytest.mark.parametrize("option", ["", ", progress=None", ", progress=False"])
def test_a_short_conversion_shows_nothing_and_loads_no_tqdm(option: str, folder: Path) -> None:
    done = run(CONVERT.format(option))
    assert (done.stdout, done.stderr) == ("False\n", "")
    assert (folder / "out.arrow").exists()


def test_a_bar_when_asked_for(folder: Path) -> None:
    size = (folder / "reads.bam").stat().st_size
    done = run(CONVERT.format(", progress=True"))
    assert done.stdout == "True\n"
    assert re.search(rf"reads\.bam: 100%.*{size}/{size}.*3 records", done.stderr)
    assert run(CONVERT.format(", progress=True"), TQDM_DISABLE="1").stderr == ""


@pytest.mark.parametrize("expression", ["read_bam('reads.bam'{})", "list(scan_bam('reads.bam'{}))"])
def test_readers_show_a_bar_only_when_asked_for(expression: str, folder: Path) -> None:
    script = "from rogtk_shim import *; " + expression
    assert run(script.format("")).stderr == ""
    assert "3 records" in run(script.format(", progress=True")).stderr
    assert folder.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("delay", "shown"), [(0.0, True), (60.0, False)])
def test_a_terminal(delay: float, shown: bool, folder: Path) -> None:
    script = f"from rogtk_shim import progress; progress._BAR_DELAY_SECONDS = {delay}\n" + CONVERT.format("")
    import fcntl
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 200, 0, 0))
    with os.fdopen(ours, "rb", buffering=0) as screen:
        try:
            command = [sys.executable, "-c", script]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, timeout=50, check=False)
            os.write(theirs, b"end")
            seen = b""
            while not seen.endswith(b"end"):
                seen += screen.read(4096)
        finally:
            os.close(theirs)
    assert done.returncode == 0, seen
    assert (b"3 records" in seen) == shown
    assert done.stdout == (b"True\n" if shown else b"False\n")
    assert (folder / "out.arrow").exists()


def test_a_line_in_the_log_elsewhere(
    large_bam: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert progress.LogReporter.seconds == 60
    monkeypatch.setattr(progress.LogReporter, "seconds", 0.01)
    with caplog.at_level(logging.INFO, "rogtk_shim"):
        bam_to_arrow_ipc(large_bam, tmp_path / "out.arrow")
        monkeypatch.setattr(progress.LogReporter, "seconds", 60)
        lines_so_far = len(caplog.records)
        bam_to_arrow_ipc(large_bam, tmp_path / "out.arrow")
        assert len(caplog.records) == lines_so_far, "a short run is not worth a line"
    size = large_bam.stat().st_size
    line = re.compile(
        rf"{re.escape(str(large_bam))}: [\d,]+ of {size:,} bytes \(\d+%\), [\d,]+ records, \d+ s"
    )
    lines = [record.getMessage() for record in caplog.records if record.name == "rogtk_shim"]
    assert lines
    assert all(line.fullmatch(text) for text in lines), lines


def test_nothing_is_printed_where_logging_is_not_set_up(folder: Path) -> None:
    script = "from rogtk_shim import progress; progress.LogReporter.seconds = 0.001\n" + CONVERT.format("")
    done = run(script)
    assert (done.stdout, done.stderr) == ("False\n", "")
    assert folder.is_dir()


def test_a_notebook_counts_as_watched() -> None:
    manager, kernel = start_new_kernel(startup_timeout=40)
    try:
        found = kernel.execute_interactive(
            "from rogtk_shim import progress",
            user_expressions={"watched": "progress._watched()"},
            timeout=40,
        )
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)
    assert found["content"]["user_expressions"]["watched"]["data"]["text/plain"] == "True"


def test_streams_and_false_are_silent_wherever_they_run() -> None:
    for choice, conversion in ((None, False), (False, False), (False, True)):
        assert type(progress.reporter(choice, "reads.bam", conversion=conversion)) is progress.Reporter


def test_nobody_watches_a_closed_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert isinstance(progress.reporter(None, "reads.bam", conversion=True), progress.LogReporter)

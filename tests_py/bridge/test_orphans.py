"""No engine outlives the process that started it, however that one ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .processes import is_waiting, needs_proc, runs, until
from .requests import bam_request, convert_request

pytestmark = needs_proc

start = """
import sys
from rogtk_bridge import client
"""


def run_until_ready(code: str) -> tuple[subprocess.Popen[str], int]:
    """Run a script that prints its engine's process id and then waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", start + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def end(process: subprocess.Popen[str], number: int) -> None:
    """End a script by a signal."""
    process.send_signal(number)
    process.communicate(timeout=20)


wait = "print(client().pid, flush=True); sys.stdin.readline()"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_an_idle_engine_leaves_with_its_parent(small_bam: Path, number: int) -> None:
    process, engine = run_until_ready(f"client().call({bam_request('count', small_bam)!r})\n{wait}")
    assert runs(engine)
    end(process, number)
    until(lambda: not runs(engine), "the engine has left")


def test_with_the_channel_full(medium_bam: Path) -> None:
    # The parent stands still, so that nothing is read: the engine comes to sit in a write.
    process, engine = run_until_ready(
        f"s = client().stream({bam_request('stream', medium_bam)!r}); next(s)\n"
        "print(client().pid, flush=True)\nimport os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
    )
    until(lambda: is_waiting(engine), "the engine waits")
    end(process, signal.SIGKILL)
    until(lambda: not runs(engine), "the engine has left")


def test_in_a_conversion_and_nothing_is_left(medium_bam: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.arrow.tmp"
    request = convert_request(medium_bam, target, progress=0.001)
    process, engine = run_until_ready(
        "shown = []\n"
        "def show(_):\n"
        "    if not shown: shown.append(1); print(client().pid, flush=True); sys.stdin.readline()\n"
        f"client().call({request!r}, on_progress=show)\n"
    )
    end(process, signal.SIGKILL)
    until(lambda: not runs(engine), "the engine has left")
    # The engine finished before it knew, or removed what it had begun; no half is left.
    assert not target.exists() or target.read_bytes().endswith(b"ARROW1")


@pytest.mark.parametrize("ending", ["", "sys.exit(3)", "raise SystemExit", "import os; os._exit(0)", "1 / 0"])
def test_an_interpreter_that_ends_takes_its_engine_along(medium_bam: Path, ending: str) -> None:
    code = (
        f"s = client().stream({bam_request('stream', medium_bam)!r}); next(s)\n"
        f"print(client().pid, flush=True)\n{ending}"
    )
    process = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, timeout=30, check=False
    )
    engine = int(process.stdout)
    until(lambda: not runs(engine), "the engine has left")
    # The reader thread and the open stream go in silence.
    assert process.stderr == "" or "ZeroDivisionError: " in process.stderr.splitlines()[-1]


def test_the_start_itself_interrupted(small_bam: Path) -> None:
    # Killed while the engine boots: it finds its input at an end.
    process, engine = run_until_ready(f"client().stream({bam_request('stream', small_bam)!r})\n{wait}")
    end(process, signal.SIGKILL)
    until(lambda: not runs(engine), "the engine has left")

"""Runs one contender as a fresh process and measures the whole of it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 600
SAMPLE_SECONDS = 0.005
ELSEWHERE = tempfile.gettempdir()
"""Where contenders run: not in the repository, whose sources Python would take for the installed package."""
_SUBREAPER = 36


class ContenderFailed(RuntimeError):
    """A contender ended with an error; its last words are the message."""


@dataclass(frozen=True)
class Run:
    """One run: seconds from fork to exit, CPU seconds of its processes, and of everybody else meanwhile."""

    wall: float
    user: float
    system: float
    others: float
    stdout: str = ""

    @property
    def cpu(self) -> float:
        """User and system seconds together."""
        return self.user + self.system

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        kept = asdict(self)
        del kept["stdout"]
        return kept


@dataclass(frozen=True)
class Peak:
    """The highest sum of proportional set sizes over a process tree, in bytes, and each process's part."""

    pss: int
    parts: list[tuple[str, int]]


def adopt_orphans() -> None:
    """Become the parent of what a contender leaves behind, so that its CPU time is counted too (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def environment() -> dict[str, str]:
    """The contender's environment: the user's, less what would change Python's or Node's start."""
    dropped = ("PYTHON", "NODE_", "ROGTK_SHIM_")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, its children's too."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        busy, before, start = _busy_seconds(), _children(), time.perf_counter()
        process = _start(command, out.fileno(), err.fileno())
        watchdog = threading.Timer(TIMEOUT_SECONDS, _kill, (process,))
        watchdog.start()
        try:
            process.wait()
            wall = time.perf_counter() - start
            _reap_orphans()
        finally:
            watchdog.cancel()
        after = _children()
        user, system = after[0] - before[0], after[1] - before[1]
        _raise_if_failed(process, command, err)
        out.seek(0)
        others = max(0.0, _busy_seconds() - busy - user - system)
        return Run(wall, user, system, others, out.read())


def peak(command: Sequence[str]) -> Peak:
    """Run a command and sample its process tree's memory; apart from timing, since sampling costs time."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = _start(command, out.fileno(), err.fileno())
        best = Peak(0, [])
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while process.poll() is None:
            if time.monotonic() > deadline:
                _kill(process)
            now = _sample(process.pid)
            if now.pss > best.pss:
                best = now
            time.sleep(SAMPLE_SECONDS)
        _reap_orphans()
        _raise_if_failed(process, command, err)
        return best


def _start(command: Sequence[str], out: int, err: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment(), cwd=ELSEWHERE,
        start_new_session=True,
    )  # fmt: skip


def _raise_if_failed(process: subprocess.Popen[bytes], command: Sequence[str], err: Any) -> None:
    if process.returncode:
        err.seek(0)
        raise ContenderFailed(
            f"{Path(command[1]).name} ended with {process.returncode}: {err.read()[-2000:]}"
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def _reap_orphans() -> None:
    """Wait, a second at most, for processes that outlived the contender's own."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.002)


def _children() -> tuple[float, float]:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime, used.ru_stime


def _busy_seconds() -> float:
    """CPU seconds that the whole machine has been busy; 0 where there's no /proc/stat."""
    try:
        with open("/proc/stat") as stat:
            user, nice, system, _, _, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    except OSError:
        return 0.0
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:
        try:
            for thread in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{thread}/children") as children:
                    found += map(int, children.read().split())
        except OSError:
            continue
    return found


def _sample(pid: int) -> Peak:
    parts: list[tuple[str, int]] = []
    for member in _tree(pid):
        try:
            with open(f"/proc/{member}/smaps_rollup") as rollup, open(f"/proc/{member}/comm") as name:
                pss = next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
                parts.append((name.read().strip(), pss))
        except (OSError, StopIteration):
            continue  # it has just ended
    return Peak(sum(size for _, size in parts), parts)

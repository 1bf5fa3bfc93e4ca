"""How many threads this process may use."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

THREADS_MAX = 16
# Peak memory of the engine and Python together: a base, and so much for each thread.
_base_bytes = 150 * 1024 * 1024
_thread_bytes = 40 * 1024 * 1024
_variable = "ROGTK_SHIM_THREADS"


def threads_allowed() -> int:
    """
    Give the default number of threads.

    The environment variable ROGTK_SHIM_THREADS if set; else the cores this process may run on (affinity and
    cgroup quota), fewer under a tight memory limit of its cgroup, 16 at most.
    """
    wanted = os.environ.get(_variable)
    if wanted:
        if not wanted.isascii() or not wanted.isdecimal() or int(wanted) < 1:
            raise ValueError(f"{_variable} must be a whole number of at least 1, not {wanted!r}")
        return int(wanted)
    limits = [cores(), THREADS_MAX]
    if sys.platform.startswith("linux"):
        folders = list(cgroup_folders("/proc/self/cgroup", "/sys/fs/cgroup"))
        limits += [
            limit for folder in folders for limit in (quota(folder), memory(folder)) if limit is not None
        ]
    return max(1, min(limits))


def cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cgroup_folders(membership: str, root: str) -> Iterator[str]:
    """Yield the folders whose limits apply: the process's own cgroups and everything above them."""
    for line in _read(membership).splitlines():
        _, controllers, path = line.split(":", 2)
        # Version 2 has one hierarchy without a name, version 1 a folder for each set of controllers.
        tops = (
            [root, os.path.join(root, "unified")] if controllers == "" else [os.path.join(root, controllers)]
        )
        parts = path.strip("/").split("/")
        for top in tops:
            for depth in range(len(parts) + 1):
                yield os.path.join(top, *parts[:depth])


def quota(folder: str) -> int | None:
    """Cores' worth of time that a cgroup grants."""
    both = _words(folder, "cpu.max") or [
        *_words(folder, "cpu.cfs_quota_us"),
        *_words(folder, "cpu.cfs_period_us"),
    ]
    if len(both) != 2 or both[0] in ("max", "-1"):
        return None
    return max(1, -(-int(both[0]) // int(both[1])))


def memory(folder: str) -> int | None:
    """Threads whose memory a cgroup has room for."""
    words = _words(folder, "memory.max") or _words(folder, "memory.limit_in_bytes")
    if len(words) != 1 or words[0] == "max":
        return None
    return max(1, (int(words[0]) - _base_bytes) // _thread_bytes)


def _words(folder: str, name: str) -> list[str]:
    return _read(os.path.join(folder, name)).split()


def _read(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            return opened.read()
    except OSError:
        return ""

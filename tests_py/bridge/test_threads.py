"""How many threads are taken: affinity, cgroups of both versions, and the environment variable."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import rogtk_bridge._threads as threads_module
from rogtk_bridge import threads_allowed

MiB = 1024 * 1024


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROGTK_SHIM_THREADS", raising=False)


def test_the_default_is_within_bounds() -> None:
    assert 1 <= threads_allowed() <= threads_module.THREADS_MAX


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="affinity is Linux's")
def test_affinity_counts() -> None:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        assert threads_allowed() == 1
    finally:
        os.sched_setaffinity(0, before)


def test_many_cores_are_not_all_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads_module, "cores", lambda: 128)
    assert threads_allowed() <= 16


def test_the_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROGTK_SHIM_THREADS", "20")
    assert threads_allowed() == 20


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "²"])
def test_a_senseless_variable_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ROGTK_SHIM_THREADS", text)
    with pytest.raises(ValueError, match="ROGTK_SHIM_THREADS must be a whole number"):
        threads_allowed()


def put(folder: Path, **files: str) -> None:
    """Write a cgroup's files; a double underscore stands for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def limits(membership: str, root: Path) -> tuple[list[int], list[int]]:
    """The quotas and memory limits that apply."""
    file = root / "membership"
    file.write_text(membership)
    folders = list(threads_module.cgroup_folders(str(file), str(root)))
    quotas = [threads_module.quota(folder) for folder in folders]
    memory = [threads_module.memory(folder) for folder in folders]
    return [q for q in quotas if q is not None], [m for m in memory if m is not None]


def test_version_2_limits_of_every_level_apply(tmp_path: Path) -> None:
    put(tmp_path / "job" / "step", cpu__max="350000 100000\n", memory__max="max\n")
    put(tmp_path / "job", cpu__max="max 100000\n", memory__max=f"{310 * MiB}\n")
    assert limits("0::/job/step\n", tmp_path) == ([4], [4])


def test_version_1_limits_apply(tmp_path: Path) -> None:
    put(tmp_path / "cpu,cpuacct" / "docker" / "x", cpu__cfs_quota_us="50000\n", cpu__cfs_period_us="100000\n")
    put(tmp_path / "memory" / "docker", memory__limit_in_bytes=f"{100 * MiB}\n")
    put(tmp_path / "cpu,cpuacct", cpu__cfs_quota_us="-1\n", cpu__cfs_period_us="100000\n")
    assert limits("4:cpu,cpuacct:/docker/x\n3:memory:/docker/x\n", tmp_path) == ([1], [1])


def test_a_container_that_sees_its_own_cgroup_as_root(tmp_path: Path) -> None:
    put(tmp_path, cpu__max="200000 100000\n")
    assert limits("0::/somewhere/on/the/host\n", tmp_path) == ([2], [])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="cgroups are Linux's")
def test_no_cgroups_at_all(tmp_path: Path) -> None:
    assert list(threads_module.cgroup_folders(str(tmp_path / "none"), str(tmp_path))) == []

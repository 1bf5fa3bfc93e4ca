"""A forked child starts an engine of its own, and the parent's goes on as if nothing had been."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from rogtk_bridge import Client, client
from rogtk_bridge._engine import CLOSE_SECONDS_MAX
from rogtk_bridge.errors import EngineError

from .processes import children, needs_proc, runs, until
from .requests import bam_request

pytestmark = [
    needs_proc,
    # Python 3.12 and later warn of every fork of a process with threads; that it works is tested here.
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]


def in_child(work: Callable[[], object]) -> None:
    """Do some work in a forked child, and fail as it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        status = 1
        try:
            # A child that hangs must not outlive the test.
            signal.alarm(30)
            work()
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def count(path: str | Path) -> int:
    """Count by the client that the process shares; give the engine's process id too."""
    records: int = client().call(bam_request("count", path))["records"]
    return records


def count_and_pid(path: str) -> tuple[int, int | None, int]:
    """What a worker process of a pool does."""
    return count(path), client().pid, os.getpid()


def test_a_child_starts_its_own_engine(client: Client, small_bam: Path) -> None:
    assert client.call(bam_request("count", small_bam))["records"] == 1_000
    parents = client.pid

    def work() -> None:
        assert client.pid is None
        assert client.call(bam_request("count", small_bam))["records"] == 1_000
        assert client.pid not in (None, parents)
        assert children(os.getpid()) == [client.pid]

    in_child(work)
    assert client.call(bam_request("count", small_bam))["records"] == 1_000
    assert client.pid == parents


def test_with_an_open_stream(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    next(stream)

    def work() -> None:
        with pytest.raises(EngineError, match="opened before the process was forked") as caught:
            next(stream)
        assert caught.value.code == "FORKED"
        stream.close()
        assert sum(map(len, client.stream(bam_request("stream", medium_bam)))) == 400_000

    in_child(work)
    assert sum(map(len, stream)) == 380_000


def test_a_fork_while_others_read(client: Client, medium_bam: Path) -> None:
    counts: list[int] = []

    def read() -> None:
        counts.append(sum(map(len, client.stream(bam_request("stream", medium_bam)))))

    def work() -> None:
        assert client.call(bam_request("count", medium_bam, limit=1_000))["records"] == 1_000

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(5):
        in_child(work)
    for reader in readers:
        reader.join(40)
    assert counts == [400_000, 400_000]


def test_a_fork_while_engines_start(small_bam: Path) -> None:
    # A child born in the middle of a start must not keep that engine's input open.
    clients = [Client() for _ in range(10)]

    def start_all() -> None:
        for one in clients:
            assert one.call(bam_request("count", small_bam))["records"] == 1_000

    starter = threading.Thread(target=start_all)
    starter.start()
    forked: list[int] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            while starter.is_alive() and len(forked) < 60:
                pid = os.fork()
                if pid == 0:
                    signal.alarm(60)
                    signal.pause()
                    os._exit(0)
                forked.append(pid)
                starter.join(0.02)
        starter.join(30)
        assert all(runs(one.pid or 0) for one in clients)
        started = time.monotonic()
        for one in clients:
            one.close()
        # They left by themselves: none had to be killed after its time was up.
        assert time.monotonic() - started < CLOSE_SECONDS_MAX
    finally:
        for pid in forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def test_a_living_child_does_not_keep_the_parents_engine() -> None:
    # The parent is killed; the child, which inherited its descriptors, lives on.
    code = """
import os, signal, sys
from rogtk_bridge import client
from tests_py.bridge.requests import bam_request
try:
    client().call(bam_request("count", "none.bam"))
except FileNotFoundError:
    pass
child = os.fork()
if child == 0:
    signal.alarm(60)
    signal.pause()
print(client().pid, child, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdout is not None
        engine, child = map(int, process.stdout.readline().split())
        process.wait(20)
        try:
            until(lambda: not runs(engine), "the engine has left")
            assert runs(child)
        finally:
            os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method: str, small_bam: Path) -> None:
    assert count(small_bam) == 1_000
    own = client().pid
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        answers = pool.map(count_and_pid, [str(small_bam)] * 6, chunksize=1)
    assert {records for records, _, _ in answers} == {1_000}
    engines = {(engine, process) for _, engine, process in answers}
    assert len({engine for engine, _ in engines}) == len({process for _, process in engines}) == len(engines)
    assert own not in {engine for engine, _ in engines}
    assert client().pid == own
    until(lambda: not any(runs(engine or 0) for engine, _ in engines), "the children's engines have left")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_process_pool_executor(method: str, small_bam: Path) -> None:
    assert count(small_bam) == 1_000
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as executor:
        answers = list(executor.map(count_and_pid, [str(small_bam)] * 4))
        engines = {engine for _, engine, _ in answers}
    assert {records for records, _, _ in answers} == {1_000}
    until(lambda: not any(runs(engine or 0) for engine in engines), "the children's engines have left")


def test_a_child_of_a_child(client: Client, small_bam: Path) -> None:
    assert client.call(bam_request("count", small_bam))["records"] == 1_000

    def grandchild() -> None:
        assert client.call(bam_request("count", small_bam))["records"] == 1_000

    def child() -> None:
        grandchild()
        in_child(grandchild)
        grandchild()
        client.close()

    in_child(child)


def test_a_child_that_never_calls_leaves_the_parent_alone(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    next(stream)
    # It ends as a script does: finalizers run, and what was registered to run at exit.
    code_pid = os.fork() if sys.version_info < (3, 12) else _fork_quietly()
    if code_pid == 0:
        try:
            del stream
            client.close()
        finally:
            os._exit(0)
    os.waitpid(code_pid, 0)
    assert sum(map(len, stream)) == 380_000


def _fork_quietly() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()

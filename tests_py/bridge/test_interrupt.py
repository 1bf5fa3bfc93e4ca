"""Ctrl-C: it stops the waiting at once, the engine survives it, and the next call works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rogtk_bridge import Client

from .processes import is_waiting, needs_proc, runs, until
from .requests import bam_request, convert_request
from .scripted import scripted_client

pytestmark = needs_proc

start = "import os, signal, sys\nfrom rogtk_bridge import client\n"


@pytest.fixture
def script() -> Iterator[Any]:
    """Runs a script as a terminal would: leading a process group of its own."""
    running: list[subprocess.Popen[str]] = []

    def run(code: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", start + code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=own_group,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def own_group() -> None:
    """Become the leader of a process group."""
    os.setpgid(0, 0)


def interrupt(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Press Ctrl-C once the script says that it is ready; give what it then wrote."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    until(lambda: is_waiting(process.pid), "the script waits")
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=30)


def test_in_a_loop_over_a_stream(script: Any, medium_bam: Path) -> None:
    process = script(f"""
s = client().stream({bam_request("stream", medium_bam)!r})
engine = None
try:
    for batch in s:
        if engine is None:
            engine = client().pid
            print("ready", flush=True)
            signal.pause()
except KeyboardInterrupt:
    n = sum(len(b) for b in client().stream({bam_request("stream", medium_bam)!r}))
    print("interrupted", n, client().pid == engine, flush=True)
""")
    out, err = interrupt(process)
    assert (out, err) == ("interrupted 400000 True\n", "")


def test_while_it_waits_for_a_batch(script: Any, medium_bam: Path) -> None:
    # The engine stands still, so that the interrupt finds the thread in its wait.
    process = script(f"""
s = client().stream({bam_request("stream", medium_bam)!r})
next(s)
os.kill(client().pid, signal.SIGSTOP)
try:
    while True:
        if s.answer.queued == 0:
            print("ready", flush=True)
        next(s)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    try:
        next(s)
    except ValueError as error:
        print(error)
    os.kill(client().pid, signal.SIGCONT)
    print(client().call({bam_request("count", medium_bam)!r})["records"])
""")
    out, err = interrupt(process)
    assert out.replace("ready\n", "") == "interrupted\nThe stream is closed\n400000\n"
    assert err == ""


def test_in_a_call(script: Any, medium_bam: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.arrow.tmp"
    process = script(f"""
engine = None
def ready(_):
    global engine
    if engine is None:
        engine = client().pid
        print("ready", flush=True)
        signal.pause()
try:
    client().call({convert_request(medium_bam, target, progress=0.001)!r}, on_progress=ready)
except KeyboardInterrupt:
    print("interrupted", client().pid == engine, flush=True)
    print(client().call({bam_request("count", medium_bam)!r})["records"])
""")
    out, err = interrupt(process)
    assert (out, err) == ("interrupted True\n400000\n", "")
    # Cancelled: the engine has removed what it had begun. Or it was done before it heard of it.
    assert not target.exists() or target.read_bytes().endswith(b"ARROW1")


def test_an_engine_that_does_not_answer_a_cancel_is_killed(
    script: Any, medium_bam: Path, tmp_path: Path
) -> None:
    process = script(f"""
def ready(_):
    global engine
    engine = client().pid
    print("ready", flush=True)
    os.kill(client().pid, signal.SIGSTOP)
    signal.pause()
try:
    client().call({convert_request(medium_bam, tmp_path / "out", progress=0.001)!r}, on_progress=ready)
except KeyboardInterrupt:
    print(engine)
    print(client().call({bam_request("count", medium_bam)!r})["records"])
""")
    out, err = interrupt(process)
    engine, records = out.split()
    assert (records, err) == ("400000", "")
    assert not runs(int(engine))


def test_an_uncaught_interrupt_ends_a_script_as_usual(script: Any, medium_bam: Path) -> None:
    process = script(f"""
s = client().stream({bam_request("stream", medium_bam)!r})
next(s)
print(client().pid, file=sys.stderr, flush=True)
print("ready", flush=True)
signal.pause()
""")
    _, err = interrupt(process)
    lines = err.splitlines()
    assert lines[-1] == "KeyboardInterrupt"
    assert process.returncode == -signal.SIGINT
    assert "rogtk-shim-" not in err
    assert not runs(int(lines[0]))


def test_an_exception_of_the_progress_callback_cancels(
    client: Client, medium_bam: Path, tmp_path: Path
) -> None:
    class StopError(Exception):
        pass

    def stop(_: dict[str, Any]) -> None:
        raise StopError

    request = convert_request(medium_bam, tmp_path / "out", progress=0.001)
    with pytest.raises(StopError):
        client.call(request, on_progress=stop)
    with pytest.raises(StopError):
        list(client.stream(bam_request("stream", medium_bam, progress=0.001), on_progress=stop))
    assert client.call(bam_request("count", medium_bam))["records"] == 400_000


def test_other_requests_survive_a_cancel_that_is_not_answered(tmp_path: Path) -> None:
    # This engine answers nobody but says PROGRESS to the second request, upon which that one is given up.
    script = """
    hello();
    process.stdin.once("data", () => {
      send(PROGRESS, 1, map({}));
      setTimeout(() => send(PROGRESS, 2, map({})), 100);
    });
    process.stdin.on("end", () => process.exit(0));
    setTimeout(() => send(DONE, 1, map({ records: 7 })), 3000);
    """

    class StopError(Exception):
        pass

    def stop(_: dict[str, Any]) -> None:
        raise StopError

    with scripted_client(tmp_path, script) as client:
        results: list[dict[str, Any]] = []
        heard = threading.Event()

        def first() -> None:
            request = bam_request("count", "a.bam")
            results.append(client.call(request, on_progress=lambda _: heard.set()))

        thread = threading.Thread(target=first)
        thread.start()
        until_started(client)
        with pytest.raises(StopError):
            client.call(bam_request("count", "b.bam"), on_progress=stop)
        thread.join(20)
    assert heard.is_set()
    assert results == [{"records": 7}]


def until_started(client: Client) -> None:
    """Wait until the other thread's request has been sent."""
    until(lambda: client.engine is not None and bool(client.engine.requests), "the first request is sent")

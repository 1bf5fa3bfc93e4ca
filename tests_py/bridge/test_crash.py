"""The engine dies: whoever waits is told at once and fully, and the next call starts a new one."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from pathlib import Path

import pytest
from rogtk_bridge import Client
from rogtk_bridge._entry import BUNDLE
from rogtk_bridge.errors import EngineCrashed, EngineError

from .bam_files import write_bam
from .processes import needs_proc, runs, until, wait_dead
from .requests import bam_request, convert_request
from .scripted import scripted_client

pytestmark = needs_proc


def kill(client: Client) -> int:
    """Kill a client's engine and wait until it is dead."""
    pid = client.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_dead(pid)
    return pid


def test_killed_in_mid_stream(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam), describe="reading")
    assert len(next(stream)) == 20_000
    pid = client.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineCrashed) as caught:
        list(stream)
    error = caught.value
    assert error.exit_code == -signal.SIGKILL
    assert "killed by signal 9 (SIGKILL) while reading" in str(error)
    assert str(medium_bam) in str(error)
    assert "Out of memory?" in str(error)
    assert error.path == str(medium_bam)
    assert pickle.loads(pickle.dumps(error)).exit_code == -9
    # It stays an error: what was read is not everything.
    with pytest.raises(EngineCrashed):
        next(stream)
    assert stream.statistics is None

    assert sum(map(len, client.stream(bam_request("stream", medium_bam)))) == 400_000
    assert client.pid != pid


def test_killed_while_idle(client: Client, small_bam: Path) -> None:
    assert client.call(bam_request("count", small_bam))["records"] == 1_000
    before = kill(client)
    assert client.call(bam_request("count", small_bam))["records"] == 1_000
    assert client.pid != before


def test_killed_in_a_conversion(client: Client, medium_bam: Path, tmp_path: Path) -> None:
    def kill_engine(_: dict[str, object]) -> None:
        os.kill(client.pid or 0, signal.SIGKILL)

    request = convert_request(medium_bam, tmp_path / "out.arrow", progress=0.001)
    with pytest.raises(EngineCrashed, match="SIGKILL"):
        client.call(request, on_progress=kill_engine, describe="converting")


def test_killed_at_its_start(tmp_path: Path) -> None:
    # This one never gets as far as HELLO.
    script = 'process.kill(process.pid, "SIGKILL");'
    with scripted_client(tmp_path, script) as client:
        for _ in range(2):
            with pytest.raises(EngineCrashed, match="at its start, before") as caught:
                client.call(bam_request("count", "reads.bam"))
            assert caught.value.exit_code == -9


def test_the_real_engine_killed_at_its_start(client: Client, small_bam: Path) -> None:
    stream = client.stream(bam_request("stream", small_bam))
    os.kill(client.pid or 0, signal.SIGKILL)
    with pytest.raises(EngineCrashed):
        list(stream)
    assert sum(map(len, client.stream(bam_request("stream", small_bam)))) == 1_000


def test_everybody_who_waits_is_told(client: Client, medium_bam: Path) -> None:
    streams = [client.stream(bam_request("stream", medium_bam)) for _ in range(4)]
    told: list[BaseException] = []
    first = threading.Barrier(len(streams) + 1)

    def read(index: int) -> None:
        next(streams[index])
        first.wait()
        try:
            list(streams[index])
        except EngineError as error:
            told.append(error)

    readers = [threading.Thread(target=read, args=(i,)) for i in range(len(streams))]
    for reader in readers:
        reader.start()
    first.wait()
    pid = client.pid or 0
    os.kill(pid, signal.SIGKILL)
    for reader in readers:
        reader.join(20)
    assert [type(error) for error in told] == [EngineCrashed] * len(streams)
    until(lambda: not runs(pid), "the engine is gone")


def test_an_engine_that_leaves_by_itself_is_replaced(tmp_path: Path) -> None:
    # Exit code 0 without an answer is a crash too.
    script = "hello(); onRequest(() => process.exit(0));"
    with scripted_client(tmp_path, script) as client:
        for _ in range(3):
            with pytest.raises(EngineCrashed, match="ended with exit code 0"):
                client.call(bam_request("count", "reads.bam"))


def test_closing_while_another_thread_waits(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    next(stream)
    client.close()
    with pytest.raises(EngineError, match="was closed while"):
        list(stream)
    assert client.pid is None
    assert client.call(bam_request("count", medium_bam))["records"] == 400_000


def test_closing_in_a_conversion_leaves_nothing(client: Client, tmp_path: Path) -> None:
    # No progress is sent: the engine hears of it by the end of its input alone.
    big, target = write_bam(tmp_path / "big.bam", 20_000), tmp_path / "out.arrow.tmp"
    told: list[BaseException] = []

    def convert() -> None:
        try:
            client.call(convert_request(big, target))
        except EngineError as error:
            told.append(error)

    thread = threading.Thread(target=convert)
    thread.start()
    until(target.exists, "the conversion has begun")
    client.close()
    thread.join(20)
    assert [getattr(error, "code", None) for error in told] == ["ENGINE_CLOSED"]
    assert not target.exists()


def test_an_engine_that_fails_on_its_own_ends_at_once(tmp_path: Path, medium_bam: Path) -> None:
    # Whatever it is doing meanwhile, and although its input stays open.
    entry = tmp_path / "engine.cjs"
    real = Path(BUNDLE) / "engine.cjs"
    entry.write_text(f'require({str(real)!r});\nsetTimeout(() => {{ throw new Error("broken"); }}, 500);\n')
    with Client(entry=str(entry)) as client:
        stream = client.stream(bam_request("stream", medium_bam))
        next(stream)

        def work_on() -> None:
            while True:
                assert client.call(bam_request("count", medium_bam))["records"] == 400_000

        with pytest.raises(EngineCrashed, match="ended with exit code 1") as caught:
            work_on()
        assert "broken" in caught.value.stderr
        with pytest.raises(EngineCrashed):
            list(stream)

"""Streams side by side, half read, dropped, closed, collected: nothing hangs and nothing is left over."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from rogtk_bridge import BatchStream, Client
from rogtk_bridge.errors import EngineError

from .bam_files import write_bam
from .processes import children, descriptors, needs_proc, resident_bytes, threads, until
from .requests import bam_request, convert_request
from .scripted import scripted_client

MiB = 1024 * 1024


def rows(stream: BatchStream) -> int:
    """Read a stream to its end."""
    return sum(len(batch) for batch in stream)


def under_way(client: Client) -> int:
    """How many requests the client's engine is busy with."""
    assert client.engine is not None
    return len(client.engine.requests)


def test_a_stream_has_schema_batches_and_statistics(client: Client, medium_bam: Path) -> None:
    with client.stream(bam_request("stream", medium_bam, columns=["name", "sequence"])) as stream:
        assert isinstance(stream.schema, pa.Schema)
        assert stream.schema.names == ["name", "sequence"]
        assert stream.statistics is None
        batches = list(stream)
        assert [len(batch) for batch in batches] == [20_000] * 20
        for batch in batches[::7]:
            batch.validate(full=True)
        assert stream.statistics is not None
        assert stream.statistics["records"] == 400_000
        assert stream.statistics["complete"] is True
        assert list(stream) == []


def test_the_batches_do_not_depend_on_who_imports_pyarrow_first(medium_bam: Path) -> None:
    # Batches that come before pyarrow is there are kept in memory of another kind.
    code = f"""
import sys, time
from rogtk_bridge import client
s = client().stream({bam_request("stream", medium_bam)!r})
while s.answer.queued < 3: time.sleep(0.001)
late = [b for b in s]
early = [b for b in client().stream({bam_request("stream", medium_bam)!r})]
assert late == early and len(late) == 20
"""
    early_wait = code.replace(
        "from rogtk_bridge import client\n", "from rogtk_bridge import client\n" + _slow_import
    )
    for script in (code, early_wait):
        subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# pyarrow's import is held up until batches have come.
_slow_import = """
import importlib.abc, importlib.machinery
class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "pyarrow":
            engine = client().engine
            while sum(answer.queued for answer in engine.requests) < 3: time.sleep(0.001)
        return None
sys.meta_path.insert(0, Slow())
"""


def test_two_streams_read_in_turn_from_one_thread(client: Client, medium_bam: Path) -> None:
    one = client.stream(bam_request("stream", medium_bam))
    two = client.stream(bam_request("stream", medium_bam, columns=["name"]))
    for first, second in zip(one, two, strict=True):
        assert first.column("name") == second.column("name")


def test_two_streams_read_from_two_threads(client: Client, medium_bam: Path) -> None:
    counts: dict[int, int] = {}

    def read(index: int) -> None:
        counts[index] = rows(client.stream(bam_request("stream", medium_bam)))

    readers = [threading.Thread(target=read, args=(i,)) for i in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(40)
    assert counts == {0: 400_000, 1: 400_000}


def test_one_stream_read_by_two_threads_loses_nothing(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    counts: dict[int, int] = {}

    def read(index: int) -> None:
        counts[index] = rows(stream)

    readers = [threading.Thread(target=read, args=(i,)) for i in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(40)
    assert sum(counts.values()) == 400_000


def test_the_first_calls_of_many_threads_share_one_engine(client: Client, small_bam: Path) -> None:
    pids: set[int | None] = set()
    at_once = threading.Barrier(8)

    def count() -> None:
        at_once.wait()
        assert client.call(bam_request("count", small_bam))["records"] == 1_000
        pids.add(client.pid)

    callers = [threading.Thread(target=count) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert len(pids) == 1


def test_everything_on_two_threads_at_once(
    client: Client, medium_bam: Path, small_bam: Path, tmp_path: Path
) -> None:
    done: list[int] = []

    def work(index: int) -> None:
        for turn in range(2):
            target = tmp_path / f"{index}-{turn}"
            assert client.call(convert_request(medium_bam, target))["records"] == 400_000
            assert pa.ipc.open_file(str(target)).num_record_batches == 20
            half = client.stream(bam_request("stream", medium_bam))
            next(half)
            assert client.call(bam_request("check", small_bam))["records"] == 1_000
            assert rows(client.stream(bam_request("stream", medium_bam, limit=50_000))) == 50_000
            with pytest.raises(FileNotFoundError):
                client.call(bam_request("count", tmp_path / "none.bam"))
            half.close()
        done.append(index)

    workers = [threading.Thread(target=work, args=(i,)) for i in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(55)
    assert sorted(done) == [0, 1]


def test_twenty_half_read_streams_are_read_on_in_any_order(client: Client, medium_bam: Path) -> None:
    # More is under way than all their credit: each has to wait for its reader, on one worker.
    streams = [client.stream(bam_request("stream", medium_bam, threads=1, limit=200_000)) for _ in range(20)]
    counts = [len(next(stream)) for stream in streams]
    order = list(range(20))
    random.Random(3).shuffle(order)
    for index in order:
        counts[index] += rows(streams[index])
    assert counts == [200_000] * 20


def test_a_slow_reader_does_not_block_others(client: Client, medium_bam: Path) -> None:
    slow = client.stream(bam_request("stream", medium_bam))
    next(slow)
    for _ in range(3):
        assert rows(client.stream(bam_request("stream", medium_bam, threads=1))) == 400_000
    assert rows(slow) == 380_000


@needs_proc
@pytest.mark.timeout(180)
@pytest.mark.parametrize(("blocks", "rounds"), [(100, 1_000), (2_000, 50)])
def test_a_thousand_half_read_streams_leave_nothing_behind(
    client: Client, tmp_path: Path, blocks: int, rounds: int
) -> None:
    # The larger file is worth threads, and more than may be under way to one reader.
    path = write_bam(tmp_path / "reads.bam", blocks)

    def one_round(number: int) -> None:
        stream = client.stream(bam_request("stream", path, batch_size=500))
        assert len(next(stream)) == 500
        if number % 2:
            stream.close()

    def left_over() -> tuple[int, ...]:
        gc.collect()
        until(lambda: not under_way(client), "all have ended")
        engine = client.pid or 0
        return descriptors(), threads(), len(children(os.getpid())), descriptors(engine), threads(engine)

    for number in range(20):
        one_round(number)
    assert rows(client.stream(bam_request("stream", path))) == blocks * 200
    pid, before = client.pid, left_over()
    for number in range(rounds):
        one_round(number)
    assert rows(client.stream(bam_request("stream", path))) == blocks * 200
    assert client.pid == pid
    after = left_over()
    assert all(late <= early for late, early in zip(after, before, strict=True)), (before, after)


@needs_proc
@pytest.mark.timeout(120)
def test_resident_memory_after_a_hundred_files(client: Client, tmp_path: Path) -> None:
    files = [write_bam(tmp_path / f"{i}.bam", 100, seed=i) for i in range(100)]

    def read(path: Path) -> None:
        assert rows(client.stream(bam_request("stream", path))) == 20_000

    for path in files[:30]:
        read(path)
    engine = client.pid or 0
    before = resident_bytes(), resident_bytes(engine)
    for path in files[30:]:
        read(path)
    after = resident_bytes(), resident_bytes(engine)
    assert client.pid == engine
    assert after[0] - before[0] < 30 * MiB, (before, after)
    assert after[1] - before[1] < 60 * MiB, (before, after)


@needs_proc
def test_memory_is_bounded_however_slow_the_reader(client: Client, tmp_path: Path) -> None:
    big = write_bam(tmp_path / "big.bam", 10_000)
    stream = client.stream(bam_request("stream", big))
    next(stream)
    # What may be under way comes, and then no more: 64 MiB of the file's 700.
    until(lambda: _queued_bytes(stream) > 50 * MiB, "the credit is used up")
    assert client.call(bam_request("count", big))["records"] == 2_000_000
    assert _queued_bytes(stream) <= 64 * MiB
    assert resident_bytes(client.pid or 0) < 400 * MiB


def _queued_bytes(stream: BatchStream) -> int:
    return stream.answer.queued * 6_900_000


def test_a_dropped_stream_is_cancelled(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    next(stream)
    assert under_way(client) == 1
    del stream
    gc.collect()
    until(lambda: under_way(client) == 0, "the request has ended")


def test_a_stream_in_a_cycle_is_cancelled_by_the_collector(client: Client, medium_bam: Path) -> None:
    class Holder:
        pass

    for _ in range(20):
        holder = Holder()
        holder.self, holder.stream = holder, client.stream(bam_request("stream", medium_bam))  # type: ignore[attr-defined]
        next(holder.stream)  # type: ignore[attr-defined]
        del holder
        gc.collect()
    until(lambda: under_way(client) == 0, "the requests have ended")


def test_closing_says_so_and_may_be_repeated(client: Client, medium_bam: Path) -> None:
    stream = client.stream(bam_request("stream", medium_bam))
    next(stream)
    stream.close()
    stream.close()
    with pytest.raises(ValueError, match="The stream is closed"):
        next(stream)
    assert stream.statistics is None


def test_closing_wakes_a_thread_that_waits(tmp_path: Path) -> None:
    with scripted_client(tmp_path, "hello(); onRequest(() => {});") as client:
        stream = client.stream(bam_request("stream", "reads.bam"))
        told: list[BaseException] = []

        def read() -> None:
            try:
                next(stream)
            except ValueError as error:
                told.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        stream.close()
        reader.join(20)
        # It had begun to wait, or had not yet.
        assert str(told[0]) in ("The stream was closed while it waited", "The stream is closed")


def test_an_error_is_raised_by_every_further_step(client: Client, tmp_path: Path) -> None:
    stream = client.stream(bam_request("stream", tmp_path / "none.bam"))
    for _ in range(3):
        with pytest.raises(FileNotFoundError, match=r"none\.bam"):
            next(stream)
    with pytest.raises(FileNotFoundError):
        stream.schema  # noqa: B018
    stream.close()


def test_a_schema_request(client: Client, small_bam: Path) -> None:
    stream = client.stream(bam_request("schema", small_bam))
    assert "sequence" in stream.schema.names
    assert list(stream) == []
    answer = client.call(bam_request("schema", small_bam))
    assert pa.ipc.read_schema(pa.py_buffer(answer["schema"])) == stream.schema


def test_a_stream_is_no_call(client: Client, small_bam: Path) -> None:
    with pytest.raises(EngineError, match="a batch that nobody asked for"):
        client.call(bam_request("stream", small_bam))
    assert client.call(bam_request("count", small_bam))["records"] == 1_000


@pytest.mark.parametrize(
    "change",
    [
        {"operation": "destroy"},
        {"format": "tape"},
        {"threads": 0},
        {"sources": [{"path": "text", "name": "x"}]},
    ],
)
def test_a_senseless_request_is_a_value_error(
    client: Client, small_bam: Path, change: dict[str, object]
) -> None:
    request = bam_request("count", small_bam) | change
    if "sources" not in change:
        with pytest.raises(ValueError, match=r"must be one of|there is no format|at least 1"):
            client.call(request)
    else:
        with pytest.raises((ValueError, TypeError)):
            client.call(request)
    assert client.call(bam_request("count", small_bam))["records"] == 1_000

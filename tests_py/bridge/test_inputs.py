"""Inputs that are no paths: pulled when wanted, by the thread that waits; whatever they do has an end."""

from __future__ import annotations

import gc
import io
import os
import signal
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import ipc
from rogtk_bridge import Client
from rogtk_bridge import _frames as frames
from rogtk_bridge._answer import Answer
from rogtk_bridge._inputs import Inputs
from rogtk_bridge.errors import EngineCrashed, EngineError, InputError

from .processes import needs_proc, resident_bytes, until, wait_dead

MiB = 1024 * 1024


class Reader:
    """Gives pieces, and remembers who asked for them."""

    def __init__(self, pieces: Iterator[Any]) -> None:
        self.pieces = pieces
        self.reads = 0
        self.threads: set[str] = set()
        self.closed = 0

    def read(self, size: int) -> Any:
        self.reads += 1
        self.threads.add(threading.current_thread().name)
        return next(self.pieces, b"")

    def close(self) -> None:
        self.closed += 1


def wide(data: bytes) -> memoryview:
    return memoryview(data).cast("H")


def arrow_stream(batches: int, rows: int = 1000) -> bytes:
    """An Arrow IPC stream of numbers."""
    sink = io.BytesIO()
    writer: Any
    with ipc.new_stream(sink, pa.schema([("n", pa.int64())])) as writer:
        for first in range(batches):
            writer.write_batch(pa.record_batch({"n": range(first * rows, (first + 1) * rows)}))
    return sink.getvalue()


def split(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def endless(rows: int = 1000) -> Iterator[bytes]:
    """An Arrow stream without an end."""
    data = arrow_stream(1, rows)
    schema = len(data) - 8
    start = ipc.read_schema(pa.py_buffer(data)).serialize().size
    yield data[:schema]
    while True:
        yield data[start:schema]


def request(operation: str, *readers: Reader, **changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "operation": operation,
        "format": "arrow",
        "sources": [{"reader": reader, "name": f"<{i}>"} for i, reader in enumerate(readers)],
        "options": {},
        "sink": None,
        "threads": 2,
        "progress": None,
        "memory": None,
    }
    return plain | changes


def numbers(stream: Any) -> list[int]:
    return [n for batch in stream for n in batch.column(0).to_pylist()]


@pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
def test_any_pieces_give_the_same(client: Client, size: int) -> None:
    data = arrow_stream(3, 300)
    reader = Reader(split(data, size))
    assert numbers(client.stream(request("stream", reader))) == list(range(900))
    assert reader.threads == {"MainThread"}
    assert reader.closed == 1


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, wide])
def test_anything_that_is_like_bytes_will_do(client: Client, wrap: Callable[[bytes], Any]) -> None:
    # What may change after it was given is copied.
    data = arrow_stream(1)

    def pieces() -> Iterator[Any]:
        piece = wrap(data)
        yield piece
        if isinstance(piece, bytearray):
            piece[:] = bytes(len(piece))

    assert client.call(request("count", Reader(pieces())))["records"] == 1000


def test_several_inputs(client: Client) -> None:
    readers = [Reader(split(arrow_stream(2), 500)) for _ in range(3)]
    assert client.call(request("count", *readers))["records"] == 6000
    assert [reader.closed for reader in readers] == [1, 1, 1]


def test_a_stream_that_nobody_reads_pulls_nothing(client: Client) -> None:
    reader = Reader(split(arrow_stream(2), 500))
    stream = client.stream(request("stream", reader))
    assert client.call(request("count", Reader(split(arrow_stream(1), 500))))["records"] == 1000
    assert reader.reads == 0
    assert len(numbers(stream)) == 2000


def test_what_is_there_is_taken_before_more_is_pulled() -> None:
    """A slow producer doesn't hold up what has come already."""
    sent: list[bytes] = []
    answer = Answer(1, "reading", None, {})
    reader = Reader(iter([b"abc"]))
    answer.inputs = Inputs([reader], ["x"], lambda number, state, data: sent.append(bytes(data)))
    pull = {"input": 0, "bytes": 100}
    answer.put(frames.CREDIT, pull)
    answer.put(frames.CREDIT, pull)
    answer.put(frames.BATCH, b"batch")
    assert answer.take() == (frames.BATCH, b"batch")
    assert reader.reads == 0
    done = threading.Timer(0.2, answer.put, (frames.DONE, {}))
    done.start()
    assert answer.take() == (frames.DONE, {})
    assert sent == [b"abc", b""]


def test_what_a_reader_raises_comes_through(client: Client) -> None:
    class OwnError(Exception):
        pass

    def pieces() -> Iterator[bytes]:
        yield arrow_stream(2)[:9000]
        raise OwnError("broken")

    with pytest.raises(OwnError, match="broken"):
        client.call(request("count", Reader(pieces())))
    reader = Reader(pieces())
    stream = client.stream(request("stream", reader))
    for _ in range(2):
        with pytest.raises(OwnError, match="broken"):
            list(stream)
    assert reader.closed == 1
    assert client.call(request("count", Reader(split(arrow_stream(1), 500))))["records"] == 1000


@pytest.mark.parametrize(
    ("piece", "error", "message"),
    [("text", TypeError, "'rb'"), (None, InputError, "blocking"), (7, TypeError, "bytes-like")],
)
def test_what_is_no_bytes_is_refused(
    client: Client, piece: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        client.call(request("count", Reader(iter([piece]))))


def test_an_endless_input_can_be_closed_dropped_and_limited(client: Client) -> None:
    reader = Reader(endless())
    stream = client.stream(request("stream", reader))
    assert len(next(stream)) == 1000
    stream.close()
    assert reader.closed == 1
    reader = Reader(endless())
    stream = client.stream(request("stream", reader))
    next(stream)
    gone = weakref.ref(stream)
    del stream
    gc.collect()
    assert gone() is None
    assert reader.closed == 1
    limited = client.call(request("count", Reader(endless()), options={"limit": 12_345}))
    assert (limited["records"], limited["complete"]) == (12_345, False)
    engine = client.engine
    assert engine is not None
    until(lambda: not engine.requests, "all requests have ended")


def test_closing_while_a_reader_reads(client: Client) -> None:
    """The reader is closed when its read is over, and the read's thread gets an error."""
    reading, go_on = threading.Event(), threading.Event()

    class Slow(Reader):
        def read(self, size: int) -> Any:
            reading.set()
            assert go_on.wait(20)
            assert self.closed == 0
            return super().read(size)

    reader = Slow(endless())
    stream = client.stream(request("stream", reader))
    problems: list[BaseException] = []

    def read() -> None:
        try:
            next(stream)
        except ValueError as error:
            problems.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(20)
    stream.close()
    assert reader.closed == 0
    go_on.set()
    thread.join(20)
    assert not thread.is_alive()
    assert reader.closed == 1
    assert "closed" in str(problems[0])


def test_twenty_at_once_in_any_order(client: Client) -> None:
    data = arrow_stream(30)
    streams = [client.stream(request("stream", Reader(split(data, 10_000)))) for _ in range(20)]
    first = [next(stream) for stream in streams]
    assert [batch.num_rows for batch in first] == [1000] * 20
    for stream in reversed(streams):
        assert len(numbers(stream)) == 29_000


def test_two_threads_may_read_one_stream(client: Client) -> None:
    """The one that waits serves what the other one left when it went."""
    stream = client.stream(request("stream", Reader(split(arrow_stream(200), 3000))))
    found: list[int] = []

    def read(limit: int) -> None:
        batch: Any
        for count, batch in enumerate(stream, 1):
            values: list[Any] = batch.column(0).to_pylist()
            found.extend(values)
            if count == limit:
                return

    threads = [threading.Thread(target=read, args=(limit,)) for limit in (3, 1000, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert sorted(found) == list(range(200_000))


@needs_proc
def test_the_engine_dies_during_a_read(client: Client) -> None:
    def pieces() -> Iterator[bytes]:
        yield arrow_stream(1)[:100]
        pid = client.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_dead(pid)
        while True:
            yield bytes(1000)

    reader = Reader(pieces())
    with pytest.raises(EngineCrashed):
        client.call(request("count", reader))
    assert reader.closed == 1


@needs_proc
@pytest.mark.parametrize("operation", ["count", "stream"])
def test_ctrl_c_during_a_read(client: Client, operation: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield arrow_stream(1)[:100]
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)

    reader = Reader(pieces())
    started = time.monotonic()

    def run(asked: dict[str, Any]) -> None:
        if operation == "count":
            client.call(asked)
        else:
            list(client.stream(asked))

    with pytest.raises(KeyboardInterrupt):
        run(request(operation, reader))
    assert time.monotonic() - started < 20
    assert reader.closed == 1
    assert client.call(request("count", Reader(split(arrow_stream(1), 500))))["records"] == 1000


def test_the_client_is_closed_during_a_read(client: Client) -> None:
    def pieces() -> Iterator[bytes]:
        client.close()
        yield b"x"

    with pytest.raises(EngineError, match="closed"):
        client.call(request("count", Reader(pieces())))


@needs_proc
def test_memory_is_bounded_on_both_sides(client: Client) -> None:
    """200 MB through a reader that is slower than its producer: nothing piles up."""

    def pieces() -> Iterator[bytes]:
        for count, piece in enumerate(endless(100_000)):
            if count == 250:
                yield bytes([255, 255, 255, 255, 0, 0, 0, 0])
                return
            yield piece

    stream = client.stream(request("stream", Reader(pieces())))
    assert stream.schema.names == ["n"]
    before = resident_bytes()
    peak = 0
    rows = 0
    for batch in stream:
        rows += batch.num_rows
        del batch
        peak = max(peak, resident_bytes())
    assert rows == 25_000_000
    assert peak - before < 100 * MiB
    pid = client.pid
    assert pid is not None
    assert resident_bytes(pid) < 250 * MiB

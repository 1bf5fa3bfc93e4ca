"""Streams half read, dropped and collected: nothing hangs, and nothing is left over."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from rogtk_bridge import BatchStream, Client

from .bam_files import write_bam
from .processes import children, descriptors, needs_proc, resident_bytes, threads, until
from .requests import bam_request, rows

MiB = 1024 * 1024


def under_way(client: Client) -> int:
    """How many requests the client's engine is busy with."""
    assert client.engine is not None
    return len(client.engine.requests)


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
    # What may be under way comes, and then no more: 32 MiB of the file's 700.
    until(lambda: _queued_bytes(stream) > 20 * MiB, "the credit is used up")
    assert client.call(bam_request("count", big))["records"] == 2_000_000
    assert _queued_bytes(stream) <= 32 * MiB
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

"""Streams and calls side by side, from one thread and from several: nobody blocks anybody."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from rogtk_bridge import Client

from .processes import children, needs_proc
from .requests import bam_request, convert_request, rows


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


@needs_proc
def test_the_first_calls_of_many_threads_share_one_engine(client: Client, small_bam: Path) -> None:
    before = set(children(os.getpid()))
    at_once = threading.Barrier(8)

    def count() -> None:
        at_once.wait()
        assert client.call(bam_request("count", small_bam))["records"] == 1_000

    callers = [threading.Thread(target=count) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert set(children(os.getpid())) - before == {client.pid}


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

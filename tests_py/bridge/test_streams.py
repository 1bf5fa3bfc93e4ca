"""A stream: its schema, batches and statistics, its end, its errors."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from rogtk_bridge import Client
from rogtk_bridge.errors import EngineCrashed, EngineError

from .processes import until
from .requests import bam_request
from .scripted import scripted_client


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


@pytest.mark.parametrize("use_socket", [True, False])
def test_batches_may_come_as_bytes(use_socket: bool, medium_bam: Path) -> None:
    request = bam_request("stream", medium_bam, columns=["name", "start"])
    with Client(use_socket=use_socket) as client, client.stream(request) as plain:
        assert plain.message == b""
        with client.stream(request, as_bytes=True) as stream:
            pairs: Any = zip(stream, plain, strict=True)
            for batch, other in pairs:
                assert type(stream.message) is bytes
                names = batch.column(0)
                _, offsets, data = names.buffers()
                at = data.address - pa.py_buffer(stream.message).address
                first, second = memoryview(offsets).cast("i")[:2]
                assert stream.message[at + first : at + second].decode() == names[0].as_py()
                assert batch == other
            assert stream.statistics is not None
            assert stream.statistics["records"] == 400_000
        assert plain.message == b""


@pytest.mark.parametrize("use_socket", [True, False])
def test_bytes_that_are_cut(tmp_path: Path, use_socket: bool) -> None:
    cut = "write(header(BATCH, 1, 9)); write(Buffer.from('short')); process.exit(3);"
    script = f"hello(); onRequest(() => {{ {cut} }});"
    with scripted_client(tmp_path, script, use_socket=use_socket) as client:
        stream = client.stream(bam_request("stream", "reads.bam"), as_bytes=True)
        with pytest.raises(EngineCrashed, match="exit code 3"):
            next(stream)


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


def test_numbers_above_32_bits_get_through(client: Client, small_bam: Path) -> None:
    many = 5_000_000_000
    request = bam_request("count", small_bam, limit=many, memory=many)
    assert client.call(request)["records"] == 1_000
    with pytest.raises(ValueError, match="memory must be an integer"):
        client.call(bam_request("count", small_bam, memory=2**60))


@pytest.mark.parametrize("where", ["read_record_batch", "read_schema"])
def test_a_failure_on_this_side_is_no_gap(
    client: Client, medium_bam: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    # As when an interrupt, or a lack of memory, hits between taking a batch and handing it on.
    stream = client.stream(bam_request("stream", medium_bam))
    if where == "read_record_batch":
        assert len(next(stream)) == 20_000

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pa.ipc, where, interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(stream)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="The stream is closed"):
        next(stream)


@pytest.mark.parametrize("module", ["pyarrow", "rogtk_bridge._stream"])
def test_an_import_that_fails_or_is_interrupted_cancels_the_request(
    client: Client, medium_bam: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError):
        client.stream(bam_request("stream", medium_bam))
    until(lambda: client.engine is not None and not client.engine.requests, "the request has ended")

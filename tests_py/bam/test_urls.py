"""Inputs by URL are what they are from a path."""

from __future__ import annotations

import errno
import functools
import http.server
import pickle
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import fsspec  # pyright: ignore[reportMissingTypeStubs]
import pyarrow as pa
import pytest

from rogtk_shim import (
    InputNotFoundError,
    OptionError,
    PackageMissingError,
    read_bam,
    scan_bam,
    scan_marc,
)
from rogtk_shim._urls import shown
from tests_py.marc.iso2709 import record

BAM = Path(__file__).parents[1] / "data" / "bam" / "biopython-ex1.bam"


@pytest.fixture(scope="module")
def wanted() -> pa.Table:
    return read_bam(BAM)


@pytest.fixture
def url() -> Iterator[str]:
    memory: Any = fsspec.filesystem("memory")  # pyright: ignore[reportUnknownMemberType]
    memory.pipe("/reads/ex1.bam", BAM.read_bytes())
    yield "memory://reads/ex1.bam"
    memory.rm("/reads", recursive=True)


@pytest.mark.timeout(60)
def test_again_and_again(url: str, wanted: pa.Table, tmp_path: Path) -> None:
    scan = scan_bam(url)
    assert scan.schema.equals(wanted.schema, check_metadata=True)
    assert scan.to_arrow().equals(wanted)
    assert pickle.loads(pickle.dumps(scan)) == scan == scan_bam(url)
    assert pickle.loads(pickle.dumps(scan)).to_arrow().equals(wanted)
    assert url in repr(scan)
    assert scan_bam(url, tags=["NM"], limit=7).to_arrow().num_rows == 7
    assert scan.write_parquet(tmp_path / "out.parquet").records == wanted.num_rows
    assert scan.count().records == wanted.num_rows


@pytest.mark.timeout(60)
def test_runs_side_by_side(url: str, wanted: pa.Table) -> None:
    scan = scan_bam(url, batch_size=100)
    one, other = scan.open(), scan.open()
    pairs = list(zip(one, other, strict=True))
    assert pa.Table.from_batches(pair[0] for pair in pairs).equals(wanted)
    assert pa.Table.from_batches(pair[1] for pair in pairs).equals(wanted)
    with ThreadPoolExecutor(4) as threads:
        for run in [threads.submit(scan.to_arrow) for _ in range(4)]:
            assert run.result().equals(wanted)


def test_a_file(wanted: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "a b%41.bam"
    path.write_bytes(BAM.read_bytes())
    scan = scan_bam(path.as_uri())
    assert scan.to_arrow().equals(wanted)
    assert scan == scan_bam(path)
    with pytest.raises(OptionError, match="other machines"):
        scan_bam("file://server/reads.bam")


@pytest.mark.timeout(60)
def test_what_cannot_be_opened(url: str) -> None:
    with pytest.raises(InputNotFoundError, match=r"gone\.bam") as caught:
        read_bam("memory://reads/gone.bam")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, "memory://reads/gone.bam")
    with pytest.raises(OptionError, match="nothing-of-the-kind") as unknown:
        read_bam("nothing-of-the-kind://reads.bam")
    assert unknown.value.code == "INPUT_URL"


def test_without_fsspec(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(PackageMissingError, match=r'pip install "rogtk-shim\[fsspec\]"') as caught:
        scan_bam(url)
    assert isinstance(caught.value, ImportError)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.name, copy.code, str(copy)) == ("fsspec", "PACKAGE_MISSING", str(caught.value))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://me:secret@host/x.bam", "https://host/x.bam"),
        ("https://host/x.bam?X-Amz-Signature=1", "https://host/x.bam?…"),
        ("simplecache::s3://bucket/a@b.bam", "simplecache::s3://bucket/a@b.bam"),
    ],
)
def test_secrets_are_not_shown(url: str, told: str) -> None:
    assert shown(url) == told


@pytest.mark.timeout(60)
def test_marc(url: str) -> None:
    memory: Any = fsspec.filesystem("memory")  # pyright: ignore[reportUnknownMemberType]
    data = record([("001", b"1"), ("245", b"10\x1faTitle")])
    memory.pipe("/reads/books.mrc", data)
    assert scan_marc("memory://reads/books.mrc").to_arrow().equals(scan_marc(data).to_arrow())


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002


@pytest.mark.timeout(60)
def test_a_server(wanted: pa.Table) -> None:
    pytest.importorskip("aiohttp", reason="fsspec reads http by aiohttp")
    handler = functools.partial(_Quiet, directory=str(BAM.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            start = f"http://127.0.0.1:{server.server_port}"
            assert scan_bam(f"{start}/{BAM.name}").to_arrow().equals(wanted)
            with pytest.raises(InputNotFoundError):
                read_bam(f"{start}/gone.bam")
        finally:
            server.shutdown()
            thread.join()

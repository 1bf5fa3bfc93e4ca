"""Where the engine runs: little address space, no socket, another folder, odd names, long idleness."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import rogtk_bridge._address_space as address_space
from rogtk_bridge import Client

from .bam_files import write_bam
from .processes import needs_proc, runs, until
from .requests import bam_request, convert_request

GiB = 1024**3


@needs_proc
@pytest.mark.parametrize("gigabytes", [2, 3, 4, 8, 16])
def test_under_a_limited_address_space(medium_bam: Path, tmp_path: Path, gigabytes: int) -> None:
    code = f"""
from rogtk_bridge import client
requests = [{convert_request(medium_bam, tmp_path / "1")!r}, {convert_request(medium_bam, tmp_path / "2")!r}]
for request in requests:
    print(client().call(request)["records"])
for _ in range(5):
    print(sum(len(b) for b in client().stream({bam_request("stream", medium_bam, limit=60_000)!r})))
"""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (gigabytes * GiB, gigabytes * GiB))

    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limit,
    )
    assert (run.stdout.split(), run.stderr) == (["400000"] * 2 + ["60000"] * 5, "")


def test_what_fits_into_an_address_space() -> None:
    for gigabytes in (1, 2, 3, 4, 8, 16, 64, 1024):
        threads, pages = address_space.fit(gigabytes * GiB, 16)
        assert 1 <= threads <= 16
        assert 4096 <= pages <= 65536
        used = address_space.NODE_BYTES + threads * address_space.THREAD_BYTES + pages * 65536
        assert used <= gigabytes * GiB or gigabytes < 2
    assert address_space.fit(1024 * GiB, 16) == (16, 65536)


def test_without_a_socket(medium_bam: Path, tmp_path: Path) -> None:
    with Client(use_socket=False) as client:
        assert sum(map(len, client.stream(bam_request("stream", medium_bam)))) == 400_000
        half = client.stream(bam_request("stream", medium_bam))
        next(half)
        assert client.call(convert_request(medium_bam, tmp_path / "out"))["records"] == 400_000
        half.close()
        with pytest.raises(FileNotFoundError):
            client.call(bam_request("count", tmp_path / "none"))
        pid = client.pid or 0
    assert not runs(pid)


def test_without_a_socket_closed_in_mid_stream(medium_bam: Path) -> None:
    with Client(use_socket=False) as client:
        stream = client.stream(bam_request("stream", medium_bam))
        next(stream)
        client.close()
        assert client.pid is None


@needs_proc
def test_an_idle_engine_leaves_and_the_next_call_starts_another(small_bam: Path) -> None:
    with Client(idle_seconds=0.2) as client:
        for _ in range(2):
            assert client.call(bam_request("count", small_bam))["records"] == 1_000
            pid = client.pid or 0
            until(lambda pid=pid: not runs(pid), "the idle engine has left")  # type: ignore[misc]


@needs_proc
def test_a_busy_engine_is_not_idle(medium_bam: Path) -> None:
    with Client(idle_seconds=0.05) as client:
        stream = client.stream(bam_request("stream", medium_bam))
        next(stream)
        pid = client.pid
        # Longer than the idle time passes while the stream is open and nobody reads.
        threading.Event().wait(0.5)
        assert sum(map(len, stream)) == 380_000
        assert client.pid == pid


def test_many_threads_against_a_short_idle_time(small_bam: Path) -> None:
    # A call that comes while the engine leaves gets another one, never an error.
    with Client(idle_seconds=0.001) as client:
        counts: list[int] = []

        def work() -> None:
            for _ in range(10):
                counts.append(client.call(bam_request("count", small_bam))["records"])

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(50)
        assert counts == [1_000] * 20


def test_a_relative_path_means_the_callers_folder(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, blocks in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        write_bam(tmp_path / name / "reads.bam", blocks)
        monkeypatch.chdir(tmp_path / name)
        assert client.call(bam_request("count", "reads.bam"))["records"] == blocks * 200
        assert client.call(convert_request("reads.bam", "out.arrow"))["records"] == blocks * 200
        assert (tmp_path / name / "out.arrow").exists()


@needs_proc
def test_a_folder_that_is_gone(tmp_path: Path, small_bam: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    code = (
        f"import os; os.chdir({str(folder)!r}); os.rmdir({str(folder)!r})\n"
        "from rogtk_bridge import client\n"
        f"print(client().call({bam_request('count', small_bam)!r})['records'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert (run.stdout, run.stderr) == ("1000\n", "")


@needs_proc
@pytest.mark.parametrize("name", ["with space.bam", "käse 🧀.bam", "new\nline.bam", "-dash.bam"])
def test_odd_names(client: Client, tmp_path: Path, name: str) -> None:
    path = write_bam(tmp_path / name, 1)
    assert client.call(bam_request("count", path))["records"] == 200
    path.unlink()
    with pytest.raises(FileNotFoundError) as caught:
        client.call(bam_request("count", path))
    assert caught.value.filename == str(path)


@needs_proc
def test_a_name_that_is_not_utf_8(client: Client, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.bam"
    write_bam(tmp_path / "plain.bam", 1).rename(os.fsdecode(path))
    request = bam_request("count")
    request["sources"] = [{"path": path, "name": os.fsdecode(path)}]
    assert client.call(request)["records"] == 200
    os.unlink(path)
    with pytest.raises(FileNotFoundError) as caught:
        client.call(request)
    assert caught.value.filename == os.fsdecode(path)


@needs_proc
@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
def test_a_descriptor_of_this_process_as_a_path(client: Client, small_bam: Path, folder: str) -> None:
    with small_bam.open("rb") as file:
        assert client.call(bam_request("count", f"{folder}/{file.fileno()}"))["records"] == 1_000


@needs_proc
def test_variables_for_node_are_not_passed_on(monkeypatch: pytest.MonkeyPatch, small_bam: Path) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--no-such-option")
    monkeypatch.setenv("NODE_PATH", "/nowhere")
    monkeypatch.setenv("NODE_CHANNEL_FD", "0")
    monkeypatch.setenv("SOMETHING_ELSE", "kept")
    with Client() as client:
        assert client.call(bam_request("count", small_bam))["records"] == 1_000
        environment = Path(f"/proc/{client.pid}/environ").read_bytes().split(b"\0")
    assert b"SOMETHING_ELSE=kept" in environment
    assert not [entry for entry in environment if entry.startswith(b"NODE_")]


@needs_proc
def test_the_engine_leads_its_own_session(client: Client, small_bam: Path) -> None:
    client.call(bam_request("count", small_bam))
    assert os.getsid(client.pid or 0) == client.pid
    assert os.readlink(f"/proc/{client.pid}/cwd") == "/"
    assert len(os.listdir(f"/proc/{client.pid}/fd")) < 40


@needs_proc
def test_descriptors_that_others_left_open_are_not_inherited(small_bam: Path) -> None:
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    try:
        with Client() as client:
            client.call(bam_request("count", small_bam))
            os.close(writer)
            # The pipe has an end: the engine doesn't hold the other side.
            assert os.read(reader, 1) == b""
    finally:
        os.close(reader)

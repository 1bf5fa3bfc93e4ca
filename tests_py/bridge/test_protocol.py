"""Engines that break the rules. Each breach is one clear error, and the next call starts a new engine."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import rogtk_bridge._entry as entry_module
from rogtk_bridge import Client
from rogtk_bridge.errors import EngineCrashed, EngineError

from .bam_files import write_bam
from .requests import bam_request
from .scripted import scripted_client

request = bam_request("count", "reads.bam")

breaches = {
    "another protocol": ("hello({ protocol: 9 }); onRequest(() => {});", "protocol 9"),
    "no HELLO": ("send(DONE, 1, map({}));", "first frame is of kind 9, not HELLO"),
    "an old Node": ('hello({ node: "18.0.0" }); onRequest(() => {});', "Node.js 18.0.0 .* is too old"),
    "an unknown kind": ("hello(); onRequest(() => write(header(12, 1, 0)));", "Unknown kind of frame 12"),
    "unknown flags": ('hello(); onRequest(() => write(header(DONE, 1, 0, "RS", 4)));', "Unknown flags 4"),
    "no frame": ('hello(); onRequest(() => write(Buffer.from("x".repeat(99))));', "No frame starts with"),
    "a large control frame": (
        "hello(); onRequest(() => write(header(PROGRESS, 1, 2 ** 24 + 1)));",
        "16777217 bytes",
    ),
    "a large schema": ("hello(); onRequest(() => write(header(SCHEMA, 1, 2 ** 28 + 1)));", "268435457 bytes"),
    "a large batch": ("hello(); onRequest(() => write(header(BATCH, 1, 2 ** 32)));", "4294967296 bytes"),
    "a payload that is no map": ("hello(); onRequest(() => send(DONE, 1, Buffer.from([1])));", "is no map"),
    "a frame for nobody": ("hello(); onRequest(() => send(DONE, 77, map({})));", r"to no request \(77\)"),
    "a request": ("hello(); onRequest(() => send(2, 1, map({})));", "does not go this way"),
}


@pytest.mark.parametrize("name", breaches)
def test_a_breach_of_the_protocol_is_one_clear_error(tmp_path: Path, name: str) -> None:
    script, message = breaches[name]
    with scripted_client(tmp_path, script) as client:
        for _ in range(2):
            with pytest.raises(EngineError, match=message) as caught:
                client.call(request)
            assert not isinstance(caught.value, EngineCrashed)


def test_a_frame_after_the_last_one(tmp_path: Path) -> None:
    script = "hello(); onRequest(() => { send(DONE, 1, map({})); send(DONE, 1, map({})); });"
    with scripted_client(tmp_path, script) as client:
        assert client.call(request) == {}
        # Noticed before or after the next request was sent: that one never hangs, and is never answered.
        with pytest.raises(EngineError):
            client.stream(bam_request("stream", "reads.bam")).schema  # noqa: B018


@pytest.mark.parametrize(
    "script",
    [
        "hello(); onRequest(() => { write(header(DONE, 1, 9).subarray(0, 7)); process.exit(3); });",
        "hello(); onRequest(() => { write(header(DONE, 1, 9)); write(Buffer.alloc(8)); process.exit(3); });",
        "hello(); onRequest(() => { write(header(BATCH, 1, 9)); write(Buffer.alloc(5)); process.exit(3); });",
        "hello(); onRequest(() => process.exit(3));",
        "write(header(1, 0, 100).subarray(0, 15)); process.exit(3);",
        "process.exit(3);",
    ],
)
def test_a_frame_that_is_cut_is_a_crash(tmp_path: Path, script: str) -> None:
    with scripted_client(tmp_path, script) as client:
        with pytest.raises(EngineCrashed, match="ended with exit code 3") as caught:
            client.call(request)
        assert caught.value.exit_code == 3
        assert caught.value.path == "reads.bam"
        with pytest.raises(EngineCrashed):
            list(client.stream(bam_request("stream", "reads.bam")))


def test_an_engine_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'hello({ version: "9.9.9" }); onRequest(() => {});'
    (tmp_path / "version.txt").write_text("1.2.3\n")
    monkeypatch.setattr(entry_module, "BUNDLE", str(tmp_path))
    with scripted_client(tmp_path, script) as client, pytest.raises(EngineError) as caught:
        client.call(request)
    assert "The engine is version 9.9.9" in str(caught.value)
    assert "needs version 1.2.3" in str(caught.value)
    assert "Reinstall" in str(caught.value)


def test_a_package_without_its_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_module, "BUNDLE", str(tmp_path))
    monkeypatch.delenv("ROGTK_SHIM_ENGINE", raising=False)
    with Client() as client, pytest.raises(EngineError, match="The engine is missing") as caught:
        client.call(request)
    assert caught.value.code == "ENGINE_MISSING"


@pytest.mark.parametrize("use_socket", [True, False])
def test_what_the_engine_prints_goes_to_logging(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], use_socket: bool
) -> None:
    on_stdout = 'process.stdout.write("a line on stdout\\n");' if use_socket else ""
    script = f"""
    {on_stdout}
    console.error("a line on stderr");
    hello();
    process.stderr.write("no line end");
    onRequest(() => {{
      send(LOG, 0, map({{ level: "warning", message: "a warning", request: 1 }}));
      send(DONE, 1, map({{}}));
    }});
    """
    with (
        caplog.at_level(logging.DEBUG, "rogtk_shim.engine"),
        scripted_client(tmp_path, script, use_socket=use_socket) as client,
    ):
        assert client.call(request) == {}
        client.close()
    told = [(record.levelname, record.message) for record in caplog.records]
    assert ("INFO", "a line on stderr") in told
    assert ("INFO", "no line end") in told
    assert ("WARNING", "a warning") in told
    assert (("INFO", "a line on stdout") in told) == use_socket
    # Nothing of it on the user's terminal.
    assert capfd.readouterr().out == ""


def test_the_real_engines_console_stays_off_the_channel(
    tmp_path: Path, small_bam: Path, caplog: pytest.LogCaptureFixture, real_engine: str
) -> None:
    entry = tmp_path / "engine.cjs"
    noise = 'setInterval(() => { console.log("noise"); process.stdout.write("more noise\\n"); }, 1);'
    entry.write_text(f"require({real_engine!r});\n{noise}\n")
    with (
        caplog.at_level(logging.DEBUG, "rogtk_shim.engine"),
        Client(entry=str(entry), use_socket=False) as client,
    ):
        for _ in range(20):
            assert client.call(bam_request("count", small_bam))["records"] == 1_000
    assert {"noise", "more noise"} <= {record.message for record in caplog.records}


def test_the_last_words_of_an_engine_are_kept(tmp_path: Path) -> None:
    script = """
    hello();
    onRequest(() => {
      for (let i = 0; i < 5000; i += 1) fs.writeSync(2, `line ${i}\\n`);
      throw new Error("something broke");
    });
    """
    with scripted_client(tmp_path, script) as client, pytest.raises(EngineCrashed) as caught:
        client.call(request, describe="counting reads.bam")
    error = caught.value
    assert error.exit_code == 1
    assert "line 4999" in error.stderr
    assert "line 1\n" not in error.stderr
    assert len(error.stderr) <= 8 * 1024
    assert str(error).startswith("reads.bam") or "counting reads.bam" in str(error)
    assert "something broke" in str(error)


def test_memory_that_runs_out_for_one_batch_ends_that_stream_alone(
    small_bam: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(size: int) -> bytearray:
        raise MemoryError(f"can't allocate {size}")

    stream = client.stream(bam_request("stream", small_bam))
    assert stream.schema.names
    engine = client.engine
    assert engine is not None
    monkeypatch.setattr(engine, "allocate", no_memory)
    broken = client.stream(bam_request("stream", small_bam))
    monkeypatch.setattr(engine, "allocate", no_memory)
    with pytest.raises(MemoryError, match="No memory for a"):
        list(broken)
    monkeypatch.undo()
    assert client.call(bam_request("count", small_bam))["records"] == 1_000


@pytest.fixture
def real_engine() -> str:
    return str(Path(entry_module.BUNDLE) / "engine.cjs")


def test_an_engine_started_by_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real_engine: str
) -> None:
    bam = write_bam(tmp_path / "reads.bam", 1)
    monkeypatch.chdir(Path(real_engine).parent)
    with Client(entry="engine.cjs") as client:
        assert client.call(bam_request("count", bam))["records"] == 200

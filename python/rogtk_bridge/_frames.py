"""
The frames that Python and the engine exchange. Twin of `ts/bridge/frames.ts`: same order, same constants.

A frame is a 16-byte little-endian header (magic ``RS``, kind, flags, request id, payload length) and its
payload. SCHEMA and BATCH carry Arrow IPC messages as they stand, INPUT bytes of an input; every other payload
is a msgpack map.
"""

from __future__ import annotations

from struct import Struct

from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

PROTOCOL: Final = 1

HEADER_BYTES: Final = 16
MAGIC: Final = b"RS"

HELLO: Final = 1
REQUEST: Final = 2
INPUT: Final = 3
SCHEMA: Final = 4
BATCH: Final = 5
CREDIT: Final = 6
CANCEL: Final = 7
PROGRESS: Final = 8
DONE: Final = 9
ERROR: Final = 10
LOG: Final = 11

KIND_FIRST: Final = HELLO
KIND_LAST: Final = LOG

# The states of an INPUT frame: bytes of the input; its end; the user's object raised an exception.
INPUT_DATA: Final = 0
INPUT_END: Final = 1
INPUT_FAILED: Final = 2

CONTROL_PAYLOAD_BYTES_MAX: Final = 16 * 1024 * 1024
DONE_PAYLOAD_BYTES_MAX: Final = 512 * 1024 * 1024
SCHEMA_PAYLOAD_BYTES_MAX: Final = 256 * 1024 * 1024
BATCH_PAYLOAD_BYTES_MAX: Final = 0xFFFF_FFFF

_header = Struct("<2sBBIQ")
_input_prefix = Struct("<II")


class FrameError(Exception):
    """Bytes that are no frame of this protocol. The next one can't be found: the connection is over."""


def payload_bytes_max(kind: int) -> int:
    """Give the largest payload that a header of this kind may announce."""
    if kind == BATCH:
        return BATCH_PAYLOAD_BYTES_MAX
    if kind == SCHEMA:
        return SCHEMA_PAYLOAD_BYTES_MAX
    if kind == DONE:
        return DONE_PAYLOAD_BYTES_MAX
    return CONTROL_PAYLOAD_BYTES_MAX


def encode_header(kind: int, request: int, length: int) -> bytes:
    """Encode a frame's header."""
    return _header.pack(MAGIC, kind, 0, request, length)


def decode_header(data: bytes | bytearray | memoryview) -> tuple[int, int, int]:
    """Decode and check a header into kind, request id and payload length."""
    magic, kind, flags, request, length = _header.unpack(data)
    if magic != MAGIC:
        raise FrameError(f"No frame starts with the bytes {bytes(data[:4])!r}")
    if not KIND_FIRST <= kind <= KIND_LAST:
        raise FrameError(f"Unknown kind of frame {kind}")
    if flags != 0:
        raise FrameError(f"Unknown flags {flags} in a frame of kind {kind}")
    if length > payload_bytes_max(kind):
        raise FrameError(f"A frame of kind {kind} announces {length} bytes")
    return kind, request, length


def encode_frame(kind: int, request: int, content: Mapping[str, Any]) -> bytes:
    """Encode a whole control frame."""
    import msgpack

    payload: bytes = msgpack.packb(content, use_bin_type=True)
    if len(payload) > CONTROL_PAYLOAD_BYTES_MAX:
        raise OptionError(
            f"A request of {len(payload):,} bytes is too large; the most is 16 MiB",
            code="REQUEST_BYTES",
            hint="name fewer inputs, or compare with fewer values in `where`",
        )
    return encode_header(kind, request, len(payload)) + payload


def encode_input(request: int, number: int, state: int, length: int) -> bytes:
    """Encode all of an INPUT frame but its bytes, of which there are `length`."""
    prefix = _input_prefix.pack(number, state)
    return encode_header(INPUT, request, len(prefix) + length) + prefix


def decode_map(payload: bytes | bytearray | memoryview) -> dict[str, Any]:
    """Decode the payload of a control frame."""
    import msgpack

    try:
        content: Any = msgpack.unpackb(payload, raw=False)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise FrameError(f"The payload of a control frame can't be read: {error}") from error
    if not _is_map(content):
        raise FrameError("The payload of a control frame is no map")
    return content


def _is_map(content: Any) -> bool:
    return isinstance(content, dict)

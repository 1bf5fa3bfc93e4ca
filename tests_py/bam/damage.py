"""Random damage to a file: in its bytes, in its blocks, and in what the blocks hold with right checksums."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

from tests_py.data.bgzf_writer import EOF_MARKER, bgzf, block_starts

Damage = Callable[[bytes, random.Random], bytes]


def _blocks(file: bytes) -> list[bytes]:
    """The blocks of a file; all of it as one where it isn't sound any more."""
    try:
        starts = block_starts(file)
    except (ValueError, struct.error):
        return [file]
    return [file[a:b] for a, b in zip(starts, [*starts[1:], len(file)], strict=True)]


def flip_bits(file: bytes, rng: random.Random) -> bytes:
    out = bytearray(file)
    for _ in range(rng.choice([1, 1, 1, 2, 8])):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def flip_in_a_block_header(file: bytes, rng: random.Random) -> bytes:
    out = bytearray(file)
    at = sum(map(len, (blocks := _blocks(file))[: rng.randrange(len(blocks))]))
    out[min(at + rng.randrange(18), len(out) - 1)] ^= 1 << rng.randrange(8)
    return bytes(out)


def flip_in_a_trailer(file: bytes, rng: random.Random) -> bytes:
    out = bytearray(file)
    at = sum(map(len, (blocks := _blocks(file))[: rng.randrange(len(blocks)) + 1]))
    out[max(at - 1 - rng.randrange(8), 0)] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(file: bytes, rng: random.Random) -> bytes:
    return file[: rng.randrange(len(file))]


def cut_at_a_block(file: bytes, rng: random.Random) -> bytes:
    blocks = _blocks(file)
    return b"".join(blocks[: rng.randrange(len(blocks))]) + rng.choice([b"", EOF_MARKER])


def remove_bytes(file: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(file))
    return file[:start] + file[start + rng.choice([1, 2, 18, 500]) :]


def insert_bytes(file: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(file) + 1)
    return file[:at] + rng.choice([b"\0", rng.randbytes(5), EOF_MARKER, bytes(600)]) + file[at:]


def overwrite(file: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(file)), rng.choice([1, 4, 512, 4096])
    return (file[:at] + rng.choice([bytes(length), rng.randbytes(length)]) + file[at + length :])[: len(file)]


def drop_a_block(file: bytes, rng: random.Random) -> bytes:
    blocks = _blocks(file)
    del blocks[rng.randrange(len(blocks))]
    return b"".join(blocks)


def repeat_a_block(file: bytes, rng: random.Random) -> bytes:
    blocks = _blocks(file)
    blocks.insert(rng.randrange(len(blocks)), rng.choice(blocks))
    return b"".join(blocks)


def swap_blocks(file: bytes, rng: random.Random) -> bytes:
    blocks = _blocks(file)
    a, b = rng.randrange(len(blocks)), rng.randrange(len(blocks))
    blocks[a], blocks[b] = blocks[b], blocks[a]
    return b"".join(blocks)


def damage_inside(file: bytes, change: Damage, rng: random.Random) -> bytes:
    """Change what the blocks hold and pack it again, so that no checksum tells."""
    from tests_py.bam.bgzf_by_hand import DamagedError, inflate

    try:
        data = inflate(file)
    except DamagedError:
        return file
    return bgzf(change(data, rng), rng.choice([100, 900, 20_000, 65_280])) if data else file


def change_a_word(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(max(len(data) - 4, 1))
    value = rng.choice(
        [0, 1, 31, 32, 33, 60, -1, -2, 2**31 - 1, -(2**31), 0x20000000, rng.randrange(1 << 31)]
    )
    return data[:at] + struct.pack("<i", value) + data[at + 4 :]


def change_a_record(data: bytes, rng: random.Random) -> bytes:
    """Change a byte of a record's length field or fixed part."""
    starts = _record_starts(data)
    if not starts:
        return data
    out = bytearray(data)
    out[min(rng.choice(starts) + rng.randrange(36), len(out) - 1)] = rng.choice(
        [0, 1, 127, 128, 255, rng.randrange(256)]
    )
    return bytes(out)


def _record_starts(data: bytes) -> list[int]:
    (text,) = struct.unpack_from("<i", data, 4)
    at = 8 + text
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        at += 8 + struct.unpack_from("<i", data, at)[0]
    starts: list[int] = []
    while at < len(data):
        starts.append(at)
        at += 4 + struct.unpack_from("<i", data, at)[0]
    return starts


#: Damage that checksums tell of, mostly.
OUTSIDE: list[Damage] = [
    flip_bits,
    flip_in_a_block_header,
    flip_in_a_trailer,
    cut,
    cut_at_a_block,
    remove_bytes,
    insert_bytes,
    overwrite,
    drop_a_block,
    repeat_a_block,
    swap_blocks,
]
#: Damage with right checksums; done to a sound file only.
INSIDE: list[Damage] = [change_a_word, change_a_record, flip_bits, cut, remove_bytes, insert_bytes]

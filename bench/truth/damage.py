"""Ten kinds of damage to one real BAM."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from harness import bam, bgzf

_BODY_OFFSET = 4
_REFERENCE_OFFSET = _BODY_OFFSET
_NAME_LENGTH_OFFSET = _BODY_OFFSET + 8
_BASES_COUNT_OFFSET = _BODY_OFFSET + 16
_FIXED_BYTES = _BODY_OFFSET + 32


@dataclass(frozen=True)
class Damaged:
    """A damaged file, what was done to it, and how many of its records are still there, unchanged."""

    key: str
    title: str
    data: bytes
    intact: int


@dataclass(frozen=True)
class Layout:
    """The file's blocks before the damage: compressed bytes, and the records that begin in each."""

    blocks: list[bytes]
    records: list[range]
    header_blocks: int
    total: int

    @property
    def middle(self) -> int:
        """The block that gets the damage: far from both ends."""
        return self.header_blocks + (len(self.blocks) - self.header_blocks) // 2

    def before(self, block: int) -> int:
        """How many records end before this block of whole records."""
        return self.records[block].start

    def joined(self, end: bytes = bgzf.EOF_MARKER) -> bytes:
        """The whole file."""
        return b"".join(self.blocks) + end

    def replaced(self, block: int, by: bytes) -> bytes:
        """The whole file with another block in this place."""
        return b"".join((*self.blocks[:block], by, *self.blocks[block + 1 :], bgzf.EOF_MARKER))


@dataclass
class Patient:
    """The file that is damaged: one real BAM, its blocks laid out anew."""

    raw: bam.RawBam
    whole_records: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.whole_records = _lay_out(self.raw)

    def undamaged(self) -> bytes:
        """The file before any damage."""
        return self.whole_records.joined()


def _lay_out(raw: bam.RawBam) -> Layout:
    """Blocks of whole records, as htslib writes them."""
    header = [bgzf.block(piece) for piece in bgzf.slices(raw.header)]
    blocks = list(header)
    records = [range(0)] * len(header)
    done = 0
    for piece in bgzf.pack_whole_records(raw.records):
        blocks.append(bgzf.block(piece))
        count = len(list(_offsets(piece)))
        records.append(range(done, done + count))
        done += count
    return Layout(blocks, records, len(header), len(raw.records))


def _offsets(piece: bytes) -> Iterator[int]:
    offset = 0
    while offset < len(piece):
        yield offset
        offset += 4 + int(struct.unpack_from("<i", piece, offset)[0])


def _raw_of(block: bytes) -> bytes:
    return bgzf.inflate(block, bgzf.Block(0, len(block)))


def _no_end_marker(patient: Patient) -> tuple[bytes, int]:
    layout = patient.whole_records
    return layout.joined(end=b""), layout.total


def _cut_between_records(patient: Patient) -> tuple[bytes, int]:
    layout = patient.whole_records
    return b"".join(layout.blocks[: layout.middle]), layout.before(layout.middle)


def _cut_in_block(patient: Patient) -> tuple[bytes, int]:
    layout = patient.whole_records
    half = layout.blocks[layout.middle][: len(layout.blocks[layout.middle]) // 2]
    return b"".join((*layout.blocks[: layout.middle], half)), layout.before(layout.middle)


def _cut_in_record(patient: Patient) -> tuple[bytes, int]:
    """The block ends in the middle of a record; every block and the end marker are in order."""
    layout = patient.whole_records
    piece = _raw_of(layout.blocks[layout.middle])
    last = list(_offsets(piece))[-1]
    block = bgzf.block(piece[: last + (len(piece) - last) // 2])
    data = b"".join((*layout.blocks[: layout.middle], block, bgzf.EOF_MARKER))
    return data, layout.records[layout.middle].stop - 1


def _flipped_bit(patient: Patient) -> tuple[bytes, int]:
    """One bit of compressed data, such that it still inflates to records: only the checksum tells."""
    layout = patient.whole_records
    block = layout.blocks[layout.middle]
    piece = _raw_of(block)
    for bit in range(8 * (len(block) // 2), 8 * (len(block) - 8)):
        flipped = bytearray(block)
        flipped[bit // 8] ^= 1 << bit % 8
        changed = _changed_records(piece, bytes(flipped))
        if changed:
            return layout.replaced(layout.middle, bytes(flipped)), layout.total - changed
    raise ValueError("no bit of the block can be flipped such that it still inflates to records")


def _changed_records(piece: bytes, flipped: bytes) -> int:
    """In how many records bases or qualities changed; 0 where anything else did, or nothing can be read."""
    try:
        got = _raw_of(flipped)
    except zlib.error:
        return 0
    if len(got) != len(piece) or got == piece:
        return 0
    changed = 0
    for offset in _offsets(piece):
        end = offset + 4 + int(struct.unpack_from("<i", piece, offset)[0])
        operations = int(struct.unpack_from("<H", piece, offset + _BODY_OFFSET + 12)[0])
        bases = offset + _FIXED_BYTES + piece[offset + _NAME_LENGTH_OFFSET] + 4 * operations
        if got[offset:bases] != piece[offset:bases]:
            return 0
        changed += got[bases:end] != piece[bases:end]
    return changed


def _wrong_crc(patient: Patient) -> tuple[bytes, int]:
    layout = patient.whole_records
    block = bytearray(layout.blocks[layout.middle])
    block[-8] ^= 0xFF
    return layout.replaced(layout.middle, bytes(block)), layout.total


def _wrong_block_size(patient: Patient) -> tuple[bytes, int]:
    layout = patient.whole_records
    block = bytearray(layout.blocks[layout.middle])
    struct.pack_into("<H", block, 16, len(block) - 1 - 7)
    return layout.replaced(layout.middle, bytes(block)), layout.total


def _with_changed_record(patient: Patient, change: Callable[[bytearray, int], None]) -> tuple[bytes, int]:
    layout = patient.whole_records
    piece = bytearray(_raw_of(layout.blocks[layout.middle]))
    offsets = list(_offsets(bytes(piece)))
    change(piece, offsets[len(offsets) // 2])
    return layout.replaced(layout.middle, bgzf.block(bytes(piece))), layout.total - 1


def _lengths_disagree(patient: Patient) -> tuple[bytes, int]:
    """One record says it has more bases than fit into it."""

    def change(piece: bytearray, offset: int) -> None:
        bases = int(struct.unpack_from("<i", piece, offset + _BASES_COUNT_OFFSET)[0])
        struct.pack_into("<i", piece, offset + _BASES_COUNT_OFFSET, bases + 10_000)

    return _with_changed_record(patient, change)


def _reference_out_of_range(patient: Patient) -> tuple[bytes, int]:
    def change(piece: bytearray, offset: int) -> None:
        struct.pack_into("<i", piece, offset + _REFERENCE_OFFSET, 1_000_000)

    return _with_changed_record(patient, change)


def _block_missing(patient: Patient) -> tuple[bytes, int]:
    """One block is gone from a file whose records cross the edges of blocks: the record chain breaks."""
    raw = patient.raw
    pieces = [*bgzf.slices(raw.header), *bgzf.slices(b"".join(raw.records))]
    gone = len(pieces) // 2
    edge = (gone - len(list(bgzf.slices(raw.header)))) * bgzf.BLOCK_RAW_BYTES_MAX
    offset = touched = 0
    for record in raw.records:
        touched += offset < edge + bgzf.BLOCK_RAW_BYTES_MAX and offset + len(record) > edge
        offset += len(record)
    kept = (bgzf.block(piece) for number, piece in enumerate(pieces) if number != gone)
    return b"".join((*kept, bgzf.EOF_MARKER)), len(raw.records) - touched


KINDS: dict[str, tuple[str, Callable[[Patient], tuple[bytes, int]]]] = {
    "no_end_marker": ("no end-of-file marker", _no_end_marker),
    "cut_between_records": ("cut cleanly between two records, at a block's edge", _cut_between_records),
    "cut_in_block": ("cut inside a block", _cut_in_block),
    "cut_in_record": ("cut inside a record, end-of-file marker in place", _cut_in_record),
    "flipped_bit": ("one bit flipped in the compressed data", _flipped_bit),
    "wrong_crc": ("a block's checksum is wrong", _wrong_crc),
    "wrong_block_size": ("a block's size field is wrong", _wrong_block_size),
    "lengths_disagree": ("a record's lengths disagree", _lengths_disagree),
    "reference_out_of_range": ("a record's reference id is out of range", _reference_out_of_range),
    "block_missing": ("a block in the middle is missing", _block_missing),
}
"""Each kind of damage: its title, and how it is done."""


def all_of(patient: Patient) -> Iterator[Damaged]:
    """The ten damaged files."""
    for key, (title, apply) in KINDS.items():
        data, intact = apply(patient)
        yield Damaged(key, title, data, intact)

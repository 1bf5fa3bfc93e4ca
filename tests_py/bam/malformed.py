"""Malformed twins of one sound file, each with what has to be said about it."""

from __future__ import annotations

import gzip
import struct
from dataclasses import replace

from rogtk_shim.errors import FormatError, LimitError, TruncatedFileError
from tests_py.bam.malformed_file import (
    BLOCKS,
    ENCODED,
    HEADER,
    READS,
    REFERENCES,
    SOUND,
    STARTS,
    Twin,
    block_twin,
    changed_record,
    data_of,
    flipped,
    header_twin,
    last_block,
    lying_block,
    lying_record,
    record_twin,
    straddling,
    with_block,
    with_header,
    with_record,
)
from tests_py.data.bam_writer import Lie, encode, encode_long_cigar, header, reference
from tests_py.data.bgzf_writer import EOF_MARKER, BlockShape, bgzf, block, block_of_deflate

_CUTS = {
    "no-end-marker": Twin(lambda: SOUND[: STARTS[4]], TruncatedFileError, "BAM_NO_EOF", STARTS[4], 12),
    "cut-between-records": Twin(lambda: SOUND[: STARTS[3]], TruncatedFileError, "BAM_NO_EOF", STARTS[3], 8),
    "cut-after-the-header": Twin(lambda: SOUND[: STARTS[1]], TruncatedFileError, "BAM_NO_EOF", STARTS[1], 0),
    "cut-in-the-end-marker": Twin(
        lambda: SOUND[: STARTS[5] - 5], TruncatedFileError, "BGZF_CUT", STARTS[4], 12
    ),
    "cut-in-a-block-header": Twin(
        lambda: SOUND[: STARTS[2] + 11], TruncatedFileError, "BGZF_CUT", STARTS[2], 4
    ),
    "cut-after-one-byte-of-a-block": Twin(
        lambda: SOUND[: STARTS[2] + 1], TruncatedFileError, "BGZF_CUT", STARTS[2], 4
    ),
    "cut-in-the-data-of-a-block": Twin(
        lambda: SOUND[: STARTS[2] + 60], TruncatedFileError, "BGZF_CUT", STARTS[2], 4
    ),
    "cut-in-the-checksum": Twin(lambda: SOUND[: STARTS[3] - 3], TruncatedFileError, "BGZF_CUT", STARTS[2], 4),
    "cut-in-a-record": Twin(straddling, TruncatedFileError, "BAM_RECORD_CUT", last_block(straddling()), 5),
    "cut-in-a-record-with-end-marker": Twin(
        lambda: straddling() + EOF_MARKER,
        TruncatedFileError,
        "BAM_RECORD_CUT",
        last_block(straddling()),
        5,
    ),
    "cut-in-a-length-field": Twin(
        lambda: bgzf(HEADER + ENCODED[0] + ENCODED[1][:2]),
        TruncatedFileError,
        "BAM_RECORD_CUT",
        0,
        1,
    ),
}

_BLOCKS = {
    "bit-in-deflate-data": block_twin(lambda: flipped(STARTS[2] + 100), "BGZF_*"),
    "bit-in-stored-data": block_twin(
        lambda: with_block(block(data_of(2), BlockShape(level=0)).replace(b"read/6", b"read/7")), "BGZF_CRC"
    ),
    "bit-in-the-checksum": block_twin(lambda: flipped(STARTS[3] - 8), "BGZF_CRC"),
    "bit-in-the-length": block_twin(lambda: flipped(STARTS[3] - 4), "BGZF_ISIZE"),
    "length-above-64-KiB": block_twin(lambda: flipped(STARTS[3] - 1), "BGZF_ISIZE"),
    "length-one-less": block_twin(lying_block(BlockShape(isize=len(data_of(2)) - 1)), "BGZF_ISIZE"),
    "length-one-more": block_twin(lying_block(BlockShape(isize=len(data_of(2)) + 1)), "BGZF_ISIZE"),
    "block-size-too-small": block_twin(lying_block(BlockShape(bsize=len(BLOCKS[2]) - 2)), "BGZF_*"),
    "block-size-smaller-than-its-header": block_twin(lying_block(BlockShape(bsize=10)), "BGZF_HEADER"),
    "block-size-too-large": block_twin(lying_block(BlockShape(bsize=len(BLOCKS[2]))), "BGZF_*"),
    "block-size-past-the-end": block_twin(
        lying_block(BlockShape(bsize=0xFFFF)), "BGZF_CUT", TruncatedFileError
    ),
    "no-magic": block_twin(lambda: flipped(STARTS[2]), "BGZF_HEADER"),
    "reserved-gzip-flag": block_twin(lying_block(BlockShape(flags=0x84)), "BGZF_HEADER"),
    "gzip-name-flag": block_twin(lying_block(BlockShape(flags=0x0C)), "BGZF_HEADER"),
    "gzip-member-between": block_twin(
        lambda: with_block(gzip.compress(data_of(2), mtime=0)), "BGZF_PLAIN_GZIP"
    ),
    "no-bc-subfield": block_twin(
        lambda: with_block(BLOCKS[2].replace(b"BC\2\0", b"BD\2\0", 1)), "BGZF_PLAIN_GZIP"
    ),
    "extra-field-runs-over": block_twin(
        lambda: with_block(block(data_of(2), BlockShape(extra_before=b"ZZ\xff\xff"))), "BGZF_HEADER"
    ),
    "unused-bytes-after-deflate": block_twin(
        lambda: with_block(block_of_deflate(b"\3\0" + b"spare", b"", BlockShape())), "BGZF_*"
    ),
    "reserved-deflate-block": block_twin(
        lambda: with_block(block_of_deflate(b"\7\0\0", b"", BlockShape())), "BGZF_DEFLATE"
    ),
    "swapped-bytes-of-rubbish": block_twin(lambda: with_block(b"rubbish" * 9), "BGZF_HEADER"),
    "rubbish-at-the-end": Twin(lambda: SOUND + b"rubbish", FormatError, "BGZF_HEADER", len(SOUND), 12),
    "zeros-at-the-end": Twin(lambda: SOUND + bytes(512), FormatError, "BGZF_HEADER", len(SOUND), 12),
}

_RECORDS = {
    "record-length-too-large": Twin(
        lying_record(Lie(block_size=400_000_000)),
        TruncatedFileError,
        "BAM_RECORD_CUT",
        STARTS[2],
        5,
    ),
    "record-length-too-small": record_twin(lying_record(Lie(block_size=60)), "BAM_RECORD_LENGTHS"),
    "record-length-below-32": record_twin(lying_record(Lie(block_size=31)), "BAM_RECORD_LENGTH"),
    "record-length-negative": record_twin(lying_record(Lie(block_size=-1)), "BAM_RECORD_LENGTH"),
    "record-above-512-MiB": record_twin(
        lying_record(Lie(block_size=0x20000001)), "BAM_RECORD_TOO_LARGE", LimitError
    ),
    "bases-length-negative": record_twin(lying_record(Lie(bases_length=-40)), "BAM_RECORD_LENGTHS"),
    "bases-length-too-large": record_twin(lying_record(Lie(bases_length=41)), "BAM_RECORD_LENGTHS"),
    "bases-length-overflows": record_twin(lying_record(Lie(bases_length=2**31 - 1)), "BAM_RECORD_LENGTHS"),
    "too-many-cigar-operations": record_twin(
        lying_record(Lie(cigar_operations=65_535)), "BAM_RECORD_LENGTHS"
    ),
    "name-length-zero": record_twin(lying_record(Lie(name_length=0)), "BAM_RECORD_NAME"),
    "name-length-too-large": record_twin(lying_record(Lie(name_length=255)), "BAM_RECORD_LENGTHS"),
    "name-without-nul": record_twin(lying_record(Lie(name_end=b"!")), "BAM_RECORD_NAME"),
    "bytes-missing-in-a-record": record_twin(lying_record(Lie(cut=3)), "BAM_RECORD_LENGTHS"),
    "reference-too-large": record_twin(changed_record(reference=2), "BAM_REFERENCE_ID"),
    "reference-below-minus-one": record_twin(changed_record(reference=-2), "BAM_REFERENCE_ID"),
    "mate-reference-too-large": record_twin(changed_record(mate_reference=2), "BAM_REFERENCE_ID"),
    "mate-reference-below-minus-one": record_twin(changed_record(mate_reference=-2), "BAM_REFERENCE_ID"),
    "position-below-minus-one": record_twin(changed_record(position=-2), "BAM_POSITION"),
}

_VALUES = {
    "name-not-ascii": record_twin(
        lambda: with_record(encode(replace(READS[5], name=b"r\xe9ad"))), "BAM_RECORD_NAME"
    ),
    "name-with-nul": record_twin(
        lambda: with_record(encode(replace(READS[5], name=b"re\0ad"))), "BAM_RECORD_NAME"
    ),
    "quality-94": record_twin(
        lambda: with_record(encode(replace(READS[5], qualities=[1] * 39 + [94]))), "BAM_QUALITY"
    ),
    "quality-missing-in-part": record_twin(
        lambda: with_record(encode(replace(READS[5], qualities=[1] * 39 + [255]))), "BAM_QUALITY"
    ),
    "unknown-cigar-operation": record_twin(
        lambda: with_record(
            encode(READS[5]).replace(struct.pack("<I", 40 << 4), struct.pack("<I", 40 << 4 | 9), 1)
        ),
        "BAM_CIGAR",
    ),
    "tags-damaged-before-the-long-cigar": record_twin(
        lambda: with_record(
            encode_long_cigar(replace(READS[5], tags=b"XXBI\xff\xff\xff\x7f" + b"YYZno end"))
        ),
        "BAM_TAGS",
    ),
    "end-past-32-bits": record_twin(
        lambda: with_record(encode(replace(READS[5], position=2**31 - 2, cigar=((2**28 - 1, "N"),) * 9))),
        "BAM_CIGAR",
    ),
}

_HEADERS = {
    "empty-file": Twin(lambda: b"", TruncatedFileError, "BAM_HEADER_CUT", 0, 0),
    "end-marker-only": Twin(lambda: EOF_MARKER, TruncatedFileError, "BAM_HEADER_CUT", 28, 0),
    "text": header_twin(lambda: b"@HD\tVN:1.6\nread\t4\t*\t0\t0\t*\t*\t0\t0\tA\tI\n" * 9, "BAM_NOT_BGZF"),
    "picture": header_twin(lambda: b"\x89PNG\r\n\x1a\n" + bytes(900), "BAM_NOT_BGZF"),
    "zeros": header_twin(lambda: bytes(4_096), "BAM_NOT_BGZF"),
    "one-byte": header_twin(lambda: b"B", "BAM_NOT_BGZF"),
    "cram": header_twin(lambda: b"CRAM\3\0" + bytes(900), "BAM_NOT_BGZF"),
    "plain-gzip": header_twin(lambda: gzip.compress(HEADER + b"".join(ENCODED), mtime=0), "BGZF_PLAIN_GZIP"),
    "bgzf-of-text": header_twin(lambda: bgzf(b"chr1\t1\t2\n" * 99), "BAM_MAGIC"),
    "bgzf-of-bcf": header_twin(lambda: bgzf(b"BCF\2\2" + bytes(99)), "BAM_MAGIC"),
    "header-cut": Twin(
        lambda: bgzf(HEADER[:30]), TruncatedFileError, "BAM_HEADER_CUT", len(bgzf(HEADER[:30])), 0
    ),
    "header-cut-in-a-block": Twin(lambda: SOUND[:40], TruncatedFileError, "BGZF_CUT", 0, 0),
    "text-length-negative": header_twin(
        lambda: with_header(header(REFERENCES, text_length=-1)), "BAM_HEADER"
    ),
    "text-length-past-the-end": Twin(
        lambda: with_header(header(REFERENCES, text_length=1_000_000)),
        TruncatedFileError,
        "BAM_HEADER_CUT",
        len(with_header(header(REFERENCES, text_length=1_000_000))),
        0,
    ),
    "text-length-enormous": header_twin(
        lambda: with_header(header(REFERENCES, text_length=2**31 - 1)), "BAM_HEADER_SIZE", LimitError
    ),
    "reference-count-negative": header_twin(
        lambda: with_header(header(REFERENCES, reference_count=-1)), "BAM_HEADER"
    ),
    "reference-count-enormous": header_twin(
        lambda: with_header(header(REFERENCES, reference_count=2**31 - 1)), "BAM_HEADER_SIZE", LimitError
    ),
    "reference-name-length-zero": header_twin(
        lambda: with_header(header([("chr1", 5)], reference_count=2) + reference(b"", 9)), "BAM_HEADER"
    ),
    "reference-name-length-too-short": header_twin(
        lambda: with_header(header((), reference_count=1) + reference(b"chr1\0", 9, name_length=4)),
        "BAM_HEADER",
    ),
    "reference-name-length-negative": header_twin(
        lambda: with_header(header((), reference_count=1) + reference(b"chr1\0", 9, name_length=-5)),
        "BAM_HEADER",
    ),
    "reference-name-length-too-large": Twin(
        lambda: with_header(header((), reference_count=1) + reference(b"chr1\0", 9, name_length=60_000)),
        TruncatedFileError,
        "BAM_HEADER_CUT",
        len(with_header(header((), reference_count=1) + reference(b"chr1\0", 9, name_length=60_000))),
        0,
    ),
    "reference-name-not-utf8": header_twin(
        lambda: with_header(header((), reference_count=1) + reference(b"chr\xff\0", 9)), "BAM_HEADER"
    ),
    "reference-length-negative": header_twin(
        lambda: with_header(header([("chr1", -5), ("chr2", 9)])), "BAM_HEADER"
    ),
    "bit-in-the-header-block": Twin(lambda: flipped(30), FormatError, "BGZF_*", 0, 0),
}

TWINS: dict[str, Twin] = {**_CUTS, **_BLOCKS, **_RECORDS, **_VALUES, **_HEADERS}

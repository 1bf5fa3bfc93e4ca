"""Files damaged at random: the right table or a typed error; no short answer, crash, hang or leftover."""

from __future__ import annotations

import random
import struct
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rogtk_shim import scan_parquet
from rogtk_shim.errors import FormatError, LimitError, RogtkShimError, TruncatedFileError
from tests_py.bam.damage import Damage, cut, flip_bits, insert_bytes, overwrite, remove_bytes
from tests_py.parquet.tables import as_read, make_table
from tests_py.parquet.writers import read, write

TYPED = (FormatError, TruncatedFileError, LimitError)

FIXED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

DELTAS = {
    **dict.fromkeys(["int32", "uint64", "counted"], "DELTA_BINARY_PACKED"),
    **dict.fromkeys(["float", "double"], "BYTE_STREAM_SPLIT"),
    "bytes": "DELTA_LENGTH_BYTE_ARRAY",
    "sorted": "DELTA_BYTE_ARRAY",
    "text": "DELTA_BYTE_ARRAY",
}
WAYS: dict[str, dict[str, object]] = {
    "plain": {"compression": "none", "use_dictionary": False},
    "dictionary": {"compression": "none"},
    "snappy": {"compression": "snappy"},
    "snappy-2": {"compression": "snappy", "data_page_version": "2.0"},
    "lz4": {"compression": "lz4"},
    "zstd": {"compression": "zstd", "data_page_version": "2.0"},
    "gzip": {"compression": "gzip"},
    "brotli": {"compression": "brotli"},
    "deltas": {"compression": "none", "use_dictionary": False, "column_encoding": DELTAS},
    "deltas-2": {"use_dictionary": False, "column_encoding": DELTAS, "data_page_version": "2.0"},
}


@cache
def original() -> Any:
    return make_table(400, seed=5, nulls=0.15)


@cache
def source(way: str, checksums: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        more = {"row_group_size": 180, "data_page_size": 400, "write_batch_size": 50}
        write(original(), path, write_page_checksum=checksums, **more, **WAYS[way])
        return path.read_bytes()


def in_the_footer(file: bytes, rng: random.Random) -> bytes:
    """Change bytes of the footer, which no checksum covers."""
    if len(file) < 12:
        return file
    (length,) = struct.unpack_from("<I", file, len(file) - 8)
    start = max(0, len(file) - 8 - length)
    out = bytearray(file)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(start, len(file))
        out[at] = rng.choice([0, 1, 0x7F, 0xFF, out[at] ^ (1 << rng.randrange(8)), rng.randrange(256)])
    return bytes(out)


def in_the_pages(file: bytes, rng: random.Random) -> bytes:
    """Change bytes in front of the footer."""
    (length,) = struct.unpack_from("<I", file, len(file) - 8)
    end = max(5, len(file) - 8 - length)
    out = bytearray(file)
    for _ in range(rng.choice([1, 1, 3])):
        at = min(rng.randrange(4, end), len(file) - 1)
        out[at] = rng.choice([0, 1, 0x7F, 0xFF, out[at] ^ (1 << rng.randrange(8))])
    return bytes(out)


DAMAGES: list[Damage] = [flip_bits, cut, remove_bytes, insert_bytes, overwrite, in_the_footer, in_the_pages]


def values(table: Any) -> list[Any]:
    """The columns without their names, in a form in which not-a-numbers are equal."""
    return [repr(column.to_pylist()) for column in table.columns]


def by_pyarrow(path: Path) -> list[Any] | None:
    try:
        return values(as_read(read(path, use_threads=False)))
    except Exception:
        return None


def judge(file: bytes, folder: Path, threads: int, batch_size: int, *, checked: bool) -> bool:
    """Read a damaged file in two ways; True when it could be read."""
    path, out = folder / "damaged.parquet", folder / "out" / "t.arrow"
    out.parent.mkdir(exist_ok=True)
    path.write_bytes(file)
    scan = scan_parquet(path, threads=threads, batch_size=batch_size)
    errors: list[RogtkShimError] = []
    got: Any = None
    try:
        scan.write_ipc(out)
    except TYPED as error:
        errors.append(error)
        assert list(out.parent.iterdir()) == []
    try:
        got = scan.to_arrow()
    except TYPED as error:
        errors.append(error)
    assert len(errors) in (0, 2)
    assert len({(error.code, error.offset, error.record) for error in errors}) <= 1
    for error in errors:
        assert error.path == str(path)
        assert (error.code or "").startswith("PARQUET_")
        assert error.hint
    if got is None:
        return False
    got.validate(full=True)
    found = values(got)
    # Damage that no checksum covers may give other values, but then others read the same ones.
    if found != values(as_read(original())):
        others = by_pyarrow(path)
        assert others == found or (others is None and not checked)
    return True


@pytest.mark.timeout(180)
@settings(FIXED, max_examples=400)
@given(
    way=st.sampled_from(sorted(WAYS)),
    checksums=st.booleans(),
    steps=st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=2),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2]),
    batch_size=st.sampled_from([1000, 7, 64]),
)
def test_damage(
    way: str, checksums: bool, steps: list[Damage], seed: int, threads: int, batch_size: int
) -> None:
    rng = random.Random(seed)
    file = source(way, checksums)
    for step in steps:
        if len(file) > 12:
            file = step(file, rng)
    with tempfile.TemporaryDirectory() as folder:
        judge(file, Path(folder), threads, batch_size, checked=checksums)


def test_undamaged_files_are_read() -> None:
    for way in WAYS:
        with tempfile.TemporaryDirectory() as folder:
            assert judge(source(way, True), Path(folder), 2, 100, checked=True), way


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(source("plain", False))
    with pytest.raises(ValueError, match='there is no column "nothing"') as found:
        scan_parquet(path, columns=["nothing"]).to_arrow()
    assert "int8" in str(found.value)

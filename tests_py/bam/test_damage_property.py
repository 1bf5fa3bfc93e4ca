"""Files damaged at random: the right table or a typed error; no short answer, crash, hang or leftover."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import FormatError, LimitError, RogtkShimError, TruncatedFileError
from tests_py.bam import bam_by_hand
from tests_py.bam.bgzf_by_hand import DamagedError
from tests_py.bam.cases import DATA
from tests_py.bam.damage import INSIDE, OUTSIDE, Damage, damage_inside
from tests_py.bam.malformed_file import SOUND
from tests_py.bam.rows import assert_same, table
from tests_py.bam.test_agreement import read_ipc
from tests_py.data.make_fixtures import corner

SOURCES = [
    "own/samtools-mpileup-1",
    "own/biopython-bam1",
    "own/samtools-ce-unmap2",
    "own/samtools-no-targets",
    "own/samtools-bedcov",
    "corner/mixed",
    "corner/long-cigars",
    "corner/missing-values",
    "corner/tags",
    "corner/blocks-empty-blocks",
    "corner/blocks-split-length-fields",
    "corner/blocks-extra-fields",
    "corner/blocks-level-0",
    "corner/blocks-seven-bytes",
    "sound",
]

TYPED = (FormatError, TruncatedFileError, LimitError)

FIXED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@cache
def source(name: str) -> bytes:
    if name == "sound":
        return SOUND
    kind, stem = name.split("/")
    return (DATA / "bam" / f"{stem}.bam").read_bytes() if kind == "own" else corner(stem)


def judge(file: bytes, folder: Path, threads: int, batch_size: int) -> bool:
    """Read a damaged file in two ways; True when it could be read."""
    path, out = folder / "damaged.bam", folder / "out" / "reads.arrow"
    out.parent.mkdir(exist_ok=True)
    path.write_bytes(file)
    try:
        expected = table(bam_by_hand.read(file)[1])
    except DamagedError:
        expected = None
    errors: list[RogtkShimError] = []
    try:
        scan_bam(path, threads=threads, batch_size=batch_size).write_ipc(out)
    except TYPED as error:
        errors.append(error)
        assert list(out.parent.iterdir()) == []
    else:
        assert expected is not None, "read without an error, but the file is damaged"
        assert_same(read_ipc(out), expected)
        out.unlink()
    try:
        got = read_bam(path, threads=threads, batch_size=batch_size)
    except TYPED as error:
        errors.append(error)
    else:
        assert expected is not None, "read without an error, but the file is damaged"
        assert_same(got, expected)
    for error in errors:
        check(error, path, sound=expected is not None)
    assert len(errors) in (0, 2)
    assert len({(error.code, error.offset, error.record) for error in errors}) <= 1
    return not errors


def check(error: RogtkShimError, path: Path, *, sound: bool) -> None:
    """The error says what, where and what to do, and doesn't refuse a sound file."""
    assert error.path == str(path)
    assert error.code
    assert error.hint
    assert error.offset is not None
    assert 0 <= error.offset <= path.stat().st_size
    assert error.record is not None
    assert error.record >= 0
    assert not sound, error


def damaged(file: bytes, steps: list[Damage], inside: Damage | None, seed: int) -> bytes:
    rng = random.Random(seed)
    if inside is not None:
        file = damage_inside(file, inside, rng)
    for step in steps:
        if file:
            file = step(file, rng)
    return file


@pytest.mark.timeout(120)
@settings(FIXED, max_examples=300)
@given(
    name=st.sampled_from(SOURCES),
    steps=st.lists(st.sampled_from(OUTSIDE), max_size=2),
    inside=st.none() | st.sampled_from(INSIDE),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2]),
    batch_size=st.sampled_from([1, 3, 64, 20_000]),
)
def test_damage(
    name: str, steps: list[Damage], inside: Damage | None, seed: int, threads: int, batch_size: int
) -> None:
    file = damaged(source(name), steps, inside, seed)
    with tempfile.TemporaryDirectory() as folder:
        judge(file, Path(folder), threads, batch_size if len(file) < 100_000 else 20_000)


@pytest.mark.timeout(120)
@settings(FIXED, max_examples=20)
@given(
    name=st.sampled_from(["corner/many-spans", "corner/blocks-decoys", "corner/blocks-decoy-records"]),
    step=st.sampled_from(OUTSIDE),
    seed=st.integers(0, 2**32),
    threads=st.sampled_from([1, 2, 4]),
)
def test_damage_to_a_file_that_workers_share(name: str, step: Damage, seed: int, threads: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        judge(damaged(source(name), [step], None, seed), Path(folder), threads, 500)


def test_undamaged_files_are_read() -> None:
    for name in SOURCES:
        with tempfile.TemporaryDirectory() as folder:
            assert judge(source(name), Path(folder), 2, 20_000), name

"""What `check_partitions` refuses, and what can't be split."""

from __future__ import annotations

import io
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import (
    FormatError,
    InputError,
    InputNotFoundError,
    OptionError,
    PartitionError,
    Statistics,
    check_partitions,
    scan_bam,
)
from tests_py.bam.cases import DATA

BAM = DATA / "bam" / "biopython-ex1.bam"
OTHER = DATA / "bam" / "pybedtools-x.bam"
RECORDS = 3270


@pytest.fixture(scope="module")
def counts() -> list[Statistics]:
    """Those of four parts."""
    return [part.count() for part in scan_bam(BAM).partitions(4)]


class TestCheck:
    """What `check_partitions` refuses."""

    def test_any_order_and_plain_dictionaries_will_do(self, counts: list[Statistics]) -> None:
        assert check_partitions(reversed(counts)) == RECORDS
        assert check_partitions(json.loads(json.dumps([one.to_dict() for one in counts]))) == RECORDS

    @pytest.mark.parametrize(
        ("missing", "code", "message"),
        [
            (0, "PARTITION_MISSING", "the first part is missing"),
            (1, "PARTITION_SEAM", "no part has read from"),
            (3, "PARTITION_MISSING", "the last part is missing"),
        ],
    )
    def test_a_missing_part(self, counts: list[Statistics], missing: int, code: str, message: str) -> None:
        with pytest.raises(PartitionError, match=message) as caught:
            check_partitions(counts[:missing] + counts[missing + 1 :])
        assert caught.value.code == code
        assert isinstance(pickle.loads(pickle.dumps(caught.value)), PartitionError)

    @pytest.mark.parametrize("number", range(4))
    def test_a_part_twice(self, counts: list[Statistics], number: int) -> None:
        with pytest.raises(PartitionError, match="is there twice"):
            check_partitions([*counts, counts[number]])

    def test_parts_of_different_files(self, counts: list[Statistics]) -> None:
        other = [part.count() for part in scan_bam(OTHER).partitions(2)]
        with pytest.raises(PartitionError, match="of different files") as caught:
            check_partitions([*counts, *other])
        assert caught.value.code == "PARTITION_FILES"

    def test_no_parts(self) -> None:
        with pytest.raises(PartitionError, match="no parts"):
            check_partitions([])

    def test_statistics_of_something_else(self, counts: list[Statistics]) -> None:
        with pytest.raises(TypeError, match="number 1 is no statistics of a part"):
            check_partitions([counts[0], scan_bam(BAM).count()])
        nothing: Any = [None]
        with pytest.raises(TypeError, match="its end: NoneType"):
            check_partitions(nothing)


class TestRefused:
    """What can't be split."""

    @pytest.mark.parametrize(("n", "error"), [(0, OptionError), (10_001, OptionError), (1.5, TypeError)])
    def test_numbers(self, n: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match="n must"):
            scan_bam(BAM).partitions(n)

    def test_a_limit(self) -> None:
        with pytest.raises(OptionError, match="limit can't be kept to") as caught:
            scan_bam(BAM, limit=10).partitions(2)
        assert caught.value.code == "PARTITIONS"

    def test_damage_that_is_read_over(self) -> None:
        with pytest.raises(OptionError, match="nobody can tell whether they meet"):
            scan_bam(BAM, errors="collect").partitions(2)

    def test_regions(self) -> None:
        for region in ("chr1", ["chr1:1-10", "*"], []):
            with pytest.raises(OptionError, match="no part or region of it") as caught:
                scan_bam(BAM, region=region).partitions(2)
            assert caught.value.code == "PARTITIONS"

    def test_a_part(self) -> None:
        with pytest.raises(OptionError, match="only a whole file"):
            scan_bam(BAM).partitions(2)[0].partitions(2)

    def test_what_is_no_path(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        for source in (BAM.read_bytes(), io.BytesIO(BAM.read_bytes()), pipe, "-"):
            with pytest.raises(OptionError, match="only a file given by its path"):
                scan_bam(source).partitions(2)

    def test_no_file_and_no_bam(self, tmp_path: Path) -> None:
        with pytest.raises(InputNotFoundError):
            scan_bam(tmp_path / "missing.bam").partitions(2)
        with pytest.raises(FormatError):
            scan_bam(__file__).partitions(2)

    def test_a_file_that_has_changed(self, tmp_path: Path) -> None:
        path = tmp_path / "reads.bam"
        path.write_bytes(BAM.read_bytes())
        first, second = scan_bam(path).partitions(2)
        first.count()
        path.write_bytes(BAM.read_bytes() + BAM.read_bytes()[-28:])
        with pytest.raises(InputError, match="was split when it had") as caught:
            second.count()
        assert caught.value.code == "PARTITION_CHANGED"

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        data = bytearray(BAM.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path = tmp_path / "reads.bam"
        path.write_bytes(data)
        parts = scan_bam(path).partitions(6)
        with pytest.raises(FormatError):
            [part.count() for part in parts]

"""What a scan refuses, before any work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rogtk_shim import InputError, InputNotFoundError, OptionError, read_bam, scan_bam

DATA = Path(__file__).parents[1] / "data" / "bam"
SMALL = DATA / "biopython-ex1.bam"
LARGE = DATA / "pybedtools-x.bam"


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        (
            ["name", "mapp"],
            OptionError,
            "unknown column 'mapp'; the columns are name, chrom, start, end, flags, ",
        ),
        (["name", "flags", "name"], OptionError, "column 'name' is asked for twice; the columns are name, "),
        ([], OptionError, "columns is empty; the columns are name, "),
        ("name", OptionError, "columns is 'name'; it has to be a list of columns .name, .* 'rogtk', 'all'"),
        (5, TypeError, "columns must be a list of column names, not int"),
        (["name", 5], TypeError, "columns must hold names, not int"),
    ],
)
def test_wrong_columns(columns: Any, error: type[Exception], message: str) -> None:
    # The file isn't there: nothing is looked at before.
    with pytest.raises(error, match=message):
        scan_bam("nope.bam", columns=columns)
    if error is OptionError:
        with pytest.raises(ValueError, match=message):
            read_bam("nope.bam", columns=columns)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"batch_size": 0}, OptionError, "batch_size must be greater than 0"),
        ({"batch_size": -5}, OptionError, "batch_size must be greater than 0"),
        ({"batch_size": False}, TypeError, "batch_size must be an integer, not bool"),
        ({"batch_size": 2.0}, TypeError, "batch_size must be an integer, not float"),
        ({"batch_size": None}, TypeError, "batch_size must be an integer, not NoneType"),
        ({"limit": -1}, OptionError, "limit must not be negative"),
        ({"limit": "1"}, TypeError, "limit must be an integer, not str"),
        ({"threads": 0}, OptionError, "threads must be greater than 0"),
        ({"threads": True}, TypeError, "threads must be an integer, not bool"),
        ({"progress": 1}, TypeError, "progress must be None, True, False or a function, not int"),
    ],
)
def test_wrong_values(options: dict[str, Any], error: type[Exception], message: str) -> None:
    for function in (scan_bam, read_bam):
        with pytest.raises(error, match=message):
            function("nope.bam", **options)


def test_integers_of_other_kinds() -> None:
    options: dict[str, Any] = {"batch_size": np.int64(7), "limit": np.uint8(20), "threads": np.int32(1)}
    table = read_bam(SMALL, **options)
    assert [len(chunk) for chunk in table.column("name").chunks] == [7, 7, 6]


@pytest.mark.parametrize("path", [None, 5, ["reads.bam"], object()])
def test_wrong_paths(path: Any) -> None:
    with pytest.raises(TypeError, match="source must be a path"):
        scan_bam(path)


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="source holds a NUL character"):
        scan_bam("a\0b")
    with pytest.raises(InputNotFoundError):
        read_bam("")
    for path in (tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(InputError) as caught:
            read_bam(path)
        assert caught.value.filename == str(path)
    (tmp_path / "file").touch()
    with pytest.raises(InputNotFoundError):
        read_bam(tmp_path / "file" / "reads.bam")

"""What filters may be, what they can't judge, and what their errors name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import FormatError, OptionError
from tests_py.data.bam_writer import Record, encode, header, tag
from tests_py.data.bgzf_writer import bgzf


def test_names_of_flags() -> None:
    assert scan_bam("x.bam", exclude=("secondary", "supplementary")) == scan_bam("x.bam", exclude=0x900)
    assert scan_bam("x.bam", exclude=["secondary", 0x800]) == scan_bam("x.bam", exclude=0x900)
    assert scan_bam("x.bam", require="paired") == scan_bam("x.bam", require=(1,))
    assert scan_bam("x.bam", exclude=(), require=0, min_mapq=0, where=[]) == scan_bam("x.bam")
    assert repr(scan_bam("x.bam", min_mapq=3)) == "<BamScan: x.bam, min_mapq=3>"


def small(path: Path, *tags: bytes, **fields: Any) -> Path:
    records = [encode(Record(name=b"r%d" % number, tags=one, **fields)) for number, one in enumerate(tags)]
    path.write_bytes(bgzf(header() + b"".join(records)))
    return path


NM_5 = tag(b"NM", b"C", b"\5")


def test_a_tag_that_can_not_be_compared_is_an_error(tmp_path: Path) -> None:
    path = small(tmp_path / "x.bam", *[NM_5] * 5, tag(b"NM", b"Z", b"5\0"), NM_5)
    with pytest.raises(FormatError) as caught:
        scan_bam(path, where=[("NM", "==", 5)]).count()
    assert (caught.value.code, caught.value.record) == ("BAM_TAG_TYPE", 5)
    assert "can't be compared with what where= has for it" in str(caught.value)
    # With `tags_rest` such a value is in no column: it counts as null there.
    table = read_bam(path, columns=["name"], tags="all", where=[("NM", "==", 5)])
    assert table.column("name").to_pylist() == ["r0", "r1", "r2", "r3", "r4", "r6"]
    table = read_bam(path, columns=["name"], tags="all", where=[("NM", "is_null")])
    assert table.column("name").to_pylist() == ["r5"]
    assert scan_bam(path, where=[("NM", "is_not_null")]).count().records == 7


def test_a_record_that_can_not_be_judged_is_an_error(tmp_path: Path) -> None:
    from tests_py.bam.malformed import TWINS

    path = tmp_path / "x.bam"
    path.write_bytes(TWINS["quality-94"].make())
    with pytest.raises(FormatError) as caught:
        scan_bam(path, columns=["name"], where=[("quality_scores", "!=", "a")]).count()
    assert caught.value.code == "BAM_QUALITY"
    assert caught.value.record is not None
    # A record that another filter leaves out needn't be judged.
    assert scan_bam(path, columns=["name"], min_mapq=255, where=[("quality_scores", "!=", "a")]).count()


def test_a_fault_names_its_record_among_those_left_out(tmp_path: Path) -> None:
    bad = tag(b"NM", b"i", b"\1")
    path = small(tmp_path / "x.bam", *[b"", NM_5] * 300, bad)
    with pytest.raises(FormatError) as caught:
        read_bam(path, columns=["name"], tags=["NM:i"], where=[("name", "not in", ["r2", "r4", "r8"])])
    assert (caught.value.code, caught.value.record) == ("BAM_TAGS", 600)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"exclude": "dup"}, OptionError, "exclude: unknown flag 'dup'; the flags are paired, "),
        ({"require": ["paired", "x"]}, OptionError, "require: unknown flag 'x'"),
        ({"exclude": 65_536}, OptionError, "exclude is 65536"),
        ({"exclude": -1}, OptionError, "exclude is -1"),
        ({"exclude": True}, TypeError, "exclude must hold flags, not bool"),
        ({"exclude": 1.5}, TypeError, "exclude must hold names of flags"),
        ({"min_mapq": 256}, OptionError, "min_mapq must be at most 255"),
        ({"min_mapq": -1}, OptionError, "min_mapq must not be negative"),
        ({"coords": "1"}, OptionError, "coords is '1'; it has to be '1-based' or '0-based'"),
        ({"where": "mapq > 3"}, TypeError, "where must be a list of conditions"),
        ({"where": 5}, TypeError, "where must be a list of conditions"),
        ({"where": [("mapp", ">", 3)]}, OptionError, "unknown column 'mapp'; the columns are name, "),
        ({"where": [("mapq", "=", 3)]}, OptionError, "unknown operator '='; the operators are ==, "),
        ({"where": [("mapq", ">")]}, OptionError, "'mapq' > takes 1 values, not 0"),
        ({"where": [("mapq", "is_null", 3)]}, OptionError, "'mapq' is_null takes 0 values, not 1"),
        ({"where": [("mapq", ">", "3")]}, OptionError, "'mapq' holds numbers, not text like '3'"),
        ({"where": [("name", ">", 3)]}, OptionError, "'name' holds text, not 3"),
        ({"where": [("name", "==", None)]}, OptionError, "nothing equals null"),
        ({"where": [("NM", "in", [1, "a"])]}, OptionError, "'NM' are text and numbers"),
        ({"where": [("mapq", "in", 3)]}, TypeError, "'mapq' in takes a list of values"),
        ({"where": [("mapq", ">", float("nan"))]}, OptionError, "numbers are up to"),
        ({"where": [("mapq", ">", True)]}, TypeError, "not bool"),
        ({"where": [("mapq", ">", b"3")]}, (TypeError, OptionError), "'mapq'"),
        ({"where": [("name", "==", "\ud800")]}, OptionError, "no text that a file can hold"),
        ({"where": [[("mapq", ">", 3)], ("mapq", ">", 3)]}, OptionError, "are mixed"),
    ],
)
def test_wrong_filters(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        scan_bam("nowhere.bam", **options)

"""Tags that are refused: what doesn't fit, what is malformed, what can't be asked for."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import FormatError, OptionError
from tests_py.bam.test_tags import write
from tests_py.data.bam_writer import array_tag, tag

NM_300 = tag(b"NM", b"S", struct.pack("<H", 300))
NM_5 = tag(b"NM", b"C", b"\5")


@pytest.mark.parametrize(
    ("asked", "tags", "code", "message"),
    [
        ("NM:u8", NM_300, "BAM_TAG_TYPE", "NM has a value that does not fit"),
        ("NM:i8", tag(b"NM", b"C", b"\x80"), "BAM_TAG_TYPE", "NM"),
        ("NM:u32", tag(b"NM", b"c", b"\xff"), "BAM_TAG_TYPE", "NM"),
        ("NM:Z", NM_5, "BAM_TAG_TYPE", "NM"),
        ("NM:f", NM_5, "BAM_TAG_TYPE", "NM"),
        ("NM:B:c", NM_5, "BAM_TAG_TYPE", "NM"),
        ("ML:B:c", array_tag(b"ML", "C", [1, 128]), "BAM_TAG_TYPE", "ML"),
        ("XD:f", tag(b"XD", b"d", struct.pack("<d", 1.0)), "BAM_TAG_TYPE", "XD"),
        ("NM", NM_5 + NM_5, "BAM_TAG_TWICE", "NM twice"),
    ],
)
def test_what_does_not_fit(asked: str, tags: bytes, code: str, message: str, tmp_path: Path) -> None:
    good = [tag(b"XX", b"C", b"\1")] * 700
    path = write(tmp_path / "x.bam", [*good, tags])
    with pytest.raises(FormatError, match=message) as caught:
        read_bam(path, tags=[asked], batch_size=300)
    error = caught.value
    assert (error.code, error.record, error.path) == (code, 700, str(path))
    assert error.offset is not None
    assert "tags_rest" in str(error.hint)
    # Asked for too, the column of what is left over takes it.
    rows = read_bam(path, columns=["name"], tags=[asked, "tags_rest"]).to_pylist()
    assert [name for name, _ in rows[-1]["tags_rest"]] == [asked[:2]]


MALFORMED = {
    "cut in the name": b"N",
    "cut before the value": b"NMC",
    "cut in the value": b"NMi\1\2\3",
    "text without an end": b"XXZabc",
    "unknown type": b"XXq\1",
    "array of an unknown type": b"XXBq\1\0\0\0\1",
    "array that is longer than the record": b"XXBC\xff\xff\xff\xff\1",
    "array of doubles": b"XXBd\1\0\0\0" + bytes(8),
    "array of characters": b"XXBA\1\0\0\0a",
    "array cut in its count": b"XXBC\1",
}


@pytest.mark.parametrize("bad", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("tags", ["all", ["NM"], ["NM:i"], ["tags_rest"]], ids=str)
def test_malformed_tags(bad: bytes, tags: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [NM_5, NM_5, NM_5 + bad, NM_5])
    with pytest.raises(FormatError) as caught:
        read_bam(path, tags=tags)
    assert (caught.value.code, caught.value.record) == ("BAM_TAGS", 2)
    # What isn't asked for isn't checked.
    assert read_bam(path, columns="all").num_rows == 4


@pytest.mark.parametrize(
    "text", [b"\xff", b"abc\xe4", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\x80"]
)
@pytest.mark.parametrize("tags", ["all", ["XX:Z"], ["tags_rest"]], ids=str)
def test_text_that_is_no_utf8(text: bytes, tags: Any, tmp_path: Path) -> None:
    for padding in (b"", b"a" * 40):
        path = write(tmp_path / "x.bam", [b"", tag(b"XX", b"Z", padding + text + b"\0")])
        with pytest.raises(FormatError) as caught:
            read_bam(path, tags=tags)
        assert (caught.value.code, caught.value.record) == ("BAM_TAG_TEXT", 1)


@pytest.mark.parametrize(
    ("tags", "error", "message"),
    [
        ("NM", OptionError, "tags is 'NM'; it has to be a list of tags"),
        (["N"], OptionError, "'N' is no tag"),
        (["NMX"], OptionError, "'NMX' is no tag"),
        (["1M"], OptionError, "'1M' is no tag"),
        (["NM:x"], OptionError, "unknown type 'x'; the types are i, i8"),
        (["NM:B"], OptionError, "unknown type 'B'"),
        (["NM", "NM:i"], OptionError, "tag 'NM' is asked for twice"),
        (["tags_rest", "tags_rest"], OptionError, "asked for twice"),
        ([5], TypeError, "tags must hold text, not int"),
        (5, TypeError, "tags must be a list of tags"),
        (b"NM", TypeError, "tags must be a list of tags"),
    ],
)
def test_wrong_tags(tags: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        scan_bam("nowhere.bam", tags=tags)

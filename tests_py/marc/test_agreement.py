"""What pymarc itself shows of real and of made-up records, ours show."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim import pymarc as ours
from rogtk_shim.marc.marc8_tables import character_set, character_sets

from .pymarc_itself import EXTRA, NAMES, pymarc, read_all, shown
from .strategies import build, records

OPTIONS: list[dict[str, Any]] = [
    {},
    {"to_unicode": False},
    {"force_utf8": True},
    {"utf8_handling": "replace"},
    {"utf8_handling": "ignore", "force_utf8": True},
    {"file_encoding": "cp866"},
]
#: pymarc stops in the first record of these; the second one is told of as well.
STOPS = {"cp866_multirecord.marc"}


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::rogtk_shim.pymarc.exceptions.BadSubfieldCodeWarning")
def test_real_files(name: str, options: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    data = (EXTRA / name).read_bytes()
    theirs = read_all(pymarc, data, **options)
    found = read_all(ours, data, **options)
    if name in STOPS and "Error" not in str(theirs[0]):
        found = found[: len(theirs)]
    assert found == theirs


def test_enough_was_compared() -> None:
    if not NAMES:
        pytest.skip(f"no extra files: {EXTRA} is not there (ROGTK_SHIM_TEST_DATA names its parent)")
    assert len(NAMES) >= 40


@given(records)
def test_records_made_by_hand(described: tuple[str, list[Any]]) -> None:
    assert shown(build(ours, described)) == shown(build(pymarc, described))


@given(st.lists(records, min_size=1, max_size=4), st.sampled_from(OPTIONS[:4]))
def test_records_read(described: list[tuple[str, list[Any]]], options: dict[str, Any]) -> None:
    data = b"".join(build(pymarc, one).as_marc() for one in described)
    assert read_all(ours, data, **options) == read_all(pymarc, data, **options)


@given(records)
def test_formats(described: tuple[str, list[Any]]) -> None:
    mine, theirs = build(ours, described), build(pymarc, described)
    for options in ({}, {"namespace": True}):
        assert ours.record_to_xml(mine, **options) == pymarc.record_to_xml(theirs, **options)
    for name, file in (
        ("MARC", io.BytesIO),
        ("JSON", io.StringIO),
        ("Text", io.StringIO),
        ("XML", io.BytesIO),
    ):
        written: list[bytes | str] = []
        for package, record in ((ours, mine), (pymarc, theirs)):
            out = file()
            writer = getattr(package, f"{name}Writer")(out)
            writer.write(record)
            writer.write(record)
            writer.close(close_fh=False)
            written.append(out.getvalue())
        assert written[0] == written[1]


@pytest.mark.parametrize("final", character_sets())
def test_every_character_of_marc8(final: int) -> None:
    upper = min(character_set(final)) > 0x80 and final != 0x31
    size = 3 if final == 0x31 else 1
    for code, (_, mark) in character_set(final).items():
        if code in (0x1B, 0x1F) or 0x80 < code < 0xA0:
            continue
        escape = b"\x1b" + (b")" if upper else b"$1" if final == 0x31 else b"(")
        data = escape + (b"" if final == 0x31 else bytes([final])) + code.to_bytes(size, "big")
        if mark:
            # pymarc leaves out marks without a letter.
            data += (b"\x1b(B" if not upper else b"") + b"a"
        assert ours.marc8_to_unicode(data) == pymarc.marc8_to_unicode(data), hex(code)


@given(st.binary(max_size=60))
def test_marc8_of_any_bytes(data: bytes) -> None:
    # Escape sequences: pymarc doesn't know all. A letter at the end: it leaves out marks without one.
    plain = data.replace(b"\x1b", b"") + b"a"
    assert ours.marc8_to_unicode(plain) == pymarc.marc8_to_unicode(plain, hide_utf8_warnings=True)

"""MARC-8 in both directions, and the escape sequences that pymarc doesn't know."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim.marc.marc8_encode import unicode_to_marc8
from rogtk_shim.marc.marc8_tables import character_set, character_sets
from rogtk_shim.pymarc import MARC8ToUnicode, marc8_to_unicode

from .pymarc_itself import pymarc

KNOWN = sorted(
    {
        character
        for final in character_sets()
        for code, (character, _) in character_set(final).items()
        if not 0x80 <= code < 0xA0 and character >= " "
    }
)


@given(
    st.text(max_size=30).map(lambda text: "".join(one for one in text if unicodedata.category(one) != "Cc"))
)
def test_any_text_comes_back(text: str) -> None:
    text = text.replace("&#x", "")
    assert marc8_to_unicode(unicode_to_marc8(text), references=True) == unicodedata.normalize("NFC", text)


@given(st.text(st.sampled_from(KNOWN), max_size=20))
def test_text_of_the_sets_comes_back_without_references(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    # A mark without a letter has to be one of the letter in front of it.
    plain = normal if not normal or not unicodedata.combining(normal[0]) else "a" + normal
    data = unicode_to_marc8(plain)
    assert marc8_to_unicode(data, references=True) == unicodedata.normalize("NFC", plain)


@given(st.text("aeiou AEIOU éàöçñłøß.,€", max_size=40))
def test_pymarc_reads_what_is_written(text: str) -> None:
    assert pymarc.marc8_to_unicode(unicode_to_marc8(text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""),
        ("plain text", b"plain text"),
        ("é", b"\xe2e"),
        ("ệ", b"\xf2\xe3e"),
        ("H₂O x²", b"H\x1bb2\x1bsO x\x1bp2\x1bs"),
        ("Россия", b"\x1b(NrOSSIQ\x1b(B"),
        ("\U0001f600", b"&#x1F600;"),
    ],
)
def test_what_is_written(text: str, data: bytes) -> None:
    assert unicode_to_marc8(text) == data


def test_strict() -> None:
    with pytest.raises(UnicodeEncodeError, match="no code"):
        unicode_to_marc8("a\U0001f600", errors="strict")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b(!E\x1b(B", ""),
        (b"\x1b)!E\xe2e", "é"),
        (b"\x1b)N\xc1\x1b)!E\xe2e", "аé"),
        (b"\x1b$)1\xa1\xb0\xa1", character_set(0x31)[0x213021][0]),
        (b"\x1b$,1!0!", character_set(0x31)[0x213021][0]),
        (b"x\x1bg\x1bsy", "xy"),
        (b"e\xe2", "e\u0301"),
        (b"\x1b(9A", " "),
        (b"CO\x1bb", "CO"),
    ],
)
def test_escape_sequences(data: bytes, text: str) -> None:
    assert marc8_to_unicode(data, hide_utf8_warnings=True) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("data", [b"a\x1b", b"a\x1b)", b"a\x1b)!"])
def test_a_cut_escape_sequence(data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        marc8_to_unicode(data)


def test_references_are_left_alone_as_in_pymarc() -> None:
    assert marc8_to_unicode(b"&#x4E00;") == "&#x4E00;"
    assert marc8_to_unicode(b"&#x4E00;&#xD800;&#x41;", references=True) == "一&#xD800;&#x41;"


def test_a_decoder_keeps_its_sets() -> None:
    decoder = MARC8ToUnicode()
    assert decoder.translate(b"\x1b(NA") == "\u0430"
    assert decoder.translate(b"A") == "\u0430"

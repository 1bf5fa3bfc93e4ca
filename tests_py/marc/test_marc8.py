"""MARC-8 comes out as pymarc has it, character by character, and nothing is left out."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymarc import marc8_mapping

from rogtk_shim.marc.marc8 import marc8_to_unicode
from rogtk_shim.marc.marc8_encode import unicode_to_marc8
from tests_py.marc.iso2709 import read, record

_CODESETS: dict[int, dict[int, tuple[int, int]]] = marc8_mapping.CODESETS
#: Two sets have their codes in the upper half.
_UPPER = {0x34, 0x51}


def escapes(final: int) -> tuple[bytes, bytes]:
    """What begins and what ends a text in a set."""
    if final == 0x31:
        return b"\x1b$1", b"\x1b(B"
    if final in _UPPER:
        return b"\x1b)" + bytes([final]), b"\x1b)E"
    return b"\x1b(" + bytes([final]), b"\x1b(B"


#: The sets by the byte that designates each.
SETS = {final: escapes(final) for final in _CODESETS if final != 0x45}


def characters(final: int) -> list[tuple[bytes, bool]]:
    """The codes of a set that stand for characters, and which are combining marks."""
    found: list[tuple[bytes, bool]] = []
    for code, (_, combining) in sorted(_CODESETS[final].items()):
        raw = code.to_bytes(3 if final == 0x31 else 1, "big")
        graphic = all(0x21 <= byte <= 0x7E or 0xA1 <= byte <= 0xFE for byte in raw)
        # "&" may begin a reference.
        if graphic and (final == 0x31 or (raw[0] >= 0x80) == (final in _UPPER)) and raw != b"&":
            found.append((raw, bool(combining)))
    return found


def decoded(tmp_path: Path, texts: list[bytes]) -> list[str]:
    """What is made of some texts, each in a subfield of a field of its own."""
    path = tmp_path / "a.mrc"
    parts = [texts[i : i + 1000] for i in range(0, len(texts), 1000)]
    path.write_bytes(
        b"".join(record([("500", b"  \x1fa" + one) for one in part], declared=" ") for part in parts)
    )
    views = read(path, encoding="marc-8")
    assert [view.error for view in views] == [None] * len(parts)
    return [text[4:] for view in views for text in view.texts()]


def by_pymarc(text: bytes) -> str:
    convert: Any = vars(pymarc)["marc8_to_unicode"]
    return convert(text, hide_utf8_warnings=True)


@pytest.mark.parametrize("final", sorted(SETS))
def test_every_character_of_every_set(tmp_path: Path, final: int) -> None:
    begin, end = SETS[final]
    texts = [begin + raw + end + (b"o" if combining else b"") for raw, combining in characters(final)]
    assert texts
    assert decoded(tmp_path, texts) == [by_pymarc(text) for text in texts]


def test_every_character_of_ansel(tmp_path: Path) -> None:
    table = _CODESETS[0x45]
    texts = [bytes([code]) + b"e" for code in table if code > 0xA0]
    assert len(texts) > 60
    assert decoded(tmp_path, texts) == [by_pymarc(text) for text in texts]


_ansel = _CODESETS[0x45].items()
_marks = [code for code, (_, combining) in _ansel if combining]
_letters = [code for code, (_, combining) in _ansel if not combining and code > 0xA0]
_latin = st.tuples(
    st.lists(st.sampled_from(_marks), max_size=2).map(bytes), st.sampled_from([*b"aeiouAEOc ", *_letters])
).map(lambda pair: pair[0] + bytes([pair[1]]))


def _text_in(final: int) -> st.SearchStrategy[bytes]:
    begin, end = SETS[final]
    plain = [raw for raw, combining in characters(final) if not combining]
    several = st.lists(st.sampled_from(plain), min_size=1, max_size=5)
    return several.map(lambda codes: begin + b"".join(codes) + end)


_other = st.sampled_from(sorted(SETS)).flatmap(_text_in)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.one_of(_latin, _other), max_size=12).map(b"".join), min_size=1, max_size=30))
def test_generated_text(tmp_path: Path, texts: list[bytes]) -> None:
    assert decoded(tmp_path, texts) == [by_pymarc(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"&#x4E2D;&#x1F600;&#xD800;&amp;", "中😀&#xD800;&amp;"),
        (b"caf\xe2e\x1f" + b"bx", "café\x1fbx"),
        (b"\x88The \x89book", "\x98The \x9cbook"),
        (b"left over \xe2", "left over \u0301"),
        (b"\x1b(!E\xe2e", None),
        (b"\x1b)2\xe0\x1b)!E\xe2e", "אé"),
        (b"\x1bga\x1bsa \x1bb1\x1bs \x1bp2\x1bs", "\u03b1a ₁ ²"),
    ],
)
def test_by_hand(tmp_path: Path, text: bytes, wanted: str | None) -> None:
    (tmp_path / "a.mrc").write_bytes(record([("500", b"  \x1fa" + text)], declared=" "))
    (view,) = read(tmp_path / "a.mrc", encoding="marc-8")
    if wanted is not None:
        assert view.text(0)[4:] == unicodedata.normalize("NFC", wanted)


@pytest.mark.parametrize("text", [b"\xfe\xff", b"\x1b$1!", b"\x1b(~x", b"\x1b", b"\x80", b"\x1b$1!!\x1f"])
def test_what_has_no_meaning_is_reported(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.mrc").write_bytes(record([("500", b"  \x1fa" + text)], declared=" "))
    (view,) = read(tmp_path / "a.mrc", encoding="marc-8")
    assert view.error is not None
    assert view.error.code == "MARC_TEXT"
    assert "\ufffd" in view.text(0)


@pytest.mark.parametrize(
    ("text", "declared", "encoding", "used", "wanted"),
    [
        ("é".encode(), " ", "auto", "utf-8", "é"),
        (b"\xe2e", "a", "auto", "marc-8", "é"),
        (b"\xe2e", " ", "auto", "marc-8", "é"),
        ("éèê".encode() + b"\xff", "a", "auto", "utf-8", "éèê\ufffd"),
        ("é".encode(), " ", "declared", "marc-8", None),
        ("é".encode(), "a", "declared", "utf-8", "é"),
        (b"\xe9", " ", "latin-1", "iso-8859-1", "é"),
        (b"\x8d", " ", "cp866", "cp866", "\u041d"),
        (b"\x8d", " ", "declared/cp866", "cp866", "\u041d"),
        ("é".encode(), "a", "declared/cp866", "utf-8", "é"),
        (b"plain", " ", "cp866", "utf-8", "plain"),
    ],
)
def test_which_encoding(
    tmp_path: Path, text: bytes, declared: str, encoding: str, used: str, wanted: str | None
) -> None:
    (tmp_path / "a.mrc").write_bytes(record([("500", b"  \x1fa" + text)], declared=declared))
    (view,) = read(tmp_path / "a.mrc", encoding=encoding)
    assert view.encoding == used
    if wanted is not None:
        assert view.text(0)[4:] == wanted


REFERENCES = [
    (b"\xf0&#x1822;", "\u1822\u0327"),
    (b"\xe2\xf0&#x1822;x", "\u1822\u0327\u0301x"),
    (b"\xe2&#x0065;", "&\u0301#x0065;"),
    (b"e&#x0301;\xe1a", "\u00e9\u00e0"),
    (b"\x1b(N&#x1822;\x1bs&#x1F600;", None),
    *((f"a&#x{point:04X};b".encode(), f"a{chr(point)}b") for point in (0x7F, 0x80, 0x85, 0x9F, 0xA0)),
    *((f"a&#x{point:04X};b".encode(), f"a&#x{point:04X};b") for point in (0x1D, 0x1F, 0x26, 0x7E, 0xD800)),
]


def test_references_are_read_alike_by_the_engine_and_a_string_at_a_time(tmp_path: Path) -> None:
    texts = [text for text, _ in REFERENCES]
    by_string = [marc8_to_unicode(text, references=True) for text in texts]
    assert decoded(tmp_path, texts) == by_string
    for found, (_, told) in zip(by_string, REFERENCES, strict=True):
        assert told is None or found == unicodedata.normalize("NFC", told)


@pytest.mark.parametrize("point", [*range(0x7F, 0xA2), 0x1822, 0x1F600])
def test_what_is_written_as_a_reference_comes_back(tmp_path: Path, point: int) -> None:
    text = f"a{chr(point)}\u00e9{chr(point)}\u0327"
    raw = unicode_to_marc8(text)
    again = unicodedata.normalize("NFC", text)
    assert marc8_to_unicode(raw, references=True) == again
    assert decoded(tmp_path, [raw]) == [again]

"""Record views agree with pymarc on real files and on generated records."""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim.marc._views import PlainView, RecordView, TableView
from tests_py.marc.iso2709 import EXTRA, Field, read, record, shown, views

#: What pymarc loses or makes up, and these views don't: blanks for characters, a code that is a mark.
OTHERWISE = {
    "bad_eacc_encoding.marc8.marc",
    "bad_subfield_code.marc",
    "escaped_character_reference.marc8.marc",
}


def by_pymarc(content: bytes, *, quiet: bool = True) -> list[list[tuple[str, str]] | None]:
    """What pymarc finds; None for a record that it refuses."""
    found: list[list[tuple[str, str]] | None] = []
    for one in pymarc.MARCReader(io.BytesIO(content), hide_utf8_warnings=quiet):
        if one is None:
            found.append(None)
            continue
        fields = [("LDR", str(one.leader))]
        for field in one.fields:
            if field.indicators is None:
                fields.append((field.tag, field.data or ""))
            else:
                subfields = "".join(f"\x1f{sub.code}{sub.value}" for sub in field.subfields)
                fields.append((field.tag, f"{field.indicators.first}{field.indicators.second}{subfields}"))
        found.append(fields)
    return found


def real_files() -> list[Path]:
    """Files in exchange format."""
    return sorted(path for path in EXTRA.glob("*") if path.suffix in {".marc", ".mrc", ".dat"})


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
def test_agreement_on_real_files() -> None:
    compared = 0
    for path in real_files():
        ours = read(path)
        theirs = by_pymarc(path.read_bytes())
        for mine, other in zip(ours, theirs, strict=False):
            if other is None:
                assert mine.error is not None or mine.encoding == "marc-8", path
            elif path.name not in OTHERWISE:
                assert shown(mine) == other, path
                compared += 1
        assert len(ours) >= len(theirs), path
    assert compared > 60


letters = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\ufeff"), max_size=30
)
codes = st.sampled_from("abcdxyz0169")
subfield = st.tuples(codes, letters).map(lambda pair: f"\x1f{pair[0]}{pair[1]}")
data_field: st.SearchStrategy[Field] = st.tuples(
    st.sampled_from(["100", "245", "500", "650", "880", "9XX", "LOC"]),
    st.tuples(st.sampled_from(" 0123"), st.sampled_from(" 0123"), st.lists(subfield, max_size=5)).map(
        lambda parts: (parts[0] + parts[1] + "".join(parts[2])).encode()
    ),
)
control_field: st.SearchStrategy[Field] = st.tuples(
    st.sampled_from(["001", "005", "008"]), letters.map(str.encode)
)
fields = st.lists(st.one_of(control_field, data_field), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(fields, max_size=8), st.sampled_from([1, 3, 2048]))
def test_generated_utf8_records(tmp_path: Path, records: list[list[Field]], batch_size: int) -> None:
    content = b"".join(record(one) for one in records)
    path = tmp_path / "some.mrc"
    path.write_bytes(content)
    ours = read(path, batch_size=batch_size)
    assert [shown(view) for view in ours] == by_pymarc(content)
    assert b"".join(view.raw for view in ours) == content
    assert {type(view) for view in ours} <= {PlainView}
    for view, one in zip(ours, records, strict=True):
        check_finding(view, one)


def check_finding(view: RecordView, one: list[Field]) -> None:
    """Every way to a field leads to the same."""
    tags = [tag for tag, _ in one]
    assert (view.count(), view.tags()) == (len(one), tags)
    for i, (tag, data) in enumerate(one):
        assert view.text(i) == data.decode()
        assert view.find(tag, i) == i
        assert view.find(tag) == tags.index(tag)
        assert view.first(tag) == one[tags.index(tag)][1].decode()
    assert view.find("999") == view.find("00") == view.find("") == -1
    assert view.first("999") is view.first("24") is None
    for wrong in (-1, len(one)):
        with pytest.raises(IndexError):
            view.text(wrong)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 100_000])
def test_any_number_of_records(tmp_path: Path, count: int) -> None:
    path = tmp_path / "many.mrc"
    path.write_bytes(b"".join(record([("001", b"%d" % i), ("245", b"10\x1faT")]) for i in range(count)))
    assert [view.first("001") for view in read(path)] == [str(i) for i in range(count)]


def test_first_batches_are_small(tmp_path: Path) -> None:
    path = tmp_path / "many.mrc"
    path.write_bytes(record([("001", b"x")]) * 200)
    with views(path, batch_size=64) as run:
        assert [len(list(batch)) for batch in run.batches()] == [16, 32, 64, 64, 24]
        assert run.stats is not None
        assert run.stats.records == 200


def test_fields_out_of_order_are_read_in_the_directorys_order(tmp_path: Path) -> None:
    whole = record([("001", b"one"), ("245", b"10\x1faTitle"), ("500", b"  \x1faNote")])
    first, second = whole[24:36], whole[36:48]
    path = tmp_path / "odd.mrc"
    path.write_bytes(whole[:24] + second + first + whole[48:])
    (view,) = read(path)
    assert isinstance(view, TableView)
    assert view.error is None
    assert shown(view)[1:] == [("245", "10\x1faTitle"), ("001", "one"), ("500", "  \x1faNote")]
    check_finding(view, [("245", b"10\x1faTitle"), ("001", b"one"), ("500", b"  \x1faNote")])


@pytest.mark.parametrize("declared", ["a", " "])
def test_views_can_be_pickled_and_hold_their_own_bytes_only(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "some.mrc"
    path.write_bytes(record([("001", b"id"), ("245", b"10\x1fa\xe2e")], declared=declared) * 3)
    for view in read(path):
        again = pickle.loads(pickle.dumps(view))
        assert shown(again) == shown(view)
        assert sys.getsizeof(view.raw) < 200

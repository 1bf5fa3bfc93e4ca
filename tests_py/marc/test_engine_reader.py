"""A reader whose records the engine finds gives what Python gives: records, exceptions, bytes, places."""

from __future__ import annotations

import gc
import gzip
import io
import random
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rogtk_shim import pymarc as ours
from rogtk_shim.marc import ahead, supply
from tests_py.marc import strategies
from tests_py.marc.iso2709 import record
from tests_py.marc.pymarc_itself import EXTRA, NAMES
from tests_py.marc.test_damage import huge, sample


@pytest.fixture(params=[1, 3])
def eager(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is asked at once, however little there is."""
    monkeypatch.setattr(supply, "FIRST_RECORDS", request.param)
    monkeypatch.setattr(ahead, "COLD_BYTES", 0)
    monkeypatch.setattr(ahead, "WARM_BYTES", 0)


def by_engine(reader: ours.MARCReader) -> list[Any]:
    return shown(reader)


def by_python(reader: ours.MARCReader) -> list[Any]:
    reader._flow._supply._ahead = None  # pyright: ignore[reportPrivateUsage]
    return shown(reader)


def shown(reader: ours.MARCReader) -> list[Any]:
    """All that a reader tells, after each record."""
    found: list[Any] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in reader:
            error = reader.current_exception
            told: list[Any] = [reader.current_chunk, type(error), str(error), reader.current_error]
            if one is not None:
                told += [str(one.leader), one.as_dict(), written(one), [type(field) for field in one]]
            found.append(told)
    return found


def written(one: Any) -> Any:
    try:
        return one.as_marc()
    except Exception as error:
        return repr(error)


def check(path: Path, **options: Any) -> int:
    """Read a file in every way; give the number of its records."""
    data = path.read_bytes()
    truth = by_python(ours.MARCReader(data, **options))
    for source in (path, data, io.BytesIO(data)):
        assert by_engine(ours.MARCReader(source, **options)) == truth
    with path.open("rb") as file:
        assert by_engine(ours.MARCReader(file, **options)) == truth
        assert not file.closed
    return len(truth)


OPTIONS: list[dict[str, Any]] = [
    {},
    {"to_unicode": False},
    {"force_utf8": True},
    {"utf8_handling": "replace"},
    {"file_encoding": "cp866"},
    {"file_encoding": "utf-16"},
]


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_real_files(tmp_path: Path, options: dict[str, Any]) -> None:
    path = tmp_path / "several.mrc"
    good = sample(5)
    with path.open("wb") as file:
        for name in NAMES:
            file.write(b"".join(good) + (EXTRA / name).read_bytes())
    assert check(path, **options) > 6 * len(NAMES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.st.lists(strategies.records, min_size=2, max_size=6))
@pytest.mark.usefixtures("eager")
def test_generated_records(tmp_path: Path, described: list[Any]) -> None:
    path = tmp_path / "some.mrc"
    with path.open("wb") as file:
        for one in described:
            built = strategies.build(ours, one)
            built.force_utf8 = True
            file.write(built.as_marc())
    assert check(path) == len(described)


IRREGULAR: list[tuple[str, bytes]] = [
    ("245", b"10\x1fa\x1fbtwo"),
    ("245", b"10\x1fatwo\x1f"),
    ("245", b"1\x1faone"),
    ("245", b"123\x1fathree"),
    ("245", b"\x1fanone"),
    ("245", "é1\x1faé".encode()),
    ("245", "10\x1féa".encode()),
    ("245", b"nothing"),
    ("245", b""),
    ("00X", b"letters"),
    ("001", b"\x1f\x1f"),
    ("500", b"  \x1faa\tb\x7fc\x85"),
    ("500", b"  \x1fa&#x0041;\x1b(B"),
]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("declared", ["a", " "])
def test_irregular_records(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "odd.mrc"
    good = record([("001", b"x")])
    odd = [record([("001", b"1"), field], declared=declared) for field in IRREGULAR]
    odd.append(record([], declared=declared))
    path.write_bytes(good + b"\n".join([one + good for one in odd]))
    for options in OPTIONS:
        assert check(path, **options) == 1 + 2 * len(odd)


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("seed", range(8))
def test_damage(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(b"".join([*sample(200), huge(200_000), *sample(60)]))
    for _ in range(60):
        at = rng.randrange(len(data))
        if rng.random() < 0.5:
            data[at] = rng.choice(b"\x1d\x1e\x1f\x000 9a\xff\n")
        else:
            del data[at : at + rng.randrange(1, 40)]
    # Lengths and base addresses are hit as well.
    for _ in range(20):
        at = data.find(b"\x1d", rng.randrange(len(data) - 500))
        data[at + 1 + rng.choice((0, 1, 2, 4, 12, 16))] = rng.choice(b"0129x ")
    path = tmp_path / "damaged.mrc"
    path.write_bytes(data[: -rng.randrange(50)])
    assert check(path) > 150


@pytest.mark.usefixtures("eager")
def test_gzip_and_what_is_no_marc(tmp_path: Path) -> None:
    data = b"".join([*sample(100), b"bad\x1d", *sample(3000)])
    truth = by_python(ours.MARCReader(data))
    path = tmp_path / "a.mrc.gz"
    path.write_bytes(gzip.compress(data[:5000]) + gzip.compress(data[5000:]))
    assert by_engine(ours.MARCReader(path)) == truth
    with path.open("rb") as file:
        assert {one[1] for one in by_engine(ours.MARCReader(file))} != {type(None)}
    path.write_bytes(gzip.compress(data)[:-2000])
    with pytest.raises(EOFError):
        list(ours.MARCReader(path))


def opened(path: Path) -> Iterator[Any]:
    yield path.open("rb")
    yield io.BytesIO(path.read_bytes())


@pytest.mark.usefixtures("eager")
def test_files_stand_behind_each_record(tmp_path: Path) -> None:
    records = sample(5000)
    records[7] = record([("245", "1\x1faé".encode())])
    path = tmp_path / "a.mrc"
    path.write_bytes(b"begin" + b"".join(records))
    for file in opened(path):
        with file:
            assert file.read(5) == b"begin"
            at = 5
            reader = ours.MARCReader(file)
            for i, one in enumerate(reader):
                at += len(records[i])
                assert (file.tell(), one is not None) == (at, True)
                if i == 3000:
                    break
            # Whoever reads on from there has the next record; and the first reader goes on behind that.
            assert written(next(ours.MARCReader(file))) == records[3001]
            assert len(list(ours.MARCReader(file))) == 5000 - 3002
            file.seek(5)
            assert len(list(ours.MARCReader(file))) == 5000


@pytest.mark.usefixtures("eager")
def test_an_exception_from_without_costs_no_record(tmp_path: Path) -> None:
    records = sample(3000)
    path = tmp_path / "a.mrc"
    path.write_bytes(b"".join(records))
    for source in (path, path.open("rb")):
        reader = ours.MARCReader(source)
        first = [next(reader) for _ in range(100)]
        iterator: Any = iter(reader)
        with pytest.raises(KeyboardInterrupt):
            iterator.throw(KeyboardInterrupt)
        rest = list(reader)
        assert [one and one.as_marc() for one in first + rest] == records
        assert next(reader, "end") == "end"
        reader.close()


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("is_closed", [True, False])
def test_the_engine_stops_with_the_reader(tmp_path: Path, is_closed: bool) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(b"".join(sample(20_000)))
    reader: Any = ours.MARCReader(path)
    for _ in range(10):
        next(reader)
    engine = reader._flow._supply._engine
    assert engine is not None
    gc.disable()
    try:
        if is_closed:
            reader.close()
            with pytest.raises(ValueError, match="closed"):
                next(reader)
        del reader
        assert engine.stats is None
        with pytest.raises(ValueError, match="closed"):
            next(engine.rows())
    finally:
        gc.enable()


@pytest.mark.usefixtures("eager")
def test_warnings_name_the_line_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    odd = record([("245", "10\x1féa".encode())], declared=" ")
    path.write_bytes(odd + b"".join(sample(20)) + odd)
    for source in (path, path.read_bytes()):
        with pytest.warns(ours.BadSubfieldCodeWarning) as caught:
            list(ours.MARCReader(source))
        assert [one.filename for one in caught] == [__file__, __file__]


def test_few_records_start_no_engine(tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "a.mrc"
    path.write_bytes(b"".join(sample(1000)) * 100)
    script = (
        "import sys; from itertools import islice; from rogtk_shim.pymarc import MARCReader;"
        f"assert len(list(islice(MARCReader({str(path)!r}), 10))) == 10;"
        "assert 'pyarrow' not in sys.modules and 'rogtk_bridge._client' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=50)

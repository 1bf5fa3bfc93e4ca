"""Tags as columns: what pysam reads, every type and width, and what fits no column."""

from __future__ import annotations

import string
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import FormatError
from tests_py.bam.cases import NAMES, NOT_FOR_PYSAM
from tests_py.bam.records import Tag, iterate, same_text, settled, split_tags, tag_rows
from tests_py.data.bam_writer import Record, array_tag, encode, header, tag
from tests_py.data.bgzf_writer import bgzf

READABLE = [name for name in NAMES if name not in NOT_FOR_PYSAM]


def write(path: Path, tags: list[bytes]) -> Path:
    """A file with a record for each of these."""
    records = [encode(Record(name=b"r%d" % number, tags=one)) for number, one in enumerate(tags)]
    path.write_bytes(bgzf(header() + b"".join(records)))
    return path


def same(ours: Any, theirs: Any) -> bool:
    """Equal, NaN with itself too."""
    return repr(ours) == repr(theirs)


def check_rest(entries: list[tuple[str, str]], expected: list[Tag]) -> None:
    assert [name for name, _ in entries] == [name for name, _, _ in expected]
    for (_, text), (_, kind, value) in zip(entries, expected, strict=True):
        assert same_text(text, kind, value), (text, kind, value)


@pytest.mark.parametrize("case", READABLE, indirect=True)
def test_all_tags_are_what_pysam_reads(case: Path) -> None:
    rows = tag_rows(case)
    types = settled(rows)
    with scan_bam(case, columns=["flags"], tags="all", batch_size=1_000).open() as stream:
        batches = list(stream)
    table = pa.Table.from_batches(batches, stream.schema)
    table.validate(full=True)
    assert table.column_names == ["flags", *types, "tags_rest"]
    for name, kind in types.items():
        schema: Any = table.schema
        assert schema.field(name).type == kind
        assert schema.field(name).nullable
    counts: dict[str, int] = dict.fromkeys(types, 0)
    left_over = 0
    for got, row in zip(iterate(table), rows, strict=True):
        placed, left = split_tags(row, types)
        for name in types:
            assert same(got[name], placed.get(name)), name
            counts[name] += name in placed
        check_rest(got["tags_rest"], left)
        left_over += len(left)
    assert stream.stats is not None
    assert stream.stats["tags"] == counts
    assert sum(stream.stats["tags_rest"].values()) == left_over


EVERY_TYPE = b"".join(
    [
        tag(b"Aa", b"A", b"x"),
        tag(b"Ac", b"c", struct.pack("<b", -128)),
        tag(b"AC", b"C", b"\xff"),
        tag(b"As", b"s", struct.pack("<h", -(2**15))),
        tag(b"AS", b"S", struct.pack("<H", 2**16 - 1)),
        tag(b"Ai", b"i", struct.pack("<i", -(2**31))),
        tag(b"AI", b"I", struct.pack("<I", 2**32 - 1)),
        tag(b"Af", b"f", struct.pack("<f", 0.1)),
        tag(b"Ad", b"d", struct.pack("<d", 0.1)),
        tag(b"AZ", b"Z", b"some text, longer than a vector\0"),
        tag(b"Az", b"Z", b"\0"),
        tag(b"Au", b"Z", "Zeichen: äöü €".encode() + b"\0"),
        tag(b"AH", b"H", b"1AE3\0"),
        array_tag(b"Bc", "c", [-128, 0, 127]),
        array_tag(b"BC", "C", [0, 255]),
        array_tag(b"Bs", "s", [-(2**15), 2**15 - 1]),
        array_tag(b"BS", "S", [0, 2**16 - 1]),
        array_tag(b"Bi", "i", [-(2**31), 2**31 - 1]),
        array_tag(b"BI", "I", [0, 2**32 - 1]),
        array_tag(b"Bf", "f", [1.5, -0.25]),
        array_tag(b"B0", "C", []),
    ]
)
EVERY_VALUE: dict[str, Any] = {
    "Aa": "x",
    "Ac": -128,
    "AC": 255,
    "As": -(2**15),
    "AS": 2**16 - 1,
    "Ai": -(2**31),
    "AI": 2**32 - 1,
    "Af": struct.unpack("<f", struct.pack("<f", 0.1))[0],
    "Ad": 0.1,
    "AZ": "some text, longer than a vector",
    "Az": "",
    "Au": "Zeichen: äöü €",
    "AH": "1AE3",
    "Bc": [-128, 0, 127],
    "BC": [0, 255],
    "Bs": [-(2**15), 2**15 - 1],
    "BS": [0, 2**16 - 1],
    "Bi": [-(2**31), 2**31 - 1],
    "BI": [0, 2**32 - 1],
    "Bf": [1.5, -0.25],
    "B0": [],
}
EVERY_TEXT = [
    *("A:x", "i:-128", "i:255", "i:-32768", "i:65535", "i:-2147483648", "i:4294967295", "f:0.1", "d:0.1"),
    *("Z:some text, longer than a vector", "Z:", "Z:Zeichen: äöü €", "H:1AE3"),
    *("B:c,-128,0,127", "B:C,0,255", "B:s,-32768,32767", "B:S,0,65535"),
    *("B:i,-2147483648,2147483647", "B:I,0,4294967295", "B:f,1.5,-0.25", "B:C"),
]


def test_every_type(tmp_path: Path) -> None:
    # A record without any before, and more of them than a turn of the kernels has.
    path = write(tmp_path / "x.bam", [b"", *[EVERY_TYPE] * 1_200, b""])
    table = read_bam(path, columns=["name"], tags="all")
    table.validate(full=True)
    rows = table.drop_columns(["name"]).to_pylist()
    assert rows[1] == rows[700] == rows[1_200] == {**EVERY_VALUE, "tags_rest": []}
    assert rows[0] == rows[-1] == {**dict.fromkeys(EVERY_VALUE), "tags_rest": []}


def test_every_type_as_text(tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [b"", *[EVERY_TYPE] * 1_200, b""])
    table = read_bam(path, columns=["name"], tags=["tags_rest"])
    table.validate(full=True)
    rows = table.column("tags_rest").to_pylist()
    assert rows[0] == rows[-1] == []
    assert rows[1] == rows[1_200] == list(zip(EVERY_VALUE, EVERY_TEXT, strict=True))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "-0"),
        (16777216.0, "16777216"),
        (3.4028234663852886e38, "3.4028235e+38"),
        (1e-45, "1e-45"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (0.3, "0.3"),
        (1 / 3, "0.33333334"),
    ],
)
def test_floats_as_text(value: float, text: str, tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [tag(b"XF", b"f", struct.pack("<f", value))])
    assert read_bam(path, tags=["tags_rest"]).column("tags_rest").to_pylist() == [[("XF", f"f:{text}")]]


def test_tags_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [EVERY_TYPE, b""])
    table = read_bam(path, columns=["name"], tags=["AZ", "AC", "Ac:i8", "XX", "NM", "Bc", "Bs:B:i"])
    assert table.column_names == ["name", "AZ", "AC", "Ac", "XX", "NM", "Bc", "Bs"]
    schema: Any = table.schema
    types = [field.type for field in schema][1:]
    lists = [pa.list_(pa.field("item", item, nullable=False)) for item in (pa.int8(), pa.int32())]
    assert types == [pa.utf8(), pa.int64(), pa.int8(), pa.utf8(), pa.int64(), *lists]
    first, second = table.to_pylist()
    assert first["AZ"] == EVERY_VALUE["AZ"]
    assert (first["AC"], first["Ac"], first["XX"], first["NM"]) == (255, -128, None, None)
    assert (first["Bc"], first["Bs"]) == ([-128, 0, 127], [-(2**15), 2**15 - 1])
    assert {value for name, value in second.items() if name != "name"} == {None}


NM_5 = tag(b"NM", b"C", b"\5")


def test_later_tags_twins_and_other_types_are_kept(tmp_path: Path) -> None:
    """What the first 100,000 records don't say goes into `tags_rest`."""
    first = [tag(b"NM", b"C", b"\1")] * 100_000
    later = [
        tag(b"NM", b"Z", b"one\0"),
        NM_5 + tag(b"NM", b"C", b"\6"),
        tag(b"XY", b"i", struct.pack("<i", -5)) + tag(b"1x", b"A", b"!"),
    ]
    path = write(tmp_path / "x.bam", [*first, *later])
    for threads in (1, 2):
        with scan_bam(path, columns=["flags"], tags="all", threads=threads).open() as stream:
            table = pa.Table.from_batches(stream, stream.schema)
        assert table.column_names == ["flags", "NM", "tags_rest"]
        assert table.slice(100_000).drop_columns(["flags"]).to_pylist() == [
            {"NM": None, "tags_rest": [("NM", "Z:one")]},
            {"NM": 5, "tags_rest": [("NM", "i:6")]},
            {"NM": None, "tags_rest": [("XY", "i:-5"), ("1x", "A:!")]},
        ]
        assert stream.stats is not None
        assert stream.stats["tags"] == {"NM": 100_001}
        assert stream.stats["tags_rest"] == {"1x": 1, "NM": 2, "XY": 1}


def test_the_name_of_a_tag_may_be_anything_printable(tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [tag(b'"\\', b"C", b"\1") + tag(b"~!", b"A", b"a")])
    assert read_bam(path, columns=["flags"], tags="all").to_pylist() == [
        {"flags": 4, '"\\': 1, "~!": "a", "tags_rest": []}
    ]
    path = write(tmp_path / "x.bam", [tag(b"\n\xff", b"C", b"\1")])
    with pytest.raises(FormatError, match="malformed") as caught:
        read_bam(path, tags="all")
    assert "\n" not in str(caught.value)


def test_many_tags(tmp_path: Path) -> None:
    """More than get columns of their own: the others are kept as text."""
    names = [f"{a}{b}" for a in string.ascii_letters for b in string.ascii_letters][:1_200]
    one = b"".join(tag(name.encode(), b"C", bytes([number % 256])) for number, name in enumerate(names))
    path = write(tmp_path / "x.bam", [one] * 600)
    table = read_bam(path, columns=["flags"], tags="all")
    assert table.column_names == ["flags", *names[:1_000], "tags_rest"]
    last = table.to_pylist()[-1]
    assert [last[name] for name in names[:1_000]] == [number % 256 for number in range(1_000)]
    expected = [(name, f"i:{number % 256}") for number, name in enumerate(names)]
    assert last["tags_rest"] == expected[1_000:]

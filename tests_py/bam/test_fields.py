"""Every field of every record, as pysam reads it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.bam.columns import ALL_COLUMNS
from tests_py.bam.cases import NAMES, NOT_FOR_PYSAM
from tests_py.bam.records import ALL_FIELDS, field_rows, table_of
from tests_py.bam.rows import assert_same
from tests_py.data.bam_writer import Record, encode, encode_long_cigar, header
from tests_py.data.bgzf_writer import bgzf
from tests_py.data.corner_records import REFERENCES

READABLE = [name for name in NAMES if name not in NOT_FOR_PYSAM]


@pytest.mark.parametrize("case", READABLE, indirect=True)
def test_all_fields_are_what_pysam_reads(case: Path) -> None:
    table = read_bam(case, columns="all", batch_size=1_000)
    table.validate(full=True)
    assert_same(table, table_of(field_rows(case), ALL_FIELDS))


@pytest.mark.parametrize("case", ["own/biopython-ex1", "corner/mixed", "corner/many-spans"], indirect=True)
@pytest.mark.parametrize("column", ALL_COLUMNS)
def test_one_column_alone(case: Path, column: str) -> None:
    expected = table_of(field_rows(case), pa.schema([ALL_FIELDS.field(column)]))
    assert_same(read_bam(case, columns=[column], batch_size=777), expected)


@pytest.mark.parametrize("case", ["corner/many-spans"], indirect=True)
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_threads_change_nothing(case: Path, threads: int, out: Path) -> None:
    from hashlib import sha256

    scan_bam(case, columns="all", tags="all", threads=threads, batch_size=333).write_ipc(out)
    first = sha256(out.read_bytes()).digest()
    scan_bam(case, columns="all", tags="all", threads=1, batch_size=333).write_ipc(out)
    assert sha256(out.read_bytes()).digest() == first


def write(path: Path, records: list[bytes]) -> Path:
    path.write_bytes(bgzf(header(REFERENCES) + b"".join(records)))
    return path


def test_values_as_stored(tmp_path: Path) -> None:
    unplaced = Record(mapq=255, mate_position=-7, template_length=-(2**31))
    placed = Record(
        name=b"*",
        reference=0,
        position=0,
        mate_reference=1,
        mate_position=0,
        template_length=2**31 - 1,
        mapq=0,
        flag=0,
        bases="ACGT",
        cigar=(
            (268435455, "M"),
            (1, "I"),
            (0, "D"),
            (10, "N"),
            (99, "S"),
            (100, "H"),
            (7, "P"),
            (3, "="),
            (4, "X"),
        ),
    )
    path = write(tmp_path / "x.bam", [encode(unplaced), encode(placed)])
    rows = read_bam(path, columns="all").to_pylist()
    assert rows[0] | {"name": "read"} == rows[0]
    nulls = {name for name, value in rows[0].items() if value is None}
    assert nulls == set(ALL_COLUMNS) - {"name", "flags", "mapq", "template_length"}
    assert (rows[0]["mapq"], rows[0]["template_length"]) == (255, -(2**31))
    assert rows[1]["cigar"] == "268435455M1I0D10N99S100H7P3=4X"
    assert rows[1]["template_length"] == 2**31 - 1
    assert (rows[1]["mate_chrom"], rows[1]["mate_start"], rows[1]["mapq"]) == (REFERENCES[1][0], 1, 0)


@pytest.mark.parametrize("operations", [65_535, 65_536, 100_000])
def test_a_cigar_of_any_length(operations: int, tmp_path: Path) -> None:
    cigar = tuple((1 + number % 12, "MIDNSHP=X"[number % 9]) for number in range(operations))
    record = Record(flag=0, reference=0, position=5, bases="A" * 9, cigar=cigar)
    long = operations > 65_535
    path = write(tmp_path / "x.bam", [encode_long_cigar(record) if long else encode(record)])
    table = read_bam(path, columns=["cigar"], tags="all")
    assert table.column("cigar").to_pylist() == ["".join(f"{n}{op}" for n, op in cigar)]
    # The tag that holds the CIGAR is none of the read's.
    assert table.column_names == ["cigar", "tags_rest"]
    assert table.column("tags_rest").to_pylist() == [[]]


@pytest.mark.parametrize("case", ["own/biopython-ex1", "corner/placement"], indirect=True)
def test_coordinates_from_0(case: Path) -> None:
    wanted = ["start", "end", "mate_start"]
    ones = read_bam(case, columns=wanted)
    zeros = read_bam(case, columns=wanted, coords="0-based")
    assert ones.schema.metadata[b"coordinates"] == b"1-based"
    assert zeros.schema.metadata[b"coordinates"] == b"0-based"
    zeros.validate(full=True)
    for name, less in zip(wanted, (1, 0, 1), strict=True):
        expected = [None if value is None else value - less for value in ones.column(name).to_pylist()]
        assert zeros.column(name).to_pylist() == expected
    assert zeros.column("start").null_count == ones.column("start").null_count


def test_presets() -> None:
    assert scan_bam("x.bam", columns="rogtk") == scan_bam("x.bam")
    assert scan_bam("x.bam", columns="all") == scan_bam("x.bam", columns=ALL_COLUMNS)

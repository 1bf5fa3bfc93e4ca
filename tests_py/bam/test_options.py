"""What may be asked for: fewer rows, fewer columns, several inputs; and what the schema's metadata says."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pysam
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.rogtk import bam_to_arrow_ipc, bams_to_arrow_ipc
from tests_py.bam import bam_by_hand
from tests_py.bam.cases import CORNER_NAMES, NOT_FOR_PYSAM, OWN_NAMES
from tests_py.bam.conftest import CaseFile
from tests_py.bam.rows import SCHEMA, assert_same
from tests_py.bam.test_agreement import Truth, batch_rows, read_ipc
from tests_py.data.bam_writer import header
from tests_py.data.bgzf_writer import bgzf
from tests_py.data.corner_records import REFERENCES

SMALL = ["own/biopython-ex1", "corner/mixed", "corner/many-spans", "own/samtools-ce-unmap2"]


@pytest.mark.parametrize("case", SMALL, indirect=True)
@pytest.mark.parametrize("limit", [0, 1, 6, 7, 8, 300, 5_000, 1_000_000])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_limit_gives_the_first_rows(case: Path, limit: int, threads: int, truth: Truth) -> None:
    whole = truth(case)
    with scan_bam(case, limit=limit, batch_size=7, threads=threads).open() as stream:
        batches = list(stream)
    assert_same(pa.Table.from_batches(batches, stream.schema), whole.slice(0, limit))
    assert [batch.num_rows for batch in batches] == batch_rows(min(limit, whole.num_rows), 7)
    assert stream.stats is not None
    assert stream.stats.records == min(limit, whole.num_rows)
    if limit != whole.num_rows:
        assert stream.stats.complete == (limit > whole.num_rows)


COLUMN_CHOICES = [
    *([name] for name in SCHEMA.names),
    ["flags", "name"],
    ["quality_scores", "sequence", "start"],
    SCHEMA.names[::-1],
]


@pytest.mark.parametrize(
    "case", ["corner/placement", "corner/missing-values", "own/biopython-ex1"], indirect=True
)
@pytest.mark.parametrize("columns", COLUMN_CHOICES, ids=",".join)
def test_columns_are_chosen_and_ordered(case: Path, columns: list[str], truth: Truth) -> None:
    assert_same(read_bam(case, columns=columns, batch_size=50), truth(case).select(columns))


@pytest.mark.parametrize("case", OWN_NAMES, indirect=True)
@pytest.mark.parametrize(("sequence", "quality"), [(False, True), (True, False), (False, False)])
def test_bases_and_qualities_can_be_left_out(
    case: Path, sequence: bool, quality: bool, out: Path, truth: Truth
) -> None:
    bam_to_arrow_ipc(case, out, include_sequence=sequence, include_quality=quality)
    left_out = {"sequence": not sequence, "quality_scores": not quality}
    names = [name for name in SCHEMA.names if not left_out.get(name, False)]
    assert_same(read_ipc(out), truth(case).select(names))


def test_a_bad_value_in_a_column_not_asked_for_does_no_harm(tmp_path: Path) -> None:
    from tests_py.bam.malformed import TWINS

    path = tmp_path / "quality.bam"
    path.write_bytes(TWINS["quality-94"].make())
    assert read_bam(path, columns=["name", "sequence"]).num_rows == 12


@pytest.mark.parametrize("batch_size", [1, 7, 20_000])
def test_several_inputs_follow_each_other(
    batch_size: int, case_file: CaseFile, out: Path, truth: Truth
) -> None:
    names = ["own/biopython-bam1", "corner/header-only", "own/samtools-ce-unmap2", "corner/unaligned"]
    paths = [case_file(name) for name in [*names, names[0]]]
    statistics = bams_to_arrow_ipc(paths, out, batch_size=batch_size, include_source_file=True)
    table = read_ipc(out)
    tables = [truth(path) for path in paths]
    sources = [path.name for path, part in zip(paths, tables, strict=True) for _ in range(part.num_rows)]
    assert table.column("source_file").to_pylist() == sources
    assert table.schema.names == [*SCHEMA.names, "source_file"]
    assert_same(table.drop_columns(["source_file"]), pa.concat_tables(tables))
    assert statistics.records == table.num_rows
    assert statistics.bytes_in == sum(path.stat().st_size for path in paths)


def test_a_limit_counts_over_all_inputs(case_file: CaseFile, out: Path, truth: Truth) -> None:
    paths = [case_file("own/biopython-bam1"), case_file("own/biopython-ex1")]
    bams_to_arrow_ipc(paths, out, limit=250)
    assert_same(read_ipc(out), pa.concat_tables(map(truth, paths)).slice(0, 250))


@pytest.mark.parametrize(
    "case",
    [*OWN_NAMES, "corner/long-header", "corner/header-text-differs", "corner/many-references"],
    indirect=True,
)
def test_the_schema_carries_the_header(case: Path, out: Path) -> None:
    bam_to_arrow_ipc(case, out)
    text = bam_by_hand.read(case.read_bytes())[0].rstrip("\0")
    metadata = {b"format": b"bam", b"coordinates": b"1-based", b"sam_header": text.encode()}
    assert read_ipc(out).schema.metadata == metadata
    assert scan_bam(case).schema.metadata == metadata
    assert read_bam(case, limit=0).schema.metadata == metadata
    assert scan_bam(case).header.text == text


@pytest.mark.parametrize("case", OWN_NAMES + CORNER_NAMES, indirect=True)
def test_the_header_lists_the_references(case: Path) -> None:
    if f"corner/{case.stem}" in NOT_FOR_PYSAM:
        assert scan_bam(case).header.references == tuple(REFERENCES)
        return
    with pysam.AlignmentFile(str(case), "rb", check_sq=False) as file:
        references = tuple(zip(file.references, file.lengths, strict=True))
    assert scan_bam(case).header.references == references


def test_the_headers_of_several_inputs_are_all_kept(case_file: CaseFile, out: Path) -> None:
    paths = [case_file("own/biopython-bam1"), case_file("own/samtools-ce-unmap2")]
    texts = [bam_by_hand.read(path.read_bytes())[0] for path in paths]
    bams_to_arrow_ipc(paths, out)
    metadata = read_ipc(out).schema.metadata
    assert json.loads(metadata[b"sam_headers"]) == texts
    assert metadata[b"sam_header"].decode() == texts[0]


def test_a_header_that_is_not_utf8_is_read_as_latin_1(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "latin.bam"
    path.write_bytes(bgzf(header(REFERENCES, "@CO\tcaf?\n").replace(b"caf?", b"caf\xe9")))
    bam_to_arrow_ipc(path, out)
    assert read_ipc(out).schema.metadata[b"sam_header"].decode() == "@CO\tcaf\xe9\n"

"""Fixtures for the tests of what users import."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import bgzf
from tests_py.faces.large import write_large
from tests_py.marc.iso2709 import Field, record
from tests_py.parquet.writers import write

DATA = Path(__file__).resolve().parents[1] / "data" / "bam"


#: Three states of boron in two blocks.
RCSF_INP = """\
Core subshells:
  1s
Peel subshells:
  2s   2p-  2p
CSF(s):
  2s ( 2)  2p-( 1)
                1/2
              1/2-
  2p-( 1)  2p ( 2)
      1/2        0
              1/2-
 *
  2s ( 2)  2p ( 1)
                3/2
              3/2-
"""

#: Two records in exchange format.
BOOKS: list[list[Field]] = [
    [
        ("001", b"emma"),
        ("008", b"240131s1996    nyu           000 0 eng d"),
        ("100", b"1 \x1faAusten, Jane,\x1fd1775-1817."),
        ("245", b"10\x1faEmma :\x1fba novel"),
        ("650", b" 0\x1faEngland\x1fvFiction."),
        ("650", b" 0\x1faLove stories"),
    ],
    [("001", b"madame"), ("245", "10\x1faMadame Bovary :\x1fbmœurs de province".encode())],
]


def write_reads(path: Path) -> None:
    """Write the three reads of `reads.bam`."""
    records = [
        Record(
            name=b"read/1",
            flag=0,
            reference=0,
            position=9,
            cigar=((4, "M"),),
            bases="ACGT",
            qualities=(30,) * 4,
        ),
        Record(name=b"read/2", flag=16, reference=0, position=19, cigar=((4, "M"),), bases="GGTT"),
        Record(name=b"read/3", flag=4, bases="AC", qualities=(2, 3)),
    ]
    data = header([("chr1", 1000)]) + b"".join(encode(record) for record in records)
    path.write_bytes(bgzf(data))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the three reads of `reads.bam`, and nothing else."""
    write_reads(tmp_path / "reads.bam")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def examples(folder: Path) -> Path:
    """A working folder with all files that the examples in the documentation use."""
    table = pa.table({"name": ["read/1", None, "read/3"], "start": pa.array([17, 20, None], pa.int32())})
    write(table, folder / "table.parquet", row_group_size=2)
    (folder / "rcsf.inp").write_text(RCSF_INP)
    (folder / "books.mrc").write_bytes(b"".join(record(book) for book in BOOKS))
    return folder


@pytest.fixture(scope="session")
def real_bam() -> Path:
    """3,270 reads with insertions, deletions and records across blocks."""
    return DATA / "biopython-ex1.bam"


@pytest.fixture(scope="session")
def large_bam() -> Path:
    """45,593 reads."""
    return DATA / "pybedtools-x.bam"


@pytest.fixture(scope="session")
def slow_bam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400,000 reads: long enough to look at a conversion while it runs."""
    path = tmp_path_factory.mktemp("slow") / "slow.bam"
    write_large(path, 2000)
    return path

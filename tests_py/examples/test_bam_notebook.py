"""The notebook about BAM runs in a Jupyter kernel, draws its pictures, and its numbers are pysam's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests_py.examples.notebooks import pictures, run_notebook
from tests_py.pages import ROOT

pysam = pytest.importorskip("pysam")

NOTEBOOK = ROOT / "examples" / "bam_pictures.ipynb"
BAM = ROOT / "tests_py" / "data" / "bam" / "samtools-mpileup-1.bam"
#: Runs behind the notebook's own cells.
NUMBERS = """
import json
numbers = [lengths.tolist(), scores.tolist(), depth.tolist(), [CHROM, FIRST, LAST]]
print(json.dumps(numbers))
"""


@pytest.fixture(scope="module")
def cells() -> list[dict[str, Any]]:
    """The notebook's cells of code, executed."""
    return run_notebook(NOTEBOOK, NOTEBOOK.parent, NUMBERS)


@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_picture_is_drawn(cells: list[dict[str, Any]]) -> None:
    assert pictures(cells) == 3


@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_numbers_are_those_of_pysam(cells: list[dict[str, Any]], tmp_path: Path) -> None:
    lengths, scores, depth, (chrom, first, last) = json.loads(cells[-1]["outputs"][0]["text"])
    expected: list[int] = [0] * len(lengths)
    by_cycle: list[list[int]] = [[0] * 94 for _ in scores]
    with pysam.AlignmentFile(str(BAM)) as file:
        for read in file.fetch(until_eof=True):
            if not read.is_secondary and not read.is_supplementary:
                expected[read.query_length] += 1
                for cycle, score in enumerate(read.get_forward_qualities()):
                    by_cycle[cycle][score] += 1
    assert lengths == expected
    assert scores == by_cycle

    indexed = tmp_path / "reads.bam"
    indexed.write_bytes(BAM.read_bytes())
    pysam.index(str(indexed))
    lines = pysam.depth("-a", "-r", f"{chrom}:{first}-{last}", str(indexed)).splitlines()
    assert depth == [int(line.split("\t")[2]) for line in lines]

"""The Snakemake workflow runs for real."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests_py.cli.program import PROGRAM, environment
from tests_py.pages import ROOT

pytest.importorskip("snakemake", reason="snakemake is not installed")
pytestmark = pytest.mark.timeout(240)

SNAKEFILE = ROOT / "examples" / "snakemake" / "Snakefile"
BAMS = ROOT / "tests_py" / "data" / "bam"


def snakemake(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE), "--cores", "2", *words]
    found = environment()
    # Snakemake's own warnings aren't ours, and it keeps a cache.
    found.pop("PYTHONWARNINGS")
    found |= {"PATH": f"{PROGRAM.parent}:{found['PATH']}", "XDG_CACHE_HOME": str(folder / ".cache")}
    return subprocess.run(
        command, cwd=folder, env=found, capture_output=True, text=True, timeout=110, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two BAM files, one of them with a blank in its name."""
    (tmp_path / "reads").mkdir()
    shutil.copy(BAMS / "biopython-ex1.bam", tmp_path / "reads" / "first.bam")
    shutil.copy(BAMS / "samtools-mpileup-1.bam", tmp_path / "reads" / "the second.bam")
    return tmp_path


def test_every_bam_becomes_a_table(folder: Path) -> None:
    done = snakemake(folder, "--config", "extra=--columns name,mapq --exclude unmapped")
    assert done.returncode == 0, done.stderr
    for sample, reads in (("first", 3270), ("the second", 569)):
        counts = json.loads((folder / "tables" / f"{sample}.json").read_text())
        assert counts["records_read"] == reads
        file: Any = pq.ParquetFile(folder / "tables" / f"{sample}.parquet")
        table = file.read()
        assert table.num_rows == counts["records"] == reads - counts["filtered"]["unmapped"]
        assert table.column_names == ["name", "mapq"]
        assert (folder / "logs" / f"{sample}.log").read_text() == ""
    again = snakemake(folder, "--config", "extra=--columns name,mapq --exclude unmapped")
    assert "Nothing to be done" in again.stderr


def test_a_damaged_bam_fails_its_job_and_leaves_no_table(folder: Path) -> None:
    damaged = folder / "reads" / "first.bam"
    damaged.write_bytes(damaged.read_bytes()[:-28])
    done = snakemake(folder, "--keep-going")
    assert done.returncode == 1
    assert "no BGZF end-of-file marker" in (folder / "logs" / "first.log").read_text()
    assert {path.name for path in (folder / "tables").iterdir()} == {
        "the second.json",
        "the second.parquet",
    }

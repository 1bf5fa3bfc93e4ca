"""The examples of Dask and Ray run for real, each with two worker processes, and count what pysam counts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pysam
import pytest

from tests_py.pages import ROOT
from tests_py.test_docs import BAM

pytestmark = pytest.mark.timeout(240)

MIXED = ROOT / "tests_py" / "data" / "bam" / "pybedtools-x.bam"


def run(example: str, bam: Path, folder: Path) -> dict[str, int]:
    """What an example prints."""
    command = [sys.executable, str(ROOT / "examples" / example), str(bam)]
    environment = {**os.environ, "TMPDIR": str(folder), "RAY_USAGE_STATS_ENABLED": "0"}
    # The clusters' own warnings aren't ours.
    environment.pop("PYTHONWARNINGS", None)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {chrom: int(reads) for chrom, reads in rows}


def truth(bam: Path) -> dict[str, int]:
    with pysam.AlignmentFile(str(bam), check_sq=False) as file:
        reads: Any = file.fetch(until_eof=True)
        return dict(Counter(read.reference_name or "*" for read in reads))


@pytest.mark.skipif(find_spec("distributed") is None, reason="dask.distributed is not installed")
@pytest.mark.parametrize("bam", [BAM, MIXED])
def test_dask(bam: Path, tmp_path: Path) -> None:
    counts = run("dask_bam.py", bam, tmp_path)
    assert counts == truth(bam)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: `pip install ray` (80 MB)")
def test_ray(tmp_path: Path) -> None:
    assert run("ray_bam.py", MIXED, tmp_path) == truth(MIXED)

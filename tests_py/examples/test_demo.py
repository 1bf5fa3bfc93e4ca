"""What `make demo` runs."""

from __future__ import annotations

import subprocess
import sys

from tests_py.cli.program import SECONDS_MAX, environment
from tests_py.pages import ROOT


def test_demo_shows_counts_and_rows() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "demo.py"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("pybedtools-x.bam (1.9 MB) -> reads.arrow (")
    assert lines[1].startswith("45,593 records in ")
    assert lines[3].split() == ["name", "chrom", "start", "end", "flags", "sequence", "quality_scores"]
    assert lines[4].startswith("HWUSI-NAME:2:69:512:101")
    assert len(lines) == 9

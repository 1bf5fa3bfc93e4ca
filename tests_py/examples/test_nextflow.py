"""The blocks of the Nextflow module do what they say, run under bash as Nextflow runs them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import rogtk_shim
from tests_py.cli.program import PROGRAM, SECONDS_MAX, environment
from tests_py.pages import ROOT

yaml = pytest.importorskip("yaml")

MODULE = ROOT / "examples" / "nextflow" / "modules" / "rogtkshim" / "bamtoparquet" / "main.nf"
TEXT = MODULE.read_text(encoding="utf-8")
BAM = ROOT / "tests_py" / "data" / "bam" / "biopython-ex1.bam"
PROCESS = "PIPELINE:ROGTKSHIM_BAMTOPARQUET"


def block(name: str, values: dict[str, str]) -> str:
    """Give the bash of a block: its variables filled in and escapes undone, as Groovy does."""
    part = TEXT[TEXT.index(f"    {name}:\n") :]
    (found,) = re.findall(r'^    """\n(.*?)^    """$', part, re.MULTILINE | re.DOTALL)[:1]

    def fill(match: re.Match[str]) -> str:
        escaped, in_braces, bare = match.groups()
        return escaped or values[in_braces or bare]

    return re.sub(r"\\(.)|\$\{([^}]+)\}|\$(\w+)", fill, textwrap.dedent(found), flags=re.DOTALL)


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # The options are Nextflow's own.
    return subprocess.run(
        ["bash", "-C", "-e", "-u", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=environment(PATH=f"{PROGRAM.parent}:{environment()['PATH']}"),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )


def versions(folder: Path) -> Any:
    return yaml.safe_load((folder / "versions.yml").read_text())


@pytest.fixture
def values(tmp_path: Path) -> dict[str, str]:
    shutil.copy(BAM, tmp_path / "reads.bam")
    return {
        "bam": "reads.bam",
        "prefix": "sample1",
        "args": "--columns name,start --min-mapq 30",
        "task.cpus": "2",
        "task.process": PROCESS,
    }


def test_script(values: dict[str, str], tmp_path: Path) -> None:
    done = run(block("script", values), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    counts = json.loads((tmp_path / "sample1.json").read_text())
    file: Any = pq.ParquetFile(tmp_path / "sample1.parquet")
    table = file.read()
    assert table.column_names == ["name", "start"]
    assert 0 < table.num_rows == counts["records"] < counts["records_read"] == 3270
    assert versions(tmp_path) == {PROCESS: {"rogtkshim": rogtk_shim.__version__}}


def test_script_of_a_damaged_file(values: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "reads.bam").write_bytes(BAM.read_bytes()[:-28])
    done = run(block("script", values), tmp_path)
    assert done.returncode == 1
    assert "no BGZF end-of-file marker" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"reads.bam"}


def test_stub_makes_the_same_files(values: dict[str, str], tmp_path: Path) -> None:
    done = run(block("stub", {name: values[name] for name in ("prefix", "task.process")}), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    expected = {name.replace("${prefix}", "sample1") for name in re.findall(r'path\(?\s*"([^"]+)"', TEXT)}
    assert {path.name for path in tmp_path.iterdir()} - {"reads.bam"} == expected
    assert versions(tmp_path) == {PROCESS: {"rogtkshim": rogtk_shim.__version__}}

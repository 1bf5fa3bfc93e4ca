"""`rogtk-shim bam …`"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pysam
import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.bam.options import FLAGS
from rogtk_shim.cli.table import fit
from tests_py.cli.program import SECONDS_MAX, command, environment, made_in, run
from tests_py.faces.files import parse, posix_only, read


def test_to_arrow(folder: Path, real_bam: Path) -> None:
    done = run("bam", "to-arrow", real_bam, "out.arrow", "--columns", "name,start", "--batch-size", "1000")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    table = read(folder / "out.arrow")
    assert table.equals(read_bam(real_bam, columns=["name", "start"]))
    assert table.column(0).num_chunks == 4
    assert run("bam", "to-arrow", real_bam, "out.arrow", "--limit", "5").returncode == 0
    assert read(folder / "out.arrow").num_rows == 5


def test_to_parquet(folder: Path, real_bam: Path) -> None:
    parquet: Any = pq
    small = ["--compression", "gzip", "--compression-level", "9", "--row-group-size", "1000"]
    assert run("bam", "to-parquet", real_bam, "out.parquet", *small).returncode == 0
    footer = parquet.read_metadata("out.parquet")
    assert (footer.num_row_groups, footer.row_group(0).column(0).compression) == (4, "GZIP")
    assert parquet.read_table("out.parquet").equals(read_bam(real_bam))
    assert run("verify", real_bam, "out.parquet").stdout.startswith("equal: 3,270 rows of name, chrom")
    done = run("bam", "to-parquet", real_bam, "none.parquet", "--compression", "best")
    assert (done.returncode, made_in(folder)) == (2, {"out.parquet"})
    assert "best" in done.stderr


def test_to_arrow_on_standard_output(folder: Path) -> None:
    with open("out.arrow", "wb") as file:
        assert run("bam", "to-arrow", "reads.bam", "-", stdout=file).returncode == 0
    assert read(folder / "out.arrow").num_rows == 3
    piped = subprocess.run(
        command("bam", "to-arrow", "reads.bam", "-"),
        stdout=subprocess.PIPE,
        env=environment(),
        timeout=SECONDS_MAX,
        check=True,
    )
    assert parse(piped.stdout).num_rows == 3


@posix_only
def test_standard_input_from_a_file(folder: Path) -> None:
    assert folder.exists()
    with open("reads.bam", "rb") as file:
        assert run("bam", "count", "-", stdin=file).stdout == "3\n"


@posix_only
def test_a_pipe_as_standard_input(folder: Path) -> None:
    whole = (folder / "reads.bam").read_bytes()
    done = run("bam", "count", "-", input=whole, text=False, errors=None)
    assert (done.returncode, cast("Any", done.stdout)) == (0, b"3\n")
    done = run("bam", "to-arrow", "-", "out.arrow", input=whole[:-40], text=False, errors=None)
    assert done.returncode == 1
    assert cast("Any", done.stderr).startswith(b"rogtk-shim: -: ")
    assert not (folder / "out.arrow").exists()


def test_filters_and_tags(folder: Path, real_bam: Path) -> None:
    def count(*chosen: str) -> int:
        done = run("bam", "count", str(real_bam), *chosen)
        assert (done.returncode, done.stderr) == (0, "")
        return int(done.stdout)

    flags = scan_bam(real_bam, columns=["flags", "mapq"]).to_arrow().to_pylist()
    assert count("--exclude", "reverse") == sum(not row["flags"] & 16 for row in flags)
    assert count("--exclude", "0x10", "--min-mapq", "30") == sum(
        not row["flags"] & 16 and row["mapq"] >= 30 for row in flags
    )
    assert count("--where", "mapq >= 30", "--where", "flags<100") == sum(
        row["mapq"] >= 30 and row["flags"] < 100 for row in flags
    )
    chosen = ("--columns", "all", "--tags", "NM,MD:Z", "--coords", "0-based")
    assert run("bam", "to-parquet", str(real_bam), "out.parquet", *chosen).returncode == 0
    parquet: Any = pq
    written = parquet.read_table(folder / "out.parquet")
    assert written.equals(read_bam(real_bam, columns="all", tags=["NM", "MD:Z"], coords="0-based"))


@pytest.mark.parametrize("wrong", ["mapq", "mapq >=", "mapq ~ 3", "cigar is_null 3", "notin 3"])
def test_a_condition_that_is_none(folder: Path, wrong: str) -> None:
    done = run("bam", "count", "reads.bam", "--where", wrong)
    assert done.returncode == 2
    assert "--where" in done.stderr


def test_a_file_that_is_there_may_be_kept(folder: Path) -> None:
    (folder / "out.arrow").write_text("kept")
    done = run("bam", "to-arrow", "reads.bam", "out.arrow", "--no-clobber")
    assert done.returncode == 1
    assert "out.arrow: the output is there already" in done.stderr
    assert (folder / "out.arrow").read_text() == "kept"
    assert run("bam", "to-arrow", "reads.bam", "out.arrow").returncode == 0
    assert read(folder / "out.arrow").num_rows == 3


def test_a_damaged_file_leaves_nothing_behind(folder: Path, real_bam: Path) -> None:
    damaged = bytearray(real_bam.read_bytes())
    damaged[60_000] ^= 0x10
    (folder / "damaged.bam").write_bytes(damaged)
    done = run("bam", "to-arrow", "damaged.bam", "out.arrow")
    assert done.returncode == 1
    assert done.stderr.startswith("rogtk-shim: damaged.bam: ")
    assert "byte " in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert made_in(folder) == {"damaged.bam"}


def test_a_full_disk(folder: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    assert folder.exists()
    with open("/dev/full", "w") as full:
        done = run("bam", "to-arrow", "reads.bam", "-", stdout=full)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr


def test_head_in_a_pipe_is_tab_separated(folder: Path) -> None:
    assert folder.exists()
    assert run("bam", "head", "reads.bam", "--columns", "name,start,quality_scores").stdout == (
        "name\tstart\tquality_scores\nread/1\t10\t????\nread/2\t20\t\nread/3\t\t#$\n"
    )
    assert run("bam", "head", "reads.bam", "-n", "1", "--columns", "name").stdout == "name\nread/1\n"
    assert run("bam", "head", "reads.bam", "-n", "0", "--columns", "name").stdout == "name\n"


def test_head_looks_no_further_than_it_shows(folder: Path, large_bam: Path) -> None:
    shutil.copy(large_bam, "cut.bam")
    os.truncate("cut.bam", large_bam.stat().st_size // 2)
    assert len(run("bam", "head", "cut.bam").stdout.splitlines()) == 11
    assert run("bam", "count", "cut.bam").returncode == 1
    assert folder.exists()


def on_a_terminal(*words: str, columns: int = 80) -> str:
    """What the program writes on a terminal of that width."""
    pexpect: Any = pytest.importorskip("pexpect")
    program, *rest = map(str, command(*words))
    child = pexpect.spawn(
        program, rest, dimensions=(24, columns), env=environment(), encoding="utf-8", timeout=SECONDS_MAX
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return child.before.replace("\r\n", "\n")


@posix_only
def test_head_on_a_terminal_is_a_table(folder: Path, real_bam: Path) -> None:
    assert folder.exists()
    assert on_a_terminal("bam", "head", "reads.bam", "--columns", "name,start,chrom") == (
        "name    start  chrom\nread/1     10  chr1\nread/2     20  chr1\nread/3\n"
    )
    for columns in (100, 60):
        lines = on_a_terminal("bam", "head", str(real_bam), columns=columns).splitlines()
        assert len(lines) == 11
        assert max(map(len, lines)) <= columns
        assert "…" in lines[1]


@pytest.mark.parametrize(
    ("widths", "total", "fitted"),
    [([5, 5], 80, [5, 5]), ([100, 100], 42, [20, 20]), ([9, 9, 9], 10, [8, 8, 8]), ([3], 1, [3])],
)
def test_widths(widths: list[int], total: int, fitted: list[int]) -> None:
    assert fit(widths, total) == fitted


def counted_by_pysam(path: Path) -> dict[str, Any]:
    with pysam.AlignmentFile(str(path), check_sq=False) as file:
        reads = list(file)
    lengths = [len(read.query_sequence) for read in reads if read.query_sequence]
    names = [read.reference_name for read in reads]
    return {
        "records": len(reads),
        "mapped": sum(not read.is_unmapped for read in reads),
        "primary": sum(not (read.is_secondary or read.is_supplementary) for read in reads),
        "flags": {name: sum(bool(read.flag & bit) for read in reads) for name, bit in FLAGS.items()},
        "references": {name: names.count(name) for name in dict.fromkeys(names) if name is not None},
        "without_reference": names.count(None),
        "length": {
            "with_bases": len(lengths),
            "bases": sum(lengths),
            "min": min(lengths, default=None),
            "mean": sum(lengths) / len(lengths) if lengths else None,
            "max": max(lengths, default=None),
        },
    }


@pytest.mark.parametrize(
    "name", ["biopython-ex1", "samtools-ce-unmap", "samtools-xx-minimal", "pybedtools-x"]
)
def test_stats_agree_with_pysam(real_bam: Path, name: str) -> None:
    path = real_bam.with_name(f"{name}.bam")
    assert json.loads(run("bam", "stats", path, "--json").stdout) == counted_by_pysam(path)


def test_stats_as_lines(folder: Path) -> None:
    assert folder.exists()
    lines = dict(line.split("\t") for line in run("bam", "stats", "reads.bam").stdout.splitlines())
    assert (lines["records"], lines["mapped"], lines["flag:reverse"]) == ("3", "2", "1")
    assert (lines["reference:chr1"], lines["reference:*"], lines["length:mean"]) == ("2", "1", "3.33")
    empty = run("bam", "stats", "reads.bam", "--limit", "0")
    assert "length:mean\t\n" in empty.stdout


def test_damage_is_passed_over(folder: Path, real_bam: Path) -> None:
    damaged = bytearray(real_bam.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / "damaged.bam").write_bytes(damaged)
    warned = environment(PYTHONWARNINGS="default")
    assert run("bam", "count", "damaged.bam").returncode == 1
    told = ["--rejects", "bad.jsonl", "--stats", "stats.json"]
    done = run("bam", "to-parquet", "damaged.bam", "out.parquet", *told, env=warned)
    assert done.returncode == 3
    assert done.stderr.startswith("rogtk-shim: warning: damaged.bam: 1 damaged place was passed over")
    (reject,) = map(json.loads, (folder / "bad.jsonl").read_text().splitlines())
    assert reject["code"].startswith("BGZF_")
    stats = json.loads((folder / "stats.json").read_text())
    parquet: Any = pq
    assert 0 < stats["records"] == parquet.read_metadata("out.parquet").num_rows < 3270
    assert stats["complete"] is False
    counted = run("bam", "count", "damaged.bam", "--errors", "collect", env=warned)
    assert (counted.returncode, counted.stdout) == (3, f"{stats['records']}\n")
    assert run("bam", "head", "damaged.bam", "-n", "2", "--errors", "collect").returncode == 0
    assert run("bam", "stats", "damaged.bam", "--errors", "collect", "--json", env=warned).returncode == 3


@pytest.fixture
def sorted_bam(folder: Path, real_bam: Path) -> Path:
    pysam.sort("-o", "sorted.bam", str(real_bam))
    pysam.index("sorted.bam")
    return folder / "sorted.bam"


def test_regions(folder: Path, sorted_bam: Path) -> None:
    with pysam.AlignmentFile(str(sorted_bam)) as file:
        name, other = file.references[:2]
        wanted = file.count(name, 99, 300)
        both = wanted + file.count(other, 500, 600)
    region = f"{name}:100-300"
    assert run("bam", "count", "sorted.bam", "--region", region).stdout == f"{wanted}\n"
    bed = folder / "some.bed"
    bed.write_text(f"# of interest\ntrack name=x\n\n{other}\t500\t600\tgene\n")
    chosen = ["--region", region, "--regions-file", "some.bed"]
    assert run("bam", "count", "sorted.bam", *chosen).stdout == f"{both}\n"
    made = run("bam", "to-parquet", "sorted.bam", "out.parquet", *chosen, "--coords", "0-based")
    assert made.returncode == 0
    assert cast(Any, pq).read_metadata("out.parquet").num_rows == both
    os.rename("sorted.bam.bai", "elsewhere.bai")
    done = run("bam", "count", "sorted.bam", "--region", region)
    assert (done.returncode, done.stdout) == (1, "")
    assert "samtools index" in done.stderr
    assert "name it with --index" in done.stderr
    indexed = run("bam", "count", "sorted.bam", "--region", region, "--index", "elsewhere.bai")
    assert indexed.stdout == f"{wanted}\n"
    with sorted_bam.open("rb") as file:
        assert run("bam", "count", "-", "--region", region, stdin=file).stdout == f"{wanted}\n"


@pytest.mark.parametrize("line", ["chr1", "chr1\tx\t5", "chr1\t7\t5", "chr1\t-1\t5"])
def test_a_bed_file_is_checked(folder: Path, line: str) -> None:
    (folder / "bad.bed").write_text(line + "\n")
    done = run("bam", "count", "reads.bam", "--regions-file", "bad.bed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bad.bed" in done.stderr
    assert run("bam", "count", "reads.bam", "--regions-file", "none.bed").returncode == 2

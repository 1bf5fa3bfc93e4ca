"""`rogtk-shim csf …`, and CSF lists among the files that are checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from rogtk_shim import read_csf
from tests_py.cli.program import environment, run
from tests_py.faces.conftest import RCSF_INP

#: Its last CSF can't be parsed.
BAD = RCSF_INP.replace("              3/2-", "              y/2-")


@pytest.fixture
def lists(folder: Path) -> Path:
    (folder / "rcsf.inp").write_text(RCSF_INP)
    (folder / "bad.inp").write_text(BAD)
    return folder


def table(path: Path) -> Any:
    parquet: Any = pq
    return parquet.read_table(path)


def test_to_parquet_and_verify(lists: Path) -> None:
    assert run("csf", "to-parquet", "rcsf.inp", "out.parquet").returncode == 0
    assert table(lists / "out.parquet").equals(read_csf("rcsf.inp"))
    assert run("verify", "rcsf.inp", "out.parquet").stdout.startswith("equal: 3 rows of idx, block, line1")


def test_descriptors(lists: Path) -> None:
    words = ("csf", "descriptors", "rcsf.inp", "out.parquet", "--names", "subshell", "--stats", "-")
    done = run(*words, "--peel-subshells", "2s,2p")
    assert done.returncode == 0
    assert json.loads(done.stderr)["records"] == 3
    names = ["2s.n", "2s.j", "2s.coupling", "2p.n", "2p.j", "2p.coupling"]
    assert table(lists / "out.parquet").column_names == names


def test_rejects(lists: Path) -> None:
    done = run("csf", "descriptors", "bad.inp", "out.parquet")
    assert done.returncode == 1
    assert not (lists / "out.parquet").exists()
    words = ("csf", "descriptors", "bad.inp", "out.parquet", "--errors", "collect", "--rejects", "bad.jsonl")
    done = run(*words, env=environment(PYTHONWARNINGS="default"))
    assert done.returncode == 3
    assert done.stderr.startswith("rogtk-shim: warning: bad.inp: 1 record was rejected")
    assert len(done.stderr.splitlines()) == 1
    assert [json.loads(line)["index"] for line in (lists / "bad.jsonl").read_text().splitlines()] == [2]
    assert table(lists / "out.parquet").num_rows == 3


def test_blocks_head_and_count(lists: Path) -> None:
    assert lists.exists()
    assert run("csf", "blocks", "rcsf.inp").stdout == "block\tj\tparity\tcsfs\n1\t1/2\t-\t2\n2\t3/2\t-\t1\n"
    shown = run("csf", "head", "rcsf.inp", "-n", "1", "--columns", "two_j,configuration").stdout
    assert shown == "two_j\tconfiguration\n1\t2s(2).2p(1)\n"
    assert run("csf", "count", "rcsf.inp").stdout == "3\n"


def test_check_and_info(lists: Path) -> None:
    assert lists.exists()
    done = run("check", "rcsf.inp", "bad.inp")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "rcsf.inp: whole, GRASP CSF list, 3 rows"
    assert done.stdout.splitlines()[1].startswith("bad.inp: damaged, ")
    assert json.loads(run("info", "rcsf.inp", "--json").stdout)["peel_subshells"] == "2s 2p- 2p"


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_back_to_a_list(lists: Path, suffix: str) -> None:
    verb = "to-parquet" if suffix == "parquet" else "to-arrow"
    assert run("csf", verb, "rcsf.inp", f"out.{suffix}").returncode == 0
    done = run("csf", "to-csf", f"out.{suffix}", "copy.inp", "--stats", "-")
    assert (done.returncode, json.loads(done.stderr)["records"]) == (0, 3)
    assert (lists / "copy.inp").read_text() == RCSF_INP
    assert run("csf", "to-csf", f"out.{suffix}", "other.inp", "--header", "bad.inp").returncode == 0
    assert (lists / "other.inp").read_text() == RCSF_INP
    for wrong in ("rcsf.inp", "none.parquet"):
        done = run("csf", "to-csf", wrong, "third.inp")
        assert done.returncode == 1
        assert not (lists / "third.inp").exists()


def test_info(lists: Path) -> None:
    assert run("csf", "info", "rcsf.inp").stdout == run("info", "rcsf.inp").stdout
    assert "2s 2p- 2p" in run("csf", "info", "rcsf.inp").stdout


def test_a_table_that_is_not_there(lists: Path) -> None:
    (lists / "folder.arrow").mkdir()
    told = {"nowhere.arrow": "Arrow IPC file does not exist: nowhere.arrow", "folder.arrow": "Is a directory"}
    for name, message in told.items():
        done = run("csf", "to-csf", name, "made.out")
        assert done.returncode == 1
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1

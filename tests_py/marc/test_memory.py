"""Records that are kept hold their own bytes, not their batches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests_py.marc.iso2709 import record

# Not that of getrusage: a process begins with the peak of the one that started it.
PEAK = """
import re, sys
def peak(pid="self"):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", file.read())[1])
"""
KEEP = """
from rogtk_shim.marc._reading import Views
with Views.of(sys.argv[1]) as views:
    run = iter(views)
    kept = [next(run)]
    for i, view in enumerate(run):
        if i == 50_000:
            early = peak()
        if i % 100 == 0:
            kept.append(view)
assert i == 299_998
assert kept[-1].first("001") is not None
print(peak() - early)
"""


READER = """
from rogtk_bridge import client
from rogtk_shim.pymarc import MARCReader
kept = []
for i, record in enumerate(MARCReader(sys.argv[1])):
    if i == 50_000:
        early = peak()
    if i % 100 == 0:
        kept.append(record)
assert i == 299_999
assert kept[-1]["001"].data == "000900"
peaks = [peak(), peak(client().pid)]
assert sum(peaks) < 250_000, peaks
print(peaks[0] - early)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs what Linux tells of a process")
@pytest.mark.parametrize("script", [KEEP, READER], ids=["views", "reader"])
def test_one_in_a_hundred_is_kept(tmp_path: Path, script: str) -> None:
    path = tmp_path / "many.mrc"
    text = b"  \x1fa" + b"x" * 900
    thousand = b"".join(record([("001", b"%06d" % i), ("500", text)]) for i in range(1000))
    with path.open("wb") as file:
        for _ in range(300):
            file.write(thousand)
    done = subprocess.run([sys.executable, "-c", PEAK + script, str(path)], capture_output=True, timeout=55)
    assert done.returncode == 0, done.stderr
    # 300 MB went through, 3 MB of it are kept. What has arrived and waits may be more at the one time than at
    # the other.
    assert int(done.stdout) < 80_000

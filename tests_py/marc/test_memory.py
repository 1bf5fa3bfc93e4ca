"""Records that are kept hold their own bytes, not their batches."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests_py.marc.iso2709 import record

KEEP = """
import resource, sys
from rogtk_shim.marc._reading import Views
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
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
import os, resource, sys
from rogtk_bridge import client
from rogtk_shim.pymarc import MARCReader
kept = []
for i, record in enumerate(MARCReader(sys.argv[1])):
    if i == 50_000:
        early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if i % 100 == 0:
        kept.append(record)
assert i == 299_999
assert kept[-1]["001"].data == "000900"
pid = client().pid
client().close()
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
assert pid is not None and peaks[1] > 0
unit = 1024 if sys.platform == "darwin" else 1
assert sum(peaks) / unit < 250_000 * 1.024, peaks
print(peaks, file=sys.stderr)
print(peaks[0] - early)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs the resource module")
@pytest.mark.parametrize("script", [KEEP, READER], ids=["views", "reader"])
def test_one_in_a_hundred_is_kept(tmp_path: Path, script: str) -> None:
    path = tmp_path / "many.mrc"
    text = b"  \x1fa" + b"x" * 900
    thousand = b"".join(record([("001", b"%06d" % i), ("500", text)]) for i in range(1000))
    with path.open("wb") as file:
        for _ in range(300):
            file.write(thousand)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, timeout=55)
    assert done.returncode == 0, done.stderr
    # 300 MB went through, 3 MB of it are kept. What has arrived and waits may be more at the one time than at
    # the other.
    unit = 1024 if sys.platform == "darwin" else 1
    assert int(done.stdout) / unit < 80_000

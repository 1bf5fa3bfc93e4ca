"""Every file that is kept here is the one that PROVENANCE.md says it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
_ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| (?P<package>\S+) (?P<version>\S+) \| .* \| `(?P<sha256>[0-9a-f]{64})` \|$"
)


def provenance() -> dict[str, re.Match[str]]:
    lines = (HERE / "PROVENANCE.md").read_text(encoding="utf-8").splitlines()
    matches = [match for line in lines if (match := _ROW.match(line))]
    return {match["file"]: match for match in matches}


def test_every_file_is_listed() -> None:
    kept = {
        path.relative_to(HERE).as_posix()
        for folder in ("bam", "malformed")
        for path in (HERE / folder).iterdir()
    }
    assert kept == set(provenance())
    assert len(kept) >= 16


def test_checksums() -> None:
    for name, row in provenance().items():
        assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == row["sha256"], name


def test_licence_notices_are_kept() -> None:
    packages = {row["package"] for row in provenance().values()}
    assert packages == {path.stem for path in (HERE / "licences").iterdir()}

"""The files of the agreement tests: the repository's own, every corner, those of the extra folder."""

from __future__ import annotations

import os
from pathlib import Path

from tests_py.data.make_fixtures import corner_names, write_corner

_ROOT = Path(__file__).resolve().parents[2]
DATA = _ROOT / "tests_py" / "data"
#: More real files, too many to keep in the repository.
EXTRA = Path(os.environ.get("ROGTK_SHIM_TEST_DATA") or _ROOT.parent / "shared" / "data") / "bam"

#: Legal files that pysam can't read; the twin is the judge of these.
NOT_FOR_PYSAM = frozenset({"corner/blocks-extra-fields"})

OWN_NAMES = [f"own/{path.stem}" for path in sorted((DATA / "bam").glob("*.bam"))]
CORNER_NAMES = [f"corner/{name}" for name in corner_names()]
EXTRA_NAMES = [f"extra/{path.stem}" for path in sorted(EXTRA.glob("*.bam"))]
NAMES = OWN_NAMES + CORNER_NAMES + EXTRA_NAMES


def path_of(name: str, corners: Path) -> Path:
    """The file of a case; corners are written into the folder `corners` when they are first asked for."""
    kind, stem = name.split("/", 1)
    if kind == "corner":
        return write_corner(corners, stem)
    return (DATA / "bam" if kind == "own" else EXTRA) / f"{stem}.bam"

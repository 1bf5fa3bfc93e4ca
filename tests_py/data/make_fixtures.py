"""Write a BAM file for every corner of the format: ``python -m tests_py.data.make_fixtures FOLDER``.

The files are the same at every run. `corner_records` and `corner_sizes` have the corners of records and
headers, `corner_blocks` those of BGZF; only the standard library is needed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests_py.data import corner_blocks, corner_records, corner_sizes
from tests_py.data.bgzf_writer import BlockShape, bgzf

#: Large files are compressed lightly to keep the tests quick.
_LARGE_BYTES = 4 * 1024 * 1024


def corner_names() -> list[str]:
    """The name of every corner, without its folder and ending."""
    edges = [f"batch-edge-{count}" for count in corner_sizes.BATCH_EDGES]
    return [
        *corner_records.CORNERS,
        *corner_sizes.CORNERS,
        *edges,
        *(f"blocks-{name}" for name in corner_blocks.CORNERS),
    ]


def corner(name: str) -> bytes:
    """The whole file of one corner."""
    if name.startswith("blocks-"):
        return corner_blocks.CORNERS[name.removeprefix("blocks-")]()
    if name.startswith("batch-edge-"):
        raw = corner_sizes.tiny_reads(int(name.removeprefix("batch-edge-")))
    else:
        raw = {**corner_records.CORNERS, **corner_sizes.CORNERS}[name]()
    return bgzf(raw, shape=BlockShape(level=1 if len(raw) > _LARGE_BYTES else 6))


def write_corner(folder: Path, name: str) -> Path:
    """Write one corner into `folder`, unless it is there already."""
    path = folder / f"{name}.bam"
    if not path.exists():
        path.write_bytes(corner(name))
    return path


def main(arguments: list[str]) -> int:
    """Write every corner into the folder named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests_py.data.make_fixtures FOLDER\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in corner_names():
        write_corner(folder, name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Every reader under one roof: reads a BAM and leaves the seven columns in an Arrow IPC file.

As a script: `readers.py NAME IN.bam OUT.arrow`; exit 0 when the reader was content, 3 when it raised
(the error is then the last line of standard output, as JSON).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

CONTENDERS = Path(__file__).resolve().parent.parent / "contenders"
RAISED = 3


def _write(batches: Iterator[Any], out: str) -> None:
    from harness.digest import as_batches

    writer = None
    with pa.OSFile(out, "wb") as sink:
        for batch in batches:
            for piece in as_batches(batch):
                plain = _undictionaried(piece)
                writer = writer or pa.ipc.new_file(sink, plain.schema)
                writer.write_batch(plain)
        if writer is not None:
            writer.close()


def _undictionaried(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in batch.columns]
    return pa.record_batch(columns, names=batch.schema.names)


def _stream(contender: str) -> Callable[[str, str], None]:
    def read(path: str, out: str) -> None:
        from harness.digest import load

        _write(load(CONTENDERS / f"{contender}.py").batches(path), out)

    return read


def _ours(path: str, out: str) -> None:
    import rogtk_shim

    rogtk_shim.bam_to_arrow_ipc(path, out, progress=False)


def _rogtk(function: str) -> Callable[[str, str], None]:
    def read(path: str, out: str) -> None:
        import rogtk

        getattr(rogtk, function)(path, out)

    return read


def _biobear(path: str, out: str) -> None:
    import biobear

    names = {"name": "name", "reference": "chrom", "start": "start", "end": "end", "flag": "flags",
             "sequence": "sequence", "quality_score": "quality_scores"}  # fmt: skip

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in biobear.connect().read_bam_file(path).to_arrow_record_batch_reader():
            columns = [batch.column(name) for name in names]
            columns[-1] = _phred_text(columns[-1])
            yield pa.record_batch(columns, names=list(names.values()))

    _write(batches(), out)


def _phred_text(scores: pa.ListArray) -> pa.Array:
    """Lists of numbers as the text that the others give."""
    flat = (scores.flatten().to_numpy(zero_copy_only=False) + 33).astype(np.uint8)
    offsets = scores.offsets.cast(pa.int32())
    first = offsets[0].as_py()
    offsets = pa.array(offsets.to_numpy() - first, pa.int32())
    return pa.StringArray.from_buffers(len(scores), offsets.buffers()[1], pa.py_buffer(flat.tobytes()))


def _samtools(path: str, out: str) -> None:
    """samtools has no `end` column; what it writes to standard error is left there for the judge."""
    done = subprocess.run(["samtools", "view", path], stdout=subprocess.PIPE, text=True, check=False)
    rows = [line.split("\t", 11) for line in done.stdout.splitlines()]
    columns = {
        "name": [row[0] for row in rows],
        "chrom": [None if row[2] == "*" else row[2] for row in rows],
        "start": [int(row[3]) or None for row in rows],
        "flags": [int(row[1]) for row in rows],
        "sequence": [None if row[9] == "*" else row[9] for row in rows],
        "quality_scores": [None if row[10] == "*" else row[10] for row in rows],
    }
    _write(iter([pa.record_batch(columns)]), out)
    if done.returncode:
        raise RuntimeError(f"samtools view ended with {done.returncode}")


READERS: dict[str, Callable[[str, str], None]] = {
    "rogtk-shim `bam_to_arrow_ipc`": _ours,
    "rogtk-shim `scan_bam`": _stream("stream_ours"),
    "rogtk `bam_to_arrow_ipc`": _rogtk("bam_to_arrow_ipc"),
    "rogtk `…_htslib_optimized`": _rogtk("bam_to_arrow_ipc_htslib_optimized"),
    "oxbow": _stream("stream_oxbow"),
    "polars-bio": _stream("stream_polars_bio"),
    "biobear": _biobear,
    "pysam": _stream("stream_pysam"),
    "samtools view": _samtools,
}
"""Each reader, by its name in the table."""

WRITERS = frozenset(name for name in READERS if "bam_to_arrow_ipc" in name or "optimized" in name)
"""Those that write the file themselves: what they leave behind after an error is theirs."""


def available(name: str) -> bool:
    """Can this reader be asked here?"""
    if name.startswith("samtools"):
        return shutil.which("samtools") is not None
    if name.startswith("rogtk-shim"):
        from importlib.util import find_spec

        return find_spec("rogtk_shim") is not None
    return True


def main(arguments: list[str]) -> int:
    """Read one file with one reader."""
    name, path, out = arguments
    try:
        READERS[name](path, out)
    except BaseException as error:  # a panic of a Rust reader is no Exception
        print(json.dumps({"error": type(error).__name__, "message": str(error)[:500]}), flush=True)
        return RAISED
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(CONTENDERS.parent), str(CONTENDERS)]
    sys.exit(main(sys.argv[1:]))

"""From a plan to an Arrow IPC file: the one way behind everything that writes a file."""

from __future__ import annotations

import os
import sys

from rogtk_bridge import client

from ._plan import Plan, printable
from .output import STANDARD_OUTPUT, is_direct, refusals, refuse_inputs, whole_file
from .progress import Progress, Reporter, reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedWriter
    from typing import Any

    from .statistics import Statistics


def write_ipc_file(plan: Plan, path: str, progress: Progress) -> Statistics:
    """Write what the plan reads to an uncompressed Arrow IPC file.

    Parameters
    ----------
    plan : Plan
        What to read.
    path : str
        The file to write, with the rules of `rogtk_shim.output`.
    progress : bool, callable or None
        See `rogtk_shim.progress`.
    """
    plan.check_sources()
    refuse_inputs(path, plan.paths)
    report = reporter(progress, plan.label, conversion=True)
    try:
        write = _write_directly if is_direct(path) else _write_whole
        return write(plan, path, report)
    finally:
        report.close()


def _write_whole(plan: Plan, path: str, report: Reporter) -> Statistics:
    with whole_file(path) as temporary:
        sink = {"kind": "ipc_file", "path": os.fsencode(temporary), "name": printable(path)}
        answer = client().call(
            plan.request("convert", sink=sink, progress_seconds=report.seconds),
            on_progress=report.take,
            describe=f"converting {plan.label}",
        )
    # Imported here, after the engine's work: on a small file every import is felt.
    from .statistics import Statistics

    return Statistics(**answer)


def _write_directly(plan: Plan, path: str, report: Reporter) -> Statistics:
    """Write to what can't be renamed onto; the batches go through Python.

    The engine stays out of it: opening a FIFO waits for its reader, and here that wait can be interrupted.
    """
    from pyarrow import ipc

    from .stream import Stream

    with Stream.start(plan, report) as stream:
        schema = stream.schema
        with refusals(path), _open_directly(path) as file:
            writer: Any = ipc.new_file(file, schema)
            for batch in stream:
                writer.write_batch(batch)
            writer.close()
        statistics = stream.stats
        assert statistics is not None, "the stream was read to its end"
        return statistics


def _open_directly(path: str) -> BufferedWriter:
    if path != STANDARD_OUTPUT:
        return open(path, "wb")
    # A descriptor of its own: closing it leaves sys.stdout open.
    sys.stdout.flush()
    return os.fdopen(os.dup(sys.stdout.fileno()), "wb")

"""From a plan to a file: the one way behind everything that writes one."""

from __future__ import annotations

import errno
import os
import sys

from rogtk_bridge import client

from ._plan import Plan, printable
from ._rejects import warn_of_rejects
from .errors import OptionError, OutputError
from .output import STANDARD_OUTPUT, is_direct, refusals, refuse_inputs, whole_file
from .progress import Progress, Reporter, reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedWriter
    from typing import Any

    from ._outputs import Output
    from .statistics import Statistics


def write_file(plan: Plan, path: str, output: Output, progress: Progress) -> Statistics:
    """Write what the plan reads to a file.

    Parameters
    ----------
    plan : Plan
        What to read.
    path : str
        The file to write, with the rules of `rogtk_shim.output`.
    output : Output
        The kind of file and its options.
    progress : bool, callable or None
        See `rogtk_shim.progress`.
    """
    if is_direct(path) and output.options().get("digest"):
        hint = "Name a file, or leave the digest out."
        raise OptionError("a digest is for a file's end: what is written as it comes has none", hint=hint)
    plan.check_sources()
    refuse_inputs(path, plan.paths)
    report = reporter(progress, plan.label, conversion=True)
    try:
        write = _write_directly if is_direct(path) else _write_whole
        return write(plan, path, output, report)
    finally:
        report.close()


def _write_whole(plan: Plan, path: str, output: Output, report: Reporter) -> Statistics:
    with whole_file(path) as temporary:
        file = {"path": os.fsencode(temporary), "name": printable(path)}
        sink = {"kind": output.kind, "options": output.options(), **file}
        answer = client().call(
            plan.request("convert", sink=sink, progress_seconds=report.seconds),
            on_progress=report.take,
            describe=f"converting {plan.label}",
        )
    # Imported here, after the engine's work: on a small file every import is felt.
    from .statistics import Statistics

    statistics = Statistics(**answer)
    warn_of_rejects(statistics, plan.label)
    return statistics


def _write_directly(plan: Plan, path: str, output: Output, report: Reporter) -> Statistics:
    """Write to what can't be renamed onto; the batches go through Python.

    The engine stays out of it: opening a FIFO waits for its reader, and here that wait can be interrupted.
    """
    import pyarrow as pa

    from .statistics import Statistics
    from .stream import Stream

    with Stream.start(plan, report) as stream:
        schema = stream.schema
        with refusals(path), _open_directly(path) as file:
            counted = _Counted(file)
            target: Any = counted
            with output.writer(pa.PythonFile(target, mode="w"), schema) as writer:
                for batch in stream:
                    writer.write_batch(batch)
        statistics = stream.stats
        assert statistics is not None, "the stream was read to its end"
        answer: dict[str, Any] = {**statistics.to_dict(), "bytes_out": counted.bytes}
        return Statistics(**answer)


class _Counted:
    """A file that counts what is written to it: a pipe doesn't know."""

    closed = False

    def __init__(self, file: BufferedWriter) -> None:
        self.bytes = 0
        self._file = file

    def write(self, data: Any) -> int:
        self.bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _open_directly(path: str) -> BufferedWriter:
    if path != STANDARD_OUTPUT:
        return open(path, "wb")
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise OutputError("standard output is closed", errno=errno.EBADF, code="OUTPUT_IO", path=path)
    # A descriptor of its own: closing it leaves sys.stdout open.
    sys.stdout.flush()
    return os.fdopen(os.dup(sys.stdout.fileno()), "wb")

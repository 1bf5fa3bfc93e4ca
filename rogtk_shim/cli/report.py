"""The statistics of a run, for the program that started it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from .ending import REJECTS, WHOLE
from .options import STANDARD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator

    from ..statistics import Statistics


class Outcome:
    """What a run leaves to be told; `code` is the exit code."""

    def __init__(self) -> None:
        self.statistics: Statistics | None = None

    @property
    def code(self) -> int:
        """The exit code of a run that went through."""
        statistics = self.statistics
        return REJECTS if statistics is not None and statistics.get("rejected", 0) else WHOLE


@contextmanager
def outcome(chosen: Namespace, *outputs: str) -> Generator[Outcome, None, None]:
    """Carry out a run in the block, then write its statistics where `--stats` says.

    Parameters
    ----------
    chosen : Namespace
        The verb's arguments, `--stats` among them.
    outputs : str
        What the run writes; statistics aren't written onto it.

    Raises
    ------
    OutputError
        The file can't be written. That is found out before the run where it can be.
    """
    result = Outcome()
    if chosen.stats is None:
        yield result
        return
    from ..output import is_direct, refusals, refuse_inputs, whole_file

    if chosen.stats == STANDARD:
        yield result
        _write(sys.stderr.fileno(), result, chosen)
        return
    refuse_inputs(chosen.stats, [chosen.input])
    if any(os.path.realpath(chosen.stats) == os.path.realpath(output) for output in outputs):
        chosen.parser.error("--stats names the output itself")
    if is_direct(chosen.stats):
        yield result
        with refusals(chosen.stats):
            _write(os.open(chosen.stats, os.O_WRONLY), result, chosen, close=True)
        return
    with whole_file(chosen.stats) as temporary:
        yield result
        with refusals(chosen.stats):
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT, 0o666)
            _write(descriptor, result, chosen, close=True)


def _write(descriptor: int, result: Outcome, chosen: Namespace, *, close: bool = False) -> None:
    import json

    from .._version import version
    from .text import safe

    about = {"command": chosen.command, "version": version(), "input": safe(chosen.input)}
    counts = {} if result.statistics is None else result.statistics.to_dict()
    with os.fdopen(descriptor, "w", encoding="utf-8", closefd=close) as file:
        file.write(json.dumps({**about, **counts}, indent=2, default=str) + "\n")

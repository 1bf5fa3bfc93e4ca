"""What a run leaves for the program that started it: its statistics, its rejects, its exit code."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager

from .ending import REJECTS, WHOLE
from .options import STANDARD
from .text import safe, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Generator

    from ..statistics import Statistics


class Outcome:
    """What a run leaves to be told. A verb sets `statistics` when the run went through."""

    def __init__(self) -> None:
        self.statistics: Statistics | None = None

    @property
    def code(self) -> int:
        """The exit code of a run that went through."""
        if self.statistics is None:
            return WHOLE
        # Replaced text was asked for where it isn't listed.
        is_bad = self.statistics.get("rejected", 0) or self.statistics.get("replacements")
        return REJECTS if is_bad else WHOLE


@contextmanager
def outcome(chosen: Namespace, *outputs: str) -> Generator[Outcome, None, None]:
    """Carry out a run in the block, then write its statistics and rejects where they were asked for.

    Parameters
    ----------
    chosen : Namespace
        The verb's arguments: `stats`, and `rejects` where the verb has it.
    outputs : str
        What the run writes; nothing else is written onto it.

    Raises
    ------
    OutputError
        A file can't be written. That is found out before the run where it can be.
    """
    result = Outcome()
    taken = [chosen.input, *outputs]
    with ExitStack() as stack:
        for option, text in (("rejects", _rejects_text), ("stats", _statistics_text)):
            path = getattr(chosen, option, None)
            if path is None:
                continue
            if path != STANDARD and any(_same(path, other) for other in taken):
                chosen.parser.error(f"--{option} names what is read or written already")
            taken.append(path)
            stack.enter_context(_written_after(path, text, result, chosen))
        yield result


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


@contextmanager
def _written_after(
    path: str, text: Callable[[Outcome, Namespace], str], result: Outcome, chosen: Namespace
) -> Generator[None, None, None]:
    from ..output import is_direct, refusals, whole_file

    if path == STANDARD:
        yield
        told = text(result, chosen)
        if told:
            say(told.removesuffix("\n"))
    elif is_direct(path):
        yield
        with refusals(path), open(path, "w", encoding="utf-8") as file:
            file.write(text(result, chosen))
    else:
        with whole_file(path) as temporary:
            yield
            with refusals(path), open(temporary, "w", encoding="utf-8") as file:
                file.write(text(result, chosen))


def _statistics_text(result: Outcome, chosen: Namespace) -> str:
    import json

    from .._version import version

    about = {"command": chosen.command, "version": version(), "input": safe(chosen.input)}
    counts = {} if result.statistics is None else result.statistics.to_dict()
    return json.dumps({**about, **counts}, indent=2, default=str) + "\n"


def _rejects_text(result: Outcome, chosen: Namespace) -> str:
    import json

    found = {} if result.statistics is None else result.statistics.to_dict()
    rejects: list[object] = [*(found.get("rejects") or ()), *(found.get("replacements") or ())]
    return "".join(json.dumps(reject, default=str) + "\n" for reject in rejects)

"""Runs contenders in turn, in changing order, and repeats a run that was disturbed."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.measure import Run, run

SCRATCH = Path(__file__).parent.parent / "data" / "scratch"
WARMED_BYTES = 1 << 30
WARMED_BYTES_STEP = 1 << 24
DISTURBED_SHARE = 0.08
"""A run counts as disturbed when others used more than this share of the machine's CPU time during it."""


def alternating(
    commands: Mapping[str, list[str]],
    rounds: int,
    repeats_max: int,
    between: Callable[[], None] = lambda: None,
) -> dict[str, list[Run]]:
    """Every command once a round; each round begins with another one, and every other goes backwards."""
    labels = list(commands)
    runs: dict[str, list[Run]] = {label: [] for label in labels}
    for number in range(rounds):
        turn = number % len(labels)
        order = labels[turn:] + labels[:turn]
        for label in reversed(order) if number % 2 else order:
            runs[label].append(_undisturbed(commands[label], repeats_max, between))
    return runs


def warm_pages() -> None:
    """Have the system own as much memory as a run needs, for whoever comes next.

    A virtual machine gives memory that was freed back to its host, and getting a page of it again costs
    several times as much as any other. The same run took 0.7 s or 1.2 s, depending on who ran before.
    """
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=SCRATCH) as file:
        block = bytes(WARMED_BYTES_STEP)
        for _ in range(WARMED_BYTES // WARMED_BYTES_STEP):
            file.write(block)


def _undisturbed(command: list[str], repeats_max: int, between: Callable[[], None]) -> Run:
    """The run that others disturbed least, of as many as it takes up to a limit."""
    tries: list[Run] = []
    while len(tries) <= repeats_max:
        warm_pages()
        tries.append(run(command))
        between()
        if not disturbed(tries[-1]):
            break
    return min(tries, key=_disturbance)


def _disturbance(run: Run) -> float:
    return run.others / (run.wall * (os.cpu_count() or 1))


def disturbed(run: Run) -> bool:
    """Did others use so much CPU time that the wall time can't be trusted? The clock ticks every 10 ms."""
    return run.others > 0.03 and _disturbance(run) > DISTURBED_SHARE


def summary(runs: list[Run]) -> dict[str, Any]:
    """Medians and the best, and every run as it was."""
    return {
        "wall_median": statistics.median(run.wall for run in runs),
        "wall_min": min(run.wall for run in runs),
        "cpu_median": statistics.median(run.cpu for run in runs),
        "user_median": statistics.median(run.user for run in runs),
        "system_median": statistics.median(run.system for run in runs),
        "disturbed": sum(map(disturbed, runs)),
        "runs": [run.to_dict() for run in runs],
    }

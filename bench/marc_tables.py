"""Measures MARC as a table: wide to Arrow, long to Parquet and to records again, ten records from cold.

Usage, in the environment that `make setup` makes: python bench/marc_tables.py
    [--records N] [--rounds N] [--memory] [--out FILE]

Each run is a process of its own; shown are records per second of its quickest pass, so without the start of
interpreter and engine, CPU microseconds a record of the whole process with all it started, and of the cold
start the wall time of the whole process. Others have no such tables; the goals are those of two cores that do
nothing else.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from harness.measure import Run, peak, run
from marc_records import record, report

SCRIPT = Path(__file__).resolve().parent / "contenders" / "marc_tables.py"
#: Records per second that are wanted; of the cold start, milliseconds.
CASES = {"marc-wide": 1_500_000, "marc-long": 400_000, "marc-write": None, "marc-cold": 200}
PASSES = 3
#: How many times as long the second file is of which the memory is measured.
LONGER = 5


def memory_in(case: str, folder: Path) -> str:
    """Measure the peak of a case, and that over a longer file, which should be no higher."""
    longer = folder / "longer"
    if not longer.exists():
        longer.mkdir()
        with (longer / "in.mrc").open("wb") as out:
            for _ in range(LONGER):
                with (folder / "in.mrc").open("rb") as file:
                    shutil.copyfileobj(file, out)
    peaks = [peak([sys.executable, str(SCRIPT), case, str(one)]).pss / 1e6 for one in (folder, longer)]
    return (
        f"{case:10} peak {peaks[0]:.0f} MB; of a file {LONGER} times as long {peaks[1]:.0f} MB; wanted: 250"
    )


def line_of(case: str, runs: list[Run], records: int) -> str:
    """Say how quick a case was."""
    counts = {int(one.stdout.split()[0]) for one in runs}
    if len(counts) > 1 or (case != "marc-long" and counts != {10 if case == "marc-cold" else records}):
        raise RuntimeError(f"{case} finds {counts} records, not {records}")
    wanted = CASES[case]
    goal = "" if wanted is None else f"  wanted: {wanted:,}"
    if case == "marc-cold":
        return f"{case:10} {statistics.median(one.wall for one in runs) * 1e3:11,.0f} ms{goal}"
    speed = records / statistics.median(float(one.stdout.split()[1]) for one in runs)
    cpu = statistics.median(one.cpu for one in runs) / PASSES / records * 1e6
    return f"{case:10} {speed:11,.0f} /s  {cpu:6.2f} µs CPU{goal}"


def main() -> None:
    """Make the file, run the cases in turns, print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="also the peak of all processes together")
    parser.add_argument("--out", type=Path, help="a file that the results are added to")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="marc-bench-"))
    try:
        rng = random.Random(1)
        with (folder / "in.mrc").open("wb") as file:
            file.writelines(record(rng, number) for number in range(chosen.records))
        commands = {case: [sys.executable, str(SCRIPT), case, str(folder)] for case in CASES}
        runs: dict[str, list[Run]] = {case: [] for case in CASES}
        for _ in range(chosen.rounds):
            for case in CASES:
                runs[case].append(run(commands[case]))
        for case in CASES:
            report(line_of(case, runs[case], chosen.records), chosen.out)
            if chosen.memory:
                report(memory_in(case, folder), chosen.out)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

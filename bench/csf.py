"""Measures CSF lists: text to Parquet, Parquet and text to descriptors, and back to text.

Usage, in the environment that `make setup` makes: python bench/csf.py [--csfs N] [--rounds N] [--memory]

Each run is a process of its own, from its start to its end. rcsfs needs Python 3.14 and is not run here:
beside ours stand its times on 1,000,000 CSFs of this form on two cores of the same kind. Wall times mean
something on an idle machine alone; CPU times do on others.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness.measure import Run, peak, run
from harness.rounds import disturbed

CONTENDERS = Path(__file__).resolve().parent / "contenders"
#: Cases in the order they build upon each other; seconds of rcsfs 1.2.2, and how many times faster is wanted.
CASES = {
    "convert": (1.9, 3),
    "raw": (2.3, 3),
    "normalized": (8.0, 8),
    "one-pass": (9.9, 8),
    "text": (None, None),
    "copy": (None, None),
}
# fmt: off
PEEL = [
    "3s", "3p-", "3p", "3d-", "3d", "4s", "4p-", "4p", "4d-", "4d", "4f-", "4f", "5s", "5p-", "5p", "5d-",
    "5d", "5f-", "5f", "5g-", "5g", "6s", "6p-", "6p", "6d-", "6d", "6f-", "6f", "7s",
]
# fmt: on
TWO_J = {"s": 1, "p-": 1, "p": 3, "d-": 3, "d": 5, "f-": 5, "f": 7, "g-": 7, "g": 9}


def half(two_j: int) -> str:
    return f"{two_j}/2" if two_j % 2 else str(two_j // 2)


def csf(rng: random.Random) -> str:
    """Three lines in GRASP's columns; couplings obey the triangle rule, more physics is not meant."""
    shells = [PEEL[i] for i in sorted(rng.sample(range(len(PEEL)), rng.randint(3, 6)))]
    first, second, third, total = "", "", "    ", 0
    for i, shell in enumerate(shells):
        two_j = TWO_J[shell[1:]]
        electrons = rng.randint(1, two_j + 1)
        j = 0 if electrons == two_j + 1 else two_j if electrons % 2 else 4 if two_j > 3 else 0
        seniority = "2;" if electrons % 2 == 0 and 5 < two_j != electrons - 1 else ""
        first += f"  {shell:<3}({electrons:2d})"
        second += f"{'' if electrons == two_j + 1 else seniority + half(j):>9}"
        total = rng.choice(range(abs(total - j), total + j + 1, 2))
        if i + 1 == len(shells):
            third += f"    {half(total):>4}+"
        else:
            third += f"{half(total) if j and i else '':>9}"
    return f"{first}\n{second}\n{third}\n"


def lines(csfs: int) -> Iterator[str]:
    rng = random.Random(3)
    peel = "".join(f"  {name:<3}" for name in PEEL)
    yield f"Core subshells:\n  1s   2s   2p-  2p \nPeel subshells:\n{peel}\nCSF(s):\n"
    for _ in range(csfs):
        yield csf(rng)


def command(case: str, folder: Path) -> list[str]:
    if case == "pyarrow":
        return [sys.executable, str(CONTENDERS / "csf_pyarrow.py"), str(folder)]
    return [sys.executable, str(CONTENDERS / "csf_ours.py"), case, str(folder)]


def show(case: str, runs: list[Run], csfs: int, folder: Path, memory: bool) -> None:
    wall = statistics.median(one.wall for one in runs)
    cpu = statistics.median(one.cpu for one in runs)
    theirs, wanted = CASES[case]
    beside = (
        ""
        if theirs is None or csfs != 1_000_000
        else f"rcsfs {theirs} s: {theirs / wall:.1f}x, wanted {wanted}x"
    )
    peaks = f"{peak(command(case, folder)).pss / 1e6:6.0f} MB" if memory else ""
    noisy = f" ({sum(map(disturbed, runs))} of {len(runs)} runs disturbed)"
    print(f"{case:<11}{wall:7.2f} s wall{cpu:7.2f} s CPU  {peaks}  {beside}{noisy}")


def main() -> None:
    """Make the list, run the cases in turns, print a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--csfs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--memory", action="store_true", help="also the peak of all processes, in runs of their own"
    )
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="csf-bench-"))
    try:
        with (folder / "list.csf").open("w") as file:
            file.writelines(lines(chosen.csfs))
        runs: dict[str, list[Run]] = {case: [] for case in CASES}
        yardstick: list[list[float]] = []
        for _ in range(chosen.rounds):
            for case in CASES:
                for old in folder.glob(f"{case}.out.*"):
                    old.unlink()
                runs[case].append(run(command(case, folder)))
            yardstick.append([float(word) for word in run(command("pyarrow", folder)).stdout.split()])
        for case in CASES:
            show(case, runs[case], chosen.csfs, folder, chosen.memory)
        wall, cpu = (statistics.median(column) for column in zip(*yardstick, strict=True))
        print(f"pyarrow writes the raw descriptors: {wall:.2f} s wall {cpu:.2f} s CPU")
        values = chosen.csfs * 3 * len(PEEL)
        seconds = statistics.median(one.wall for one in runs["one-pass"])
        print(f"one pass: {values / seconds / 1e6:.0f} million values a second")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

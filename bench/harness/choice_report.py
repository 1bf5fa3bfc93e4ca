"""The tables and the chart of the cases in choice_cases.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.chart import OTHERS_COLOUR, OURS_COLOUR, prepared
from harness.contenders import OURS


def threads_table(case: dict[str, Any]) -> Iterator[str]:
    """Ours on one thread and more."""
    one = case["threads"]["1"]["wall_median"]
    yield f"{case['data']['rows']:,} reads to an Arrow IPC file. Whole processes, {case['rounds']} rounds.\n"
    yield "| threads | wall, median | | CPU |"
    yield "|--:|--:|--:|--:|"
    for count, entry in case["threads"].items():
        wall = entry["wall_median"]
        yield f"| {count} | {wall:.2f} s | {one / wall:.2f}x | {entry['cpu_median']:.2f} s |"


def sizes_table(case: dict[str, Any]) -> Iterator[str]:
    """Wall seconds by the number of reads."""
    files = case["files"]
    labels = list(next(iter(files.values()))["contenders"])
    yield "To an Arrow IPC file, whole processes, median wall time; reads a second below.\n"
    yield f"| | {' | '.join(f'{int(rows):,} reads' for rows in files)} |"
    yield f"|---|{'--:|' * len(files)}"
    for label in labels:
        walls = [(int(rows), file["contenders"][label]["wall_median"]) for rows, file in files.items()]
        cells = [f"{wall:.2f} s ({rows / wall / 1e6:.2f} million/s)" for rows, wall in walls]
        yield f"| {f'**{label}**' if label == OURS else label} | {' | '.join(cells)} |"


def memory_table(case: dict[str, Any]) -> Iterator[str]:
    """The peaks of all processes."""
    yield "All fields and the tags NM, MD, AS. Highest sum of the proportional set sizes (PSS).\n"
    yield "| | |"
    yield "|---|--:|"
    names = {
        "tagged": "short reads",
        "long": "long reads",
        "sleeping": "a reader that sleeps between batches",
    }
    for label, entry in case["peaks"].items():
        words = (names.get(word, word) for word in label.split(", "))
        yield f"| {', '.join(words)} | {entry['pss'] / 1e6:.0f} MB |"


def write_chart(path: Path, cases: dict[str, Any]) -> None:
    """Speed against threads, and against the file's size, where both were measured."""
    if "threads" not in cases or "sizes" not in cases:
        return
    pyplot = prepared()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(8.6, 3.4))
    counts = cases["threads"]["threads"]
    rows = cases["threads"]["data"]["rows"]
    speeds = [rows / entry["wall_median"] / 1e6 for entry in counts.values()]
    left.plot([int(count) for count in counts], speeds, marker="o", color=OURS_COLOUR)
    left.set_xticks([int(count) for count in counts])
    left.set_xlabel("threads")
    files = cases["sizes"]["files"]
    sizes = [int(reads) for reads in files]
    for label in next(iter(files.values()))["contenders"]:
        walls = [file["contenders"][label]["wall_median"] for file in files.values()]
        colour = OURS_COLOUR if label == OURS else OTHERS_COLOUR
        found = [reads / wall / 1e6 for reads, wall in zip(sizes, walls, strict=True)]
        right.plot(sizes, found, marker="o", color=colour)
        right.text(sizes[-1] * 1.15, found[-1], label, va="center", fontsize=9)
    right.set_xscale("log")
    right.set_xlim(sizes[0] / 1.5, sizes[-1] * 12)
    right.set_xlabel("reads in the file")
    for ax in (left, right):
        ax.set_ylim(bottom=0)
        ax.set_title("million reads a second", loc="left", fontsize=11)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)

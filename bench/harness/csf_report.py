"""The tables of the cases in csf_cases.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def timed_table(case: dict[str, Any]) -> Iterator[str]:
    """Ours, and what was published for the original."""
    yield f"{case['csfs']:,} CSFs of 29 peel subshells. Whole processes, {case['rounds']} rounds.\n"
    yield "| | wall, median | best | CPU |"
    yield "|---|--:|--:|--:|"
    for label, entry in case["contenders"].items():
        noise = f" ({entry['disturbed']} runs disturbed)" if entry["disturbed"] else ""
        yield (
            f"| **{label} {entry['version']}** | {entry['wall_median']:.2f} s{noise}"
            f" | {entry['wall_min']:.2f} s | {entry['cpu_median']:.2f} s |"
        )
    yield f"\nFigure published for rcsfs 1.2.2 on such a machine, for 1,000,000 CSFs: {case['published']} s."


def memory_table(case: dict[str, Any]) -> Iterator[str]:
    """The peaks of all processes."""
    yield "Highest sum of the proportional set sizes (PSS).\n"
    yield f"| | {case['csfs']:,} CSFs | ten times as many |"
    yield "|---|--:|--:|"
    for label, entry in case["contenders"].items():
        peaks = " | ".join(f"{entry[name]['pss'] / 1e6:.0f} MB" for name in ("once", "tenfold"))
        yield f"| **{label} {entry['version']}** | {peaks} |"
    yield "\nFigure published for rcsfs 1.2.2 on 1,000,000 CSFs: 773 MB."


def numbers_table(case: dict[str, Any]) -> Iterator[str]:
    """Ours beside pyarrow's writer."""
    yield f"{case['rows']:,} rows of {case['columns']} integers, zstd; the table lies in Python's memory.\n"
    yield "| | wall, median | CPU |"
    yield "|---|--:|--:|"
    for label, entry in case["contenders"].items():
        name = f"**{label} {entry['version']}**" if entry["ours"] else label
        yield f"| {name} | {entry['wall_median']:.2f} s | {entry['cpu_median']:.2f} s |"

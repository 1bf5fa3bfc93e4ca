"""The cases of CSF lists and of numbers to Parquet.

rcsfs is not run: its published figures stand beside ours.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import csf

from harness.cases import Bench
from harness.contenders import OURS, SCRIPTS, Contender
from harness.measure import peak, run
from harness.rounds import alternating, summary

CSFS = 1_000_000
QUICK_CSFS = 100_000
COLUMNS = 3 * len(csf.PEEL)
PYARROW = "pyarrow `write_table`"
#: Of each case, what the script of ours calls it.
KINDS = {
    "csf-convert": "convert",
    "csf-descriptors-raw": "raw",
    "csf-descriptors-normalized": "normalized",
    "csf-one-pass": "one-pass",
}


def _folder(bench: Bench, csfs: int) -> Path:
    """A folder with a list of so many CSFs, and with the Parquet file that others are made of."""
    folder = bench.data.folder / f"csf-{csfs}"
    folder.mkdir(exist_ok=True)
    source = folder / "list.csf"
    if not source.exists():
        print(f"bench data: making {csfs:,} CSFs", flush=True)
        partial = source.with_suffix(".partial")
        with partial.open("w") as file:
            file.writelines(csf.lines(csfs))
        partial.rename(source)
    run(_command("convert", folder))
    return folder


def _command(kind: str, folder: Path) -> list[str]:
    return [sys.executable, str(SCRIPTS / "csf_ours.py"), kind, str(folder)]


def _clear(folder: Path) -> None:
    for old in folder.glob("*.out.*"):
        old.unlink()


def _version() -> str:
    return Contender(OURS, "csf_ours", "rogtk-shim", "rogtk_shim").version


def timed(case: str) -> Callable[[Bench], dict[str, Any]]:
    """One way from a list to a file, as whole processes."""
    kind = KINDS[case]

    def measure(bench: Bench) -> dict[str, Any]:
        csfs = QUICK_CSFS if bench.quick else CSFS
        folder = _folder(bench, csfs)
        commands = {OURS: _command(kind, folder)}
        run(commands[OURS])  # the untimed run
        runs = alternating(commands, bench.rounds, bench.repeats_max, lambda: _clear(folder))[OURS]
        entry = {"version": _version(), "ours": True, **summary(runs)}
        return {"csfs": csfs, "published": csf.CASES[kind][0], "contenders": {OURS: entry}}

    return measure


def memory(bench: Bench) -> dict[str, Any]:
    """Peak memory of one pass, and of one over ten times as many CSFs."""
    csfs = QUICK_CSFS if bench.quick else CSFS
    peaks: dict[str, Any] = {}
    for name, count in (("once", csfs), ("tenfold", 10 * csfs)):
        folder = _folder(bench, count)
        found = max(
            (peak(_command("one-pass", folder)) for _ in range(1 if bench.quick else 3)), key=lambda p: p.pss
        )
        peaks[name] = {"pss": found.pss, "processes": found.parts}
        _clear(folder)
    return {"csfs": csfs, "contenders": {OURS: {"version": _version(), "ours": True, **peaks}}}


def numbers(bench: Bench) -> dict[str, Any]:
    """The raw descriptors as a table, written by the engine and by pyarrow, each as it counts itself."""
    csfs = QUICK_CSFS if bench.quick else CSFS
    folder = _folder(bench, csfs)
    run(_command("raw", folder))
    found: dict[str, list[list[float]]] = {OURS: [], PYARROW: []}
    for label, script, arguments in [
        (OURS, "parquet_numbers_ours", [str(folder)]),
        (PYARROW, "csf_pyarrow", [str(folder)]),
    ] * bench.rounds:
        said = run([sys.executable, str(SCRIPTS / f"{script}.py"), *arguments]).stdout
        found[label].append([float(word) for word in said.split()[:2]])
    _clear(folder)
    contenders = {
        label: {
            "version": _version() if label == OURS else "",
            "ours": label == OURS,
            "wall_median": statistics.median(wall for wall, _ in times),
            "cpu_median": statistics.median(cpu for _, cpu in times),
            "runs": times,
        }
        for label, times in found.items()
    }
    return {"rows": csfs, "columns": COLUMNS, "contenders": contenders}


CSF_CASES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    **{case: timed(case) for case in KINDS},
    "csf-memory": memory,
    "parquet-numbers": numbers,
}

"""One run of the benchmark: its cases one after the other, each kept as soon as it is done."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from truth import table

from harness import report, venv
from harness.cases import CASES, Bench
from harness.choice_cases import CHOICE_CASES
from harness.contenders import BENCH, FILE, OURS, Truth
from harness.csf_cases import CSF_CASES
from harness.data import DataFolder
from harness.measure import ContenderFailed, adopt_orphans
from harness.region_cases import REGION_CASES


def open_bench(rounds: int, quick: bool) -> Bench:
    """Folders, data and the reference rows."""
    adopt_orphans()
    folder = BENCH / "data"
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    return Bench(DataFolder(folder), Truth(folder / "rows.json", BENCH / "pins.json"), scratch, rounds, quick)


def pin(bench: Bench) -> None:
    """Pin every data file, however it is made."""
    for data in (bench.data, DataFolder(bench.data.folder, simulator=False)):
        for name in ("short", "tenfold", "few", "long"):
            bench.truth.pin(data.by_name(name))


def run_cases(bench: Bench, out: Path, names: Sequence[str]) -> bool:
    """Run the cases and write the results after each; those not asked for keep what an earlier run left.

    False when a contender failed in one of them: the other cases are run all the same.
    """
    out.mkdir(parents=True, exist_ok=True)
    if not any(c.available for c in FILE if c.label == OURS):
        print("bench: this package isn't installed here; only the others are measured", flush=True)
    whole = True
    for name in names:
        print(f"bench: {name}, load {os.getloadavg()[0]:.1f}", flush=True)
        try:
            _run_case(bench, out, name)
        except ContenderFailed as failure:
            print(f"bench: {name}: {failure}", flush=True)
            whole = False
    return whole


def _run_case(bench: Bench, out: Path, name: str) -> None:
    if name == "truth":
        table.run(venv.REPOSITORY, out)
        return
    result = {**{**CASES, **CHOICE_CASES, **REGION_CASES, **CSF_CASES}[name](bench), "rounds": bench.rounds}
    store = out / "speed.json"
    results: dict[str, Any] = json.loads(store.read_text()) if store.exists() else {"cases": {}}
    results["machine"] = machine()
    results["cases"][name] = result
    store.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    report.write(out, results)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _cpu_model() -> str:
    try:
        with open("/proc/cpuinfo") as info:
            return next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()

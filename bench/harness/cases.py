"""The cases. Each returns what its part of the tables and the chart is made from."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.contenders import FILE, OURS, PARQUET, STREAM, Contender, Truth, check_file, check_stream
from harness.data import DataFile, DataFolder
from harness.measure import peak, run
from harness.rounds import alternating, summary

BATCH_ROWS = 20_000
MAIN_KEYS = ("main_seconds", "task_seconds")


@dataclass(frozen=True)
class Bench:
    """What every case needs."""

    data: DataFolder
    truth: Truth
    scratch: Path
    rounds: int
    quick: bool

    @property
    def repeats_max(self) -> int:
        """How often a disturbed run is repeated."""
        return 0 if self.quick else 2

    @property
    def out(self) -> Path:
        """Where contenders write: beside the data, so on a real disk, and removed after every run."""
        return self.scratch / "out.arrow"

    def clear(self) -> None:
        """Remove what a contender wrote."""
        self.out.unlink(missing_ok=True)


def present(contenders: list[Contender]) -> list[Contender]:
    """Those that are installed."""
    return [contender for contender in contenders if contender.available]


def head(contender: Contender) -> dict[str, Any]:
    """What every entry of the results begins with."""
    return {"version": contender.version, "ours": contender.label == OURS}


def data_of(bench: Bench, file: DataFile) -> dict[str, Any]:
    """What the results say of a file."""
    truth = bench.truth.of(file)
    return {"name": file.name, "made_by": file.origin, "bytes": file.path.stat().st_size, **truth}


def timed_files(bench: Bench, file: DataFile, contenders: list[Contender], rounds: int) -> dict[str, Any]:
    """Whole processes that write a file."""
    truth = bench.truth.of(file)
    results: dict[str, Any] = {}
    commands: dict[str, list[str]] = {}
    for contender in present(contenders):
        bench.clear()
        commands[contender.label] = contender.command(str(file.path), str(bench.out))
        said = run(commands[contender.label]).stdout  # the untimed run
        results[contender.label] = {**head(contender), "rows": check_file(bench.out, truth)}
        if contender.label == OURS:
            results[contender.label]["statistics"] = json.loads(said)
    bench.clear()
    for label, runs in alternating(commands, rounds, bench.repeats_max, bench.clear).items():
        results[label] |= summary(runs)
        if label == OURS:
            results[label]["main_share"] = _main_share([json.loads(run.stdout) for run in runs])
    return {"data": data_of(bench, file), "contenders": results}


def _main_share(said: list[dict[str, Any]]) -> float | None:
    """The main thread's share of the engine's busy seconds, as the engine counts them; the median run's."""
    found = [[{**s, **s.get("extra", {})}.get(key) for key in MAIN_KEYS] for s in said]
    shares = [main / (main + tasks) for main, tasks in found if main is not None and tasks]
    return statistics.median(shares) if shares else None


def file_to_file(bench: Bench) -> dict[str, Any]:
    """The short reads to an Arrow IPC file."""
    return timed_files(bench, bench.data.short(), FILE, bench.rounds)


def parquet(bench: Bench) -> dict[str, Any]:
    """The short reads to a Parquet file."""
    return timed_files(bench, bench.data.short(), PARQUET, bench.rounds)


def long_reads(bench: Bench) -> dict[str, Any]:
    """The long reads to an Arrow IPC file."""
    return timed_files(bench, bench.data.long(), FILE, max(2, bench.rounds // 2))


def stream(bench: Bench) -> dict[str, Any]:
    """Every batch of the short reads handed to Python."""
    file = bench.data.short()
    truth = bench.truth.of(file)
    results: dict[str, Any] = {}
    commands: dict[str, list[str]] = {}
    for contender in present(STREAM):
        commands[contender.label] = contender.command(str(file.path))
        results[contender.label] = {**head(contender), "rows": check_stream(contender, file, truth)}
        run(commands[contender.label])  # the untimed run
    for label, runs in alternating(commands, bench.rounds, bench.repeats_max).items():
        results[label] |= summary(runs)
    return {"data": data_of(bench, file), "contenders": results}


def first_batch(bench: Bench) -> dict[str, Any]:
    """The first batch of the short reads, cold, pyarrow imported before or not."""
    file = bench.data.short()
    results: dict[str, Any] = {}
    commands: dict[str, list[str]] = {}
    for contender in present(STREAM):
        results[contender.label] = head(contender)
        for pyarrow in ("with", "without"):
            key = f"{contender.label} {pyarrow}"
            commands[key] = contender.helped("first_batch", str(file.path), pyarrow)
            run(commands[key])
    for key, runs in alternating(commands, 2 * bench.rounds, bench.repeats_max).items():
        label, pyarrow = key.rsplit(" ", 1)
        said = [json.loads(run.stdout) for run in runs]
        seconds = [one["seconds"] for one in said]
        if label == OURS and {one["rows"] for one in said} != {BATCH_ROWS}:
            raise RuntimeError(f"the first batch should have {BATCH_ROWS:,} rows: {said}")
        results[label][pyarrow] = {"median": statistics.median(seconds), "min": min(seconds), "runs": seconds}
    return {"data": data_of(bench, file), "contenders": results}


def few_reads(bench: Bench) -> dict[str, Any]:
    """A file of 1,000 reads, again and again in one process."""
    file = bench.data.few()
    results: dict[str, Any] = {}
    truth = bench.truth.of(file)
    times = "20" if bench.quick else "100"
    for kind, contenders, out in (("stream", STREAM, []), ("file", FILE, [str(bench.out)])):
        for contender in present(contenders):
            said = json.loads(run(contender.helped("warm", str(file.path), times, *out)).stdout)
            seconds = said["seconds"]
            if kind == "stream" and said["rows"] != [truth["rows"]]:
                raise RuntimeError(f"{contender.label} yields {said['rows']} rows")
            results.setdefault(contender.label, head(contender))[kind] = {
                "median": statistics.median(seconds),
                "min": min(seconds),
                "runs": seconds,
            }
    return {"data": data_of(bench, file), "contenders": results}


def memory(bench: Bench) -> dict[str, Any]:
    """Peak memory of all of a contender's processes, on a file, on ten times as much, and on long reads."""
    files = ["short", "long"] if bench.quick else ["short", "tenfold", "long"]
    results: dict[str, Any] = {}
    for kind, contenders in (("file", FILE), ("stream", STREAM)):
        for contender in present(contenders):
            entry = results.setdefault(contender.label, head(contender)).setdefault(kind, {})
            for name in files if contender.label == OURS else files[:1]:
                entry[name] = _peak(bench, contender, bench.data.by_name(name), kind)
    return {"data": {name: data_of(bench, bench.data.by_name(name)) for name in files}, "contenders": results}


def _peak(bench: Bench, contender: Contender, file: DataFile, kind: str) -> dict[str, Any]:
    """The highest of several runs; a file's rows are checked when it is ours."""
    arguments = [str(file.path), str(bench.out)] if kind == "file" else [str(file.path)]
    runs = 1 if bench.quick or contender.label != OURS else 3
    peaks: list[dict[str, Any]] = []
    for _ in range(runs):
        bench.clear()
        found = peak(contender.command(*arguments))
        peaks.append({"pss": found.pss, "processes": found.parts})
    result: dict[str, Any] = {"pss": max(one["pss"] for one in peaks), "runs": peaks}
    if kind == "file" and contender.label == OURS:
        result["rows"] = check_file(bench.out, bench.truth.of(file))
    bench.clear()
    return result


def imports(bench: Bench) -> dict[str, Any]:
    """`import` in a fresh interpreter, less the bare interpreter."""
    commands = {"bare": [sys.executable, "-c", "pass"]}
    heads: dict[str, Any] = {}
    for contender in [*present(STREAM), *present(FILE[1:2])]:
        label = contender.label.split(" ")[0]
        heads[label] = head(contender)
        commands[label] = [sys.executable, "-c", f"import {contender.module}"]
    if OURS in heads:  # the package loads its parts when they are first named: what a user has then
        label = f"{OURS}, its functions loaded"
        heads[label] = {**heads[OURS], "version": ""}
        commands[label] = [sys.executable, "-c", "from rogtk_shim import bam_to_arrow_ipc, scan_bam"]
    commands["pyarrow"] = [sys.executable, "-c", "import pyarrow"]
    for command in commands.values():
        run(command)
    walls = {
        label: [run.wall for run in runs]
        for label, runs in alternating(commands, 3 * bench.rounds, bench.repeats_max).items()
    }
    bare = statistics.median(walls["bare"])
    results = {
        label: {**heads.get(label, {"version": "", "ours": False}), "median": statistics.median(wall) - bare,
                "min": min(wall) - min(walls["bare"]), "runs": wall}
        for label, wall in walls.items() if label != "bare"
    }  # fmt: skip
    return {"bare_interpreter": bare, "contenders": results}


CASES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "file": file_to_file,
    "parquet": parquet,
    "stream": stream,
    "first-batch": first_batch,
    "few-reads": few_reads,
    "long-reads": long_reads,
    "memory": memory,
    "import": imports,
}
"""Each case, by the name that the command line and the results know it by."""

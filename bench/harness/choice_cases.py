"""The cases of what users of BAM choose: columns, tags, filters, threads; and files of several sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from harness.cases import Bench, data_of, head, present, timed_files
from harness.contenders import FILE, OURS, SCRIPTS, STREAM, TAGS, TWO, Contender, check_stream
from harness.data import DataFile
from harness.measure import peak, run
from harness.rounds import alternating, summary

SEVEN = f"{OURS}, seven columns"
SLEEP_SECONDS = "0.05"
FLAGS = ("secondary,duplicate", "0x500")
MAPQ_MIN = "30"
TAG = "NM<=2"


def _drained(
    bench: Bench, file: DataFile, truth: dict[str, Any], contenders: list[tuple[str, Contender]]
) -> dict[str, Any]:
    """Whole processes that drain a stream, their rows checked first."""
    results: dict[str, Any] = {}
    commands: dict[str, list[str]] = {}
    for label, contender in contenders:
        commands[label] = contender.command(str(file.path))
        results[label] = {**head(contender), "rows": check_stream(contender, file, truth)}
        run(commands[label])  # the untimed run
    for label, runs in alternating(commands, bench.rounds, bench.repeats_max).items():
        results[label] |= summary(runs)
    return {"data": data_of(bench, file), "contenders": results}


def pruning(bench: Bench) -> dict[str, Any]:
    """Two columns instead of seven."""
    file = bench.data.short()
    truth = bench.truth.of(file)
    two = {**truth, "columns": {name: truth["columns"][name] for name in ("name", "flags")}}
    contenders = [(contender.label, contender) for contender in present(TWO)]
    contenders += [(SEVEN, contender) for contender in present(STREAM[:1])]
    return _drained(bench, file, two, contenders)


def tags(bench: Bench) -> dict[str, Any]:
    """All fields, and the tags NM, MD, AS."""
    file = bench.data.tagged()
    truth = bench.truth.of(file, "tags_pysam")
    return _drained(bench, file, truth, [(contender.label, contender) for contender in present(TAGS)])


def _counting(path: str) -> dict[str, list[str]]:
    """Commands that count the records that pass, by flags and mapping quality and by a tag."""
    ours = [sys.executable, "-m", "rogtk_shim", "bam", "count", path]
    names, bits = FLAGS
    pysam = f"import pysam; print(pysam.view('-c', '-F', '{bits}', '-q', '{MAPQ_MIN}', {path!r}))"
    commands = {
        OURS: [*ours, "--exclude", names, "--min-mapq", MAPQ_MIN],
        "pysam": [sys.executable, "-c", pysam],
        f"{OURS}, by a tag": [*ours, "--where", TAG],
    }
    samtools = shutil.which("samtools")
    if samtools is not None:
        commands["samtools"] = [samtools, "view", "-c", "-F", bits, "-q", MAPQ_MIN, path]
        commands["samtools, by a tag"] = [samtools, "view", "-c", "-e", f"[NM]{TAG[2:]}", path]
    return commands


def _samtools_version() -> str:
    said = subprocess.run(["samtools", "--version"], capture_output=True, check=True).stdout
    return said.split()[1].decode()


def counting(bench: Bench) -> dict[str, Any]:
    """Records that pass a filter, counted by whole processes; the counts have to be the same."""
    file = bench.data.short()
    commands = _counting(str(file.path))
    versions = {contender.label: contender.version for contender in STREAM}
    if "samtools" in commands:
        versions["samtools"] = _samtools_version()
    counts = {label: int(run(command).stdout.split()[0]) for label, command in commands.items()}
    results: dict[str, Any] = {}
    for label, runs in alternating(commands, bench.rounds, bench.repeats_max).items():
        who, _, how = label.partition(", ")
        expected = counts.get(f"samtools, {how}" if how else "samtools", counts[label])
        rows = "right" if counts[label] == expected else f"wrong: {counts[label]:,} instead of {expected:,}"
        results[label] = {"version": versions[who], "ours": who == OURS, "rows": rows, **summary(runs)}
    return {"data": data_of(bench, file), "contenders": results}


def threads(bench: Bench) -> dict[str, Any]:
    """The short reads to an Arrow IPC file, on one thread and more."""
    file = bench.data.short()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    script = str(SCRIPTS / "threads_ours.py")
    commands = {
        str(count): [sys.executable, script, str(file.path), str(bench.out), str(count)]
        for count in range(1, cores + 1)
    }
    for command in commands.values():
        run(command)
        bench.clear()
    runs = alternating(commands, bench.rounds, bench.repeats_max, bench.clear)
    return {"data": data_of(bench, file), "threads": {count: summary(found) for count, found in runs.items()}}


def sizes(bench: Bench) -> dict[str, Any]:
    """0.1, 1 and 10 million reads to an Arrow IPC file; the largest in few rounds."""
    files = [bench.data.tenth(), bench.data.short(), *([] if bench.quick else [bench.data.tenfold()])]
    contenders = [contender for contender in FILE if " " not in contender.label]
    measured: dict[str, Any] = {}
    for file in files:
        rounds = max(2, bench.rounds // 3) if file.name == "tenfold" else bench.rounds
        measured[str(file.rows)] = timed_files(bench, file, contenders, rounds)
    return {"files": measured}


def memory(bench: Bench) -> dict[str, Any]:
    """Peak memory with tags, with long reads, and with a reader that sleeps between batches."""
    script = str(SCRIPTS / "tags_ours.py")
    found: dict[str, Any] = {}
    for file in (bench.data.tagged(), bench.data.long()):
        for kind, more in (("drained", []), ("sleeping", [SLEEP_SECONDS])):
            command = [sys.executable, script, str(file.path), *more]
            peaks = [peak(command).pss for _ in range(1 if bench.quick else 3)]
            found[f"{file.name}, {kind}"] = {"pss": max(peaks), "runs": peaks}
    return {"peaks": found}


CHOICE_CASES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "pruning": pruning,
    "tags": tags,
    "count": counting,
    "threads": threads,
    "sizes": sizes,
    "tags-memory": memory,
}

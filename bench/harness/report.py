"""Tables and the chart, made from the results alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness import chart, choice_report, csf_report, goals, region_cases
from harness.contenders import OURS

TITLES = {
    "file": "BAM to an Arrow IPC file",
    "parquet": "BAM to a Parquet file",
    "stream": "Every record batch in Python",
    "first-batch": "The first record batch",
    "few-reads": "A file of 1,000 reads, again and again in one process",
    "long-reads": "Long reads to an Arrow IPC file",
    "memory": "Peak memory",
    "import": "Import",
    "pruning": "Two columns in Python",
    "tags": "All fields and three tags in Python",
    "count": "Records that pass a filter, counted",
    "regions": "A hundred regions by the index",
    "threads": "Speed against threads",
    "sizes": "Speed against the file's size",
    "tags-memory": "Peak memory with tags",
    "csf-convert": "CSF list to Parquet",
    "csf-descriptors-raw": "Descriptors from Parquet, raw",
    "csf-descriptors-normalized": "Descriptors from Parquet, normalized",
    "csf-one-pass": "CSF list to normalized descriptors in one pass",
    "csf-memory": "Peak memory of one pass over a CSF list",
    "parquet-numbers": "A table of numbers to Parquet",
}


def write(out: Path, results: dict[str, Any]) -> None:
    """Write `speed.md`, `readme_speed.md`, `speed.svg` and `scale.svg`."""
    (out / "speed.md").write_text("\n".join(_pages(results)) + "\n")
    (out / "readme_speed.md").write_text("\n".join(_summary(results)) + "\n")
    chart.write(out / "speed.svg", results)
    choice_report.write_chart(out / "scale.svg", results["cases"])


def _pages(results: dict[str, Any]) -> Iterator[str]:
    cases = results["cases"]
    machine = results.get("machine", {})
    yield "# Speed and memory"
    yield ""
    yield (
        f"Measured on {machine.get('cores')} cores of {machine.get('cpu')}, {machine.get('system')}, Python"
        f" {machine.get('python')}. How, and what each figure means: [bench/README.md](../README.md)."
    )
    met = list(goals.lines(cases))
    if met:
        yield "\n## Goals\n"
        yield from met
    for name, title in TITLES.items():
        if name in cases:
            yield f"\n## {title}\n"
            yield from _TABLES[name](cases[name])


def _data_line(data: dict[str, Any]) -> str:
    made = {"art": "simulated by ART, mapped by minimap2", "plain": "made by bench/harness/simulate.py"}
    digest = data["columns"]["sequence"][16:]
    return (
        f"{data['rows']:,} reads, {data['bytes'] / 1e6:.1f} MB of BAM, {made[data['made_by']]};"
        f" digest of the bases `{digest}`."
    )


def _label(label: str, entry: dict[str, Any]) -> str:
    name = f"{label} {entry['version']}" if entry["version"] else label
    return f"**{name}**" if entry["ours"] else name


def _times(entry: dict[str, Any], ours: dict[str, Any] | None, key: str) -> str:
    if ours is None or entry is ours or not ours.get(key):
        return ""
    return f"{entry[key] / ours[key]:.1f}x"


def timed_table(case: dict[str, Any]) -> Iterator[str]:
    """Wall and CPU time of whole processes."""
    contenders = case["contenders"]
    ours = contenders.get(OURS)
    yield f"{_data_line(case['data'])} Whole processes, {case['rounds']} rounds.\n"
    yield "| | wall, median | best | | CPU: user + system | | rows |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    for label, entry in contenders.items():
        noise = f" ({entry['disturbed']} runs disturbed)" if entry["disturbed"] else ""
        yield (
            f"| {_label(label, entry)} | {entry['wall_median']:.2f} s{noise} | {entry['wall_min']:.2f} s"
            f" | {_times(entry, ours, 'wall_median')}"
            f" | {entry['user_median']:.2f} + {entry['system_median']:.2f} s"
            f" | {_times(entry, ours, 'cpu_median')} | {entry['rows']} |"
        )
    if ours and ours.get("main_share") is not None:
        yield f"\nThe engine's main thread has {ours['main_share']:.1%} of the engine's busy time."


def _first_batch_table(case: dict[str, Any]) -> Iterator[str]:
    yield f"{_data_line(case['data'])} From the call to the first batch, in a fresh process.\n"
    yield "| | pyarrow imported before | not |"
    yield "|---|--:|--:|"
    for label, entry in case["contenders"].items():
        cells = (
            f"{entry[key]['median'] * 1000:.0f} ms (best {entry[key]['min'] * 1000:.0f})"
            for key in ("with", "without")
        )
        yield f"| {_label(label, entry)} | {' | '.join(cells)} |"


def _few_table(case: dict[str, Any]) -> Iterator[str]:
    yield f"{_data_line(case['data'])} Each time after the first ten, in one process.\n"
    yield "| | every batch in Python | to an Arrow IPC file |"
    yield "|---|--:|--:|"
    for label, entry in case["contenders"].items():
        cells = (
            f"{entry[key]['median'] * 1000:.1f} ms" if key in entry else "" for key in ("stream", "file")
        )
        yield f"| {_label(label, entry)} | {' | '.join(cells)} |"


def _memory_table(case: dict[str, Any]) -> Iterator[str]:
    yield "Highest sum of the proportional set sizes (PSS) of a contender's processes.\n"
    files = list(case["data"])
    heads = {"short": "short reads", "tenfold": "ten times as many", "long": "long reads"}
    columns = [f"{kind}: {heads[file]}" for kind in ("to a file", "in Python") for file in files]
    yield f"| | {' | '.join(columns)} |"
    yield f"|---|{'--:|' * 2 * len(files)}"
    for label, entry in case["contenders"].items():
        peaks = (entry.get(kind, {}).get(f) for kind in ("file", "stream") for f in files)
        cells = (f"{one['pss'] / 1e6:.0f} MB" if one else "" for one in peaks)
        yield f"| {_label(label, entry)} | {' | '.join(cells)} |"


def _import_table(case: dict[str, Any]) -> Iterator[str]:
    yield f"A fresh process each, less the bare interpreter's {case['bare_interpreter'] * 1000:.0f} ms.\n"
    yield "| `import` | median |"
    yield "|---|--:|"
    for label, entry in case["contenders"].items():
        yield f"| {_label(label, entry)} | {entry['median'] * 1000:.0f} ms |"


_TABLES = {
    "file": timed_table,
    "parquet": timed_table,
    "stream": timed_table,
    "first-batch": _first_batch_table,
    "few-reads": _few_table,
    "long-reads": timed_table,
    "memory": _memory_table,
    "import": _import_table,
    **dict.fromkeys(("pruning", "tags", "count"), timed_table),
    "regions": region_cases.table,
    "threads": choice_report.threads_table,
    "sizes": choice_report.sizes_table,
    "tags-memory": choice_report.memory_table,
    **dict.fromkeys(
        ("csf-convert", "csf-descriptors-raw", "csf-descriptors-normalized", "csf-one-pass"),
        csf_report.timed_table,
    ),
    "csf-memory": csf_report.memory_table,
    "parquet-numbers": csf_report.numbers_table,
}


def _summary(results: dict[str, Any]) -> Iterator[str]:
    """The short table: one line a contender."""
    cases = results["cases"]
    file = cases.get("file", {}).get("contenders", {})
    stream = cases.get("stream", {}).get("contenders", {})
    peaks = cases.get("memory", {}).get("contenders", {})
    heads = ("to an Arrow IPC file", "CPU", "every batch in Python", "peak memory", "rows")
    yield f"| 999,900 reads of 150 bases (77 MB) | {' | '.join(heads)} |"
    yield "|---|--:|--:|--:|--:|---|"
    for label, entry in file.items():
        drained = stream.get(label)
        peak = peaks.get(label, {}).get("file", {}).get("short")
        cells = [
            _with_ratio(entry, file, "wall_median"),
            _with_ratio(entry, file, "cpu_median"),
            _with_ratio(drained, stream, "wall_median") if drained else "not offered",
            f"{peak['pss'] / 1e6:.0f} MB" if peak else "",
            entry["rows"],
        ]
        yield f"| {_label(label, entry)} | {' | '.join(cells)} |"


def _with_ratio(entry: dict[str, Any], among: dict[str, Any], key: str) -> str:
    times = _times(entry, among.get(OURS), key)
    return f"{entry[key]:.2f} s" + (f" ({times})" if times else "")

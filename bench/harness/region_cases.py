"""The case of regions: many short ones of an indexed file, in a process that goes on."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from harness.cases import Bench, data_of, present
from harness.contenders import BENCH, OURS, SCRIPTS, Contender, verdict
from harness.measure import ELSEWHERE, run
from harness.rounds import alternating
from harness.simulate import REFERENCES

REGIONS = 100
REGION_BASES = 10_000
#: Regions begin so far from each other, or a little less or more: no read lies in two.
STEP = 2 * REGION_BASES
APART = 1_000
TIMES = "5"
LISTS = "pysam, `fetch` to lists"
CONTENDERS = [
    Contender(OURS, "regions_ours", "rogtk-shim", "rogtk_shim"),
    Contender(f"{OURS}, one by one", "regions_ours_single", "rogtk-shim", "rogtk_shim"),
    Contender("pysam, `fetch` to a table", "regions_pysam", "pysam", "pysam"),
    Contender(LISTS, "regions_pysam_lists", "pysam", "pysam"),
]


def chosen() -> list[tuple[str, int, int]]:
    """Regions at random, the same each time, in the file's order."""
    rng = random.Random(5)
    places = [(number, step) for number, (_, bases) in enumerate(REFERENCES) for step in range(bases // STEP)]
    found: list[tuple[str, int, int]] = []
    for number, step in sorted(rng.sample(places, REGIONS)):
        start = step * STEP + rng.randrange(REGION_BASES - APART)
        found.append((REFERENCES[number][0], start, start + REGION_BASES))
    return found


def _digest(contender: Contender, path: Path, regions: Path) -> dict[str, Any]:
    """Rows and digests of what it reads, in a process of its own."""
    code = (
        f"import sys; sys.path[:0] = [{str(BENCH)!r}, {str(SCRIPTS)!r}]; import json, pyarrow as pa;"
        f" from stream_pysam import SCHEMA; from harness.digest import of_batches;"
        f" from {contender.script} import read;"
        f" found = read({str(path)!r}, [tuple(one) for one in json.load(open({str(regions)!r}))]);"
        f" table = found if isinstance(found, pa.Table) else pa.table(list(found), SCHEMA.names);"
        f" print(json.dumps(of_batches(table.to_batches())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ELSEWHERE
    )
    return json.loads(done.stdout.splitlines()[-1])


def regions(bench: Bench) -> dict[str, Any]:
    """A hundred regions of the short reads, the engine and the file open."""
    file = bench.data.short()
    if not any(Path(f"{file.path}{suffix}").exists() for suffix in (".bai", ".csi")):
        run([sys.executable, "-c", f"import pysam; pysam.index({str(file.path)!r})"])
    asked = bench.scratch / "regions.json"
    asked.write_text(json.dumps(chosen()))
    truth = _digest(next(one for one in CONTENDERS if one.label == LISTS), file.path, asked)
    results: dict[str, Any] = {}
    commands: dict[str, list[str]] = {}
    for contender in present(CONTENDERS):
        got = _digest(contender, file.path, asked)
        results[contender.label] = {
            "version": contender.version,
            "ours": contender.package == "rogtk-shim",
            "rows": verdict(got, truth),
        }
        commands[contender.label] = contender.helped("regions", str(file.path), TIMES, str(asked))
    for label, runs in alternating(commands, bench.rounds, bench.repeats_max).items():
        said = [json.loads(one.stdout) for one in runs]
        wall = [seconds for one in said for seconds in one["wall"]]
        cpu = [seconds for one in said for seconds in one["cpu"]]
        results[label] |= {
            "wall_median": statistics.median(wall),
            "wall_min": min(wall),
            "cpu_median": statistics.median(cpu),
            "runs": said,
        }
    asked.unlink()
    return {
        "data": data_of(bench, file),
        "regions": REGIONS,
        "bases": REGION_BASES,
        "records": truth["rows"],
        "contenders": results,
    }


def table(case: dict[str, Any]) -> Iterator[str]:
    """Wall and CPU time of all regions."""
    yield (
        f"{case['regions']} regions of {case['bases']:,} bases, {case['records']:,} of"
        f" {case['data']['rows']:,} reads, seven columns, by the index."
        " In a process that has read them before.\n"
    )
    yield "| | wall, median | best | CPU | | rows |"
    yield "|---|--:|--:|--:|--:|---|"
    ours = case["contenders"].get(OURS)
    for label, entry in case["contenders"].items():
        ratio = f"{entry['cpu_median'] / ours['cpu_median']:.1f}x" if ours and entry is not ours else ""
        who, _, how = label.partition(", ")
        name = f"{who} {entry['version']}{f', {how}' if how else ''}"
        yield (
            f"| {f'**{name}**' if entry['ours'] else name} | {entry['wall_median']:.2f} s"
            f" | {entry['wall_min']:.2f} s | {entry['cpu_median']:.2f} s | {ratio} | {entry['rows']} |"
        )


REGION_CASES: dict[str, Callable[[Bench], dict[str, Any]]] = {"regions": regions}

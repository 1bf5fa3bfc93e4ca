"""Measures MARC records: this package beside pymarc, rmarc and mrrc.

Usage, in the environment that `bench/run.py` makes: .bench-venv/bin/python bench/marc_records.py
    [--records N] [--rounds N] [--memory] [--out FILE]

Each run is a process of its own, which goes through the file three times; the packages take turns. Shown are
records per second of its quickest pass, so without the start of interpreter and engine, and CPU seconds of
the whole process with all it started. The goals are those of two cores that do nothing else; CPU seconds tell
most where others are at work.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from harness.measure import Run, peak, run

SCRIPT = Path(__file__).resolve().parent / "contenders" / "marc_records.py"
OURS, MRRC = "rogtk_shim.pymrrc", "mrrc"
PYMARC_FACE, PYMARC = "rogtk_shim.pymarc", "pymarc"
PACKAGES = (OURS, PYMARC_FACE, MRRC, "rmarc", PYMARC)
#: Where many times pymarc's speed is wanted, and how many.
PYMARC_WAYS, PYMARC_TIMES = ("iterate", "title", "copy"), 30
#: The ways through the file, and how many times faster than mrrc is wanted.
WAYS = {"iterate": 4, "title": 3, "copy": 4, "add": 2, "parallel": 4, "pipeline": 4}
ONLY_MRRC = ("parallel", "pipeline")
WORDS = (
    *("analysis", "art", "bibliothèque", "collected", "cultural", "economic", "édition", "española"),
    *("history", "introduction", "język", "königliche", "literature", "Ελλάδα", "modern", "nature"),
    *("political", "press", "revised", "science", "society", "theory", "university"),
)


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def fields(rng: random.Random, number: int) -> Iterator[tuple[str, str]]:
    """Some twenty fields, as in a library's catalogue."""
    yield "001", f"ocm{number:09}"
    yield "005", "20240131120000.0"
    yield "008", f"240131s{rng.randint(1900, 2024)}    nyu           000 0 eng d"
    yield "020", f"  \x1fa978{rng.randrange(10**10):010}"
    yield "040", "  \x1faDLC\x1fcDLC\x1fdDLC"
    yield "050", f"00\x1faQA{rng.randint(1, 999)}\x1fb.C{rng.randint(1, 99)} 1974"
    yield "100", f"1 \x1fa{text(rng, 2)},\x1fd19{rng.randint(10, 99)}-"
    yield "245", f"10\x1fa{text(rng, 7)} :\x1fb{text(rng, 8)} /\x1fc{text(rng, 4)}"
    yield "264", f" 1\x1faNew York :\x1fb{text(rng, 2)},\x1fc{rng.randint(1900, 2024)}"
    yield "300", f"  \x1fa{rng.randint(50, 900)} pages ;\x1fc{rng.randint(18, 30)} cm"
    for _ in range(rng.randint(1, 3)):
        yield "500", f"  \x1fa{text(rng, 12)}"
    yield "520", f"  \x1fa{text(rng, rng.randint(20, 50))}"
    for _ in range(rng.randint(1, 6)):
        yield "650", f" 0\x1fa{text(rng, 2)}\x1fx{text(rng, 1)}"
    for _ in range(rng.randint(0, 3)):
        yield "700", f"1 \x1fa{text(rng, 3)},"


def record(rng: random.Random, number: int) -> bytes:
    directory, body = "", b""
    for tag, content in fields(rng, number):
        data = content.encode() + b"\x1e"
        directory += f"{tag}{len(data):04}{len(body):05}"
        body += data
    base = 25 + len(directory)
    head = f"{base + len(body) + 1:05}cam a22{base:05} a 4500{directory}\x1e"
    return head.encode() + body + b"\x1d"


def report(line: str, out: Path | None) -> None:
    """Print a line, and add it to the file of results if there is one."""
    print(line, flush=True)
    if out is not None:
        with out.open("a") as file:
            file.write(f"    {line}\n")


def show(way: str, runs: dict[str, list[Run]], records: int, out: Path | None) -> None:
    """Report a way's line for each package, and the ratios to mrrc and to pymarc."""
    speeds: dict[str, float] = {}
    for package, done in runs.items():
        counts = {int(one.stdout.split()[0]) for one in done}
        if counts != {records}:
            raise RuntimeError(f"{package} finds {counts} records, not {records}")
        speeds[package] = records / statistics.median(float(one.stdout.split()[1]) for one in done)
        cpu = statistics.median(one.user + one.system for one in done)
        report(f"{way:9} {package:18} {speeds[package]:11,.0f} /s  {cpu:6.2f} s CPU", out)
    if MRRC in speeds:
        report(f"{way:9} {speeds[OURS] / speeds[MRRC]:.1f} times mrrc; wanted: {WAYS[way]}", out)
    if PYMARC in speeds and way in PYMARC_WAYS:
        report(
            f"{way:9} {speeds[PYMARC_FACE] / speeds[PYMARC]:.1f} times pymarc; wanted: {PYMARC_TIMES}", out
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="also the peak of all processes together")
    parser.add_argument("--out", type=Path, help="a file that the results are added to")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="marc-bench-"))
    try:
        rng = random.Random(1)
        with (folder / "in.mrc").open("wb") as file:
            file.writelines(record(rng, number) for number in range(chosen.records))
        for way in WAYS:
            known = [one for one in PACKAGES if find_spec(one.split(".")[0])]
            packages = [one for one in known if way not in ONLY_MRRC or one in (OURS, MRRC)]
            files = [str(folder / "in.mrc"), str(folder / "out.mrc")]
            commands = {one: [sys.executable, str(SCRIPT), one, way, *files] for one in packages}
            runs: dict[str, list[Run]] = {package: [] for package in packages}
            for _ in range(chosen.rounds):
                for package in packages:
                    runs[package].append(run(commands[package]))
            show(way, runs, chosen.records, chosen.out)
            if chosen.memory:
                # Of one process, or of two: whatever a package starts.
                peaks = {one: peak(commands[one]).pss / 1e6 for one in (OURS, MRRC) if one in commands}
                beside = f"; {MRRC} {peaks[MRRC]:.0f} MB" if MRRC in peaks else ""
                report(f"{way:9} {OURS} peak {peaks[OURS]:.0f} MB; wanted: 250{beside}", chosen.out)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

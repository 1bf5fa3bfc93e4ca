"""Asks every reader about every damaged file; makes the table."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from harness import bam
from harness.contenders import OURS
from harness.digest import COLUMNS

from truth import damage
from truth.judge import Verdict, agreeing_columns, ask, judge, rows_of
from truth.readers import READERS, available

PATIENT = Path("tests_py/data/bam/pybedtools-x.bam")
"""The real file: 45,593 reads of the fruit fly, in 92 blocks."""

LEGEND = """\
One real BAM of {total:,} reads (`{name}`), damaged in ten ways; each reader in a process of its own, with a
time-out. **error**: it said so. A number: it returned so many of the file's rows and no error, as if nothing
were wrong; `twice`: rows it returned again; `made up`: rows that were never in the file, or came out changed.
`leaves a file`: an unfinished file stays under the name asked for. (warns): a line on standard error, but no
error. Rows are compared with those before the damage, in the columns that the reader gets right in the
undamaged file."""


@dataclass
class Finding:
    """One reader: the columns it is right in before the damage, and its verdicts."""

    reader: str
    version: str
    columns: list[str]
    verdicts: dict[str, Verdict] = field(default_factory=dict[str, Verdict])


def _version(reader: str) -> str:
    package = reader.split(" ")[0]
    if package == "samtools":
        return (
            subprocess.run([package, "--version"], capture_output=True, check=True).stdout.split()[1].decode()
        )
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def examine(repository: Path) -> tuple[list[damage.Damaged], list[Finding], int]:
    """Every reader on every kind of damage, and on the file before it."""
    patient = damage.Patient(bam.split((repository / PATIENT).read_bytes()))
    total = len(patient.raw.records)
    cases = [damage.Damaged("undamaged", "undamaged, for comparison", patient.undamaged(), total)]
    cases += damage.all_of(patient)
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            (Path(folder) / f"{case.key}.bam").write_bytes(case.data)
        whole = Path(folder) / "undamaged.bam"
        truth = ask("pysam", whole).table
        if truth is None or truth.num_rows != total:
            raise RuntimeError("pysam doesn't read the undamaged file")
        for reader in filter(available, READERS):
            table = ask(reader, whole).table
            if table is None:
                raise RuntimeError(f"{reader} doesn't read the undamaged file")
            finding = Finding(reader, _version(reader), agreeing_columns(table, truth))
            rows = Counter(rows_of(truth, finding.columns))
            for case in cases:
                finding.verdicts[case.key] = judge(
                    ask(reader, Path(folder) / f"{case.key}.bam"), rows, finding.columns
                )
            findings.append(finding)
            print(f"truth: {reader} done", flush=True)
    return cases, findings, total


def cell(verdict: Verdict, total: int) -> str:
    """A verdict in the fewest words."""
    noticed = "**error**, leaves a file" if verdict.left_file else "**error**"
    words = {"noticed": noticed, "crashed": "crash", "hung": "hangs", "broken output": "unreadable file"}
    if verdict.outcome in words:
        return words[verdict.outcome]
    text = f"all {total:,}" if verdict.kept == total else f"{verdict.kept:,}"
    if verdict.repeated:
        text += f" + {verdict.repeated:,} twice"
    if verdict.invented:
        text += f" + {verdict.invented:,} made up"
    if verdict.warning:
        text += " (warns)"
    return text


def markdown(cases: list[damage.Damaged], findings: list[Finding], total: int) -> str:
    """The table with its legend."""
    heads = [f"{f.reader}{' ' + f.version if f.version else ''}" for f in findings]
    legend = LEGEND.format(total=total, name=PATIENT.name)
    return "\n".join([*_table(cases, findings, heads, total), "", legend, *_wrong_columns(findings), ""])


def short_markdown(cases: list[damage.Damaged], findings: list[Finding], total: int) -> str:
    """The same with short heads, and one column for readers of this package that agree."""
    kept: list[Finding] = []
    for finding in findings:
        ours = [other for other in kept if _package(finding) == _package(other) == OURS]
        cells = [cell(v, total) for v in finding.verdicts.values()]
        if not any(cells == [cell(v, total) for v in other.verdicts.values()] for other in ours):
            kept.append(finding)
    alone = sum(_package(f) == OURS for f in kept) == 1
    heads = [OURS if alone and _package(f) == OURS else f.reader for f in kept]
    legend = LEGEND.format(total=total, name=PATIENT.name)
    return "\n".join([*_table(cases, kept, heads, total), "", legend, ""])


def _package(finding: Finding) -> str:
    return finding.reader.split(" ")[0]


def _table(
    cases: list[damage.Damaged], findings: list[Finding], heads: list[str], total: int
) -> Iterator[str]:
    yield f"| damage | records left intact | {' | '.join(heads)} |"
    yield f"|---|--:|{'---|' * len(findings)}"
    for case in cases:
        cells = (cell(f.verdicts[case.key], total) for f in findings)
        yield f"| {case.title} | {case.intact:,} | {' | '.join(cells)} |"


def _wrong_columns(findings: list[Finding]) -> Iterator[str]:
    for finding in findings:
        wrong = [name for name in COLUMNS if name not in finding.columns]
        if wrong and not finding.reader.startswith("samtools"):
            yield f"{finding.reader} is wrong in {', '.join(wrong)} even there."


def run(repository: Path, out: Path) -> dict[str, Any]:
    """Examine, and write `truth.md`, `truth.json` and the README's `readme_truth.md`."""
    cases, findings, total = examine(repository)
    result = {
        "file": PATIENT.name,
        "records": total,
        "damage": {case.key: {"title": case.title, "intact": case.intact} for case in cases},
        "readers": {
            f.reader: {
                "version": f.version,
                "columns": f.columns,
                "verdicts": {key: verdict.to_dict() for key, verdict in f.verdicts.items()},
            }
            for f in findings
        },
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "truth.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (out / "truth.md").write_text(markdown(cases, findings, total))
    (out / "readme_truth.md").write_text(short_markdown(cases, findings, total))
    return result

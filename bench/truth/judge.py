"""What a reader did with a damaged file, held against the records that were there before the damage."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from harness.digest import COLUMNS, RENAMED

from truth.readers import RAISED, WRITERS

TIMEOUT_SECONDS = 60
_WARNING = re.compile(r"EOF|trunc|corrupt|error|warn|invalid|fail|malform|bad ", re.IGNORECASE)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Verdict:
    """One reader on one file. `kept`, `invented` and `repeated` count rows it returned without an error."""

    outcome: str
    kept: int = 0
    repeated: int = 0
    invented: int = 0
    error: str = ""
    warning: str = ""
    left_file: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What a reader's process did: its verdict so far, and the table it returned if it was content."""

    verdict: Verdict | None
    table: pa.Table | None
    warning: str = ""


def ask(reader: str, path: Path) -> Answer:
    """Let a reader read a file in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.arrow"
        log = Path(folder) / "stderr"
        script = Path(__file__).with_name("readers.py")
        with open(log, "wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, str(script), reader, str(path), str(out)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True,
                start_new_session=True,
            )  # fmt: skip
            try:
                stdout, _ = process.communicate(timeout=TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return Answer(Verdict("hung"), None)
        words = log.read_text(errors="replace").replace(f"{path.parent}/", "")
        warning = next((line.strip() for line in words.splitlines() if _WARNING.search(line)), "")
        if process.returncode == RAISED:
            left = reader in WRITERS and out.exists()
            said = json.loads(stdout.splitlines()[-1])
            error = f"{said['error']}: {said['message']}".replace(f"{path.parent}/", "")
            return Answer(Verdict("noticed", error=error, warning=warning, left_file=left), None)
        if process.returncode != 0:
            how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit {process.returncode}"
            return Answer(Verdict("crashed", error=how), None)
        return _read_back(out, warning)


def _read_back(out: Path, warning: str) -> Answer:
    if not out.exists() or not out.stat().st_size:
        return Answer(None, None, warning)
    try:
        with pa.OSFile(str(out)) as source:
            table = pa.ipc.open_file(source).read_all()
            table.validate(full=True)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        return Answer(Verdict("broken output", error=str(error), warning=warning, left_file=True), None)
    return Answer(
        None, table.rename_columns([RENAMED.get(name, name) for name in table.column_names]), warning
    )


def agreeing_columns(table: pa.Table, truth: pa.Table) -> list[str]:
    """The columns that a reader gets right in the undamaged file, double rows apart: only they are judged."""
    rows = min(table.num_rows, truth.num_rows)
    return [
        name
        for name in COLUMNS
        if name in table.column_names
        and table.column(name).slice(0, rows).to_pylist() == truth.column(name).slice(0, rows).to_pylist()
    ]


def rows_of(table: pa.Table, columns: list[str]) -> list[Row]:
    """The rows as tuples of these columns."""
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def judge(answer: Answer, truth: Counter[Row], columns: list[str]) -> Verdict:
    """Hold what was returned against the records before the damage."""
    if answer.verdict is not None:
        return answer.verdict
    table = answer.table
    got = Counter(rows_of(table, columns)) if table is not None and table.num_rows else Counter[Row]()
    kept = sum((got & truth).values())
    extra = got - truth
    repeated = sum(count for row, count in extra.items() if row in truth)
    invented = sum(extra.values()) - repeated
    outcome = "whole" if kept == truth.total() else "short"
    if invented:
        outcome = "made up"
    return Verdict(outcome, kept, repeated, invented, warning=answer.warning)

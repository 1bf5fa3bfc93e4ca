"""The program as users start it: a process, its words, its exit code and what it wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from tests_py.faces.files import names_in

SECONDS_MAX = 50
PROGRAM = Path(sys.executable).with_name("rogtk-shim")

Word = str | bytes | Path


def command(*words: Word) -> list[Word]:
    """The command line of the installed program."""
    return [PROGRAM, *words]


def run(*words: Word, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end; text in and out, odd bytes as Python's surrogates."""
    settings: dict[str, Any] = {
        "capture_output": "stdout" not in options,
        "stdin": subprocess.DEVNULL,
        "text": True,
        "errors": "surrogateescape",
        "timeout": SECONDS_MAX,
        "check": False,
        "env": environment(),
    }
    if "stdout" in options:
        settings["stderr"] = subprocess.PIPE
    if "input" in options:
        del settings["stdin"]
    settings.update(options)
    return cast("subprocess.CompletedProcess[str]", subprocess.run(command(*words), **settings))


def environment(**more: str) -> dict[str, str]:
    """This process's environment; warnings of the program are errors, a terminal's size is nobody's."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {**inherited, "PYTHONWARNINGS": "error", **more}


def made_in(folder: Path) -> set[str]:
    """What a test has made in the fixture `folder`."""
    return names_in(folder) - {"reads.bam"}

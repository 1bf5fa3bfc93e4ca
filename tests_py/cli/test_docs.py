"""The examples of the command line's page run as they stand."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests_py.cli.program import PROGRAM, SECONDS_MAX, environment

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
EXAMPLES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda number: EXAMPLES[number])
def test_example(number: int, folder: Path) -> None:
    assert (folder / "reads.bam").exists()
    path = f"{PROGRAM.parent}:{environment()['PATH']}"
    # Some read what those above them have written.
    for line in EXAMPLES[: number + 1]:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            env=environment(PATH=path),
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""


def test_every_verb_is_on_the_page() -> None:
    from tests_py.cli.test_program import verbs

    text = PAGE.read_text(encoding="utf-8")
    for words in verbs():
        assert f"rogtk-shim {' '.join(words)} " in text

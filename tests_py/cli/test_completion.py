"""`rogtk-shim completion`: the shells run the scripts for real, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from rogtk_shim.cli.completion import places
from rogtk_shim.cli.parsers import build
from tests_py.cli.program import SECONDS_MAX, environment, run
from tests_py.cli.test_program import verbs

# Bash asks a completion function with these variables set; the answer is in COMPREPLY.
ASK = """
eval "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
complete -p rogtk-shim >&2
_rogtk_shim 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script() -> str:
    return run("completion", "bash").stdout


def offered(script: str, *words: str) -> set[str]:
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK, "bash", script, "rogtk-shim", *words],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        env=environment(),
        check=True,
    )
    assert "-F _rogtk_shim rogtk-shim" in done.stderr
    return set(done.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
class TestBash:
    def test_commands(self, script: str) -> None:
        assert offered(script, "") == {words[0] for words in verbs()}
        assert offered(script, "b") == {"bam", "bench"}

    def test_verbs(self, script: str) -> None:
        assert offered(script, "bam", "") == {words[1] for words in verbs() if words[0] == "bam"}
        assert offered(script, "bam", "to-a") == {"to-arrow"}

    def test_options(self, script: str) -> None:
        found = offered(script, "bam", "to-arrow", "reads.bam", "--")
        assert {"--threads", "--limit", "--no-clobber", "--help", "--stats"} <= found
        assert offered(script, "bam", "count", "--no") == set()
        assert offered(script, "--v") == {"--version"}

    def test_values(self, script: str) -> None:
        assert offered(script, "bam", "count", "--progress", "") == {"auto", "never", "always"}
        assert offered(script, "completion", "z") == {"zsh"}

    def test_files_are_left_to_bash(self, script: str) -> None:
        # A file that is called like a verb leads nowhere else.
        assert offered(script, "check", "bam", "") == set()
        assert offered(script, "bam", "head", "") == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_has_every_verb_and_option(shell: str) -> None:
    script = run("completion", shell).stdout
    for place in places(build()):
        for word in (*place.verbs, *place.options):
            assert word.lstrip("-") in script


@pytest.mark.parametrize(("shell", "check"), [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])])
def test_the_shell_takes_the_script(shell: str, check: list[str], tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(run("completion", shell).stdout)
    subprocess.run([shell, *check, tmp_path / "script"], timeout=SECONDS_MAX, check=True)


def test_fish_completes(tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    (tmp_path / "script").write_text(run("completion", "fish").stdout)
    ask = f"source {tmp_path / 'script'}; complete -C 'rogtk-shim bam c'"
    told = subprocess.check_output(["fish", "-c", ask], text=True, timeout=SECONDS_MAX)
    assert told.splitlines()[0].startswith("count\t")


# Zsh's own builtins work within a completion only: these say what they were asked for.
ZSH = """
compdef() { }
compadd() { shift; print -l -- "$@" }
_files() { print FILES }
eval "$1"; shift
words=("$@"); CURRENT=$#words
_rogtk_shim
"""


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_completes() -> None:
    script = run("completion", "zsh").stdout

    def offered(*words: str) -> set[str]:
        asked = ["zsh", "-f", "-c", ZSH, "zsh", script, "rogtk-shim", *words]
        return set(subprocess.check_output(asked, text=True, timeout=SECONDS_MAX).split())

    assert offered("") == {words[0] for words in verbs()}
    assert offered("bam", "") == {words[1] for words in verbs() if words[0] == "bam"}
    assert offered("bam", "count", "--progress", "") == {"auto", "never", "always"}
    assert "--threads" in offered("bam", "count", "-")
    assert offered("check", "bam", "") == {"FILES"}

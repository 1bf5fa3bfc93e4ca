"""The program itself: version, help, usage, errors, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

import rogtk_shim
from rogtk_shim import Statistics
from rogtk_shim.cli import main
from rogtk_shim.cli.minutes import Minutes
from rogtk_shim.cli.parsers import build
from rogtk_shim.cli.registry import COMMANDS
from rogtk_shim.cli.report import outcome
from tests_py.bridge.processes import children, needs_proc, until
from tests_py.cli.program import SECONDS_MAX, command, environment, made_in, run
from tests_py.faces.files import names_in, posix_only
from tests_py.faces.test_package import loaded_after


def test_the_version_is_a_bare_number() -> None:
    assert run("--version").stdout == f"{rogtk_shim.__version__}\n"
    assert run("--version", "bam").stdout == f"{rogtk_shim.__version__}\n"
    python = [sys.executable, "-m", "rogtk_shim", "--version"]
    assert subprocess.check_output(python, text=True, timeout=SECONDS_MAX) == f"{rogtk_shim.__version__}\n"


def test_the_version_and_help_load_next_to_nothing() -> None:
    loaded = loaded_after("from rogtk_shim.cli import main; main(['--version'])")
    assert loaded.isdisjoint({"argparse", "pyarrow", "subprocess", "typing"})
    loaded = loaded_after(
        "from rogtk_shim.cli import main\ntry: main(['bam', '--help'])\nexcept SystemExit: pass"
    )
    assert loaded.isdisjoint({"pyarrow", "subprocess", "json", "tqdm"})


def test_a_conversion_loads_no_pyarrow(folder: Path) -> None:
    loaded = loaded_after(
        "from rogtk_shim.cli import main; main(['bam', 'to-arrow', 'reads.bam', 'out.arrow'])"
    )
    assert loaded.isdisjoint({"dataclasses", "inspect", "logging", "numpy", "pyarrow", "tqdm"})
    assert (folder / "out.arrow").exists()


def verbs() -> list[list[str]]:
    """Every verb of every command, as words."""
    from importlib import import_module

    found: list[list[str]] = []
    for name, (module, _) in COMMANDS.items():
        loaded = import_module(f"rogtk_shim.cli.{module}")
        found += [[name, verb.name] for verb in loaded.VERBS] if hasattr(loaded, "VERBS") else [[name]]
    return found


@pytest.mark.parametrize("words", verbs(), ids=" ".join)
def test_the_help_of_every_verb_ends_with_an_example_that_parses(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    examples = shown.partition("example:\n")[2].strip().splitlines()
    assert examples
    for example in examples:
        program, *rest = example.partition(" > ")[0].split()
        assert program == "rogtk-shim"
        assert rest[: len(words)] == words
        assert build(rest).parse_args(rest).command == " ".join(words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "COMMAND"),
        (["bom"], "invalid choice: 'bom'"),
        (["bam"], "VERB"),
        (["bam", "tail"], "invalid choice: 'tail'"),
        (["bam", "count"], "IN"),
        (["bam", "count", "reads.bam", "--thread", "2"], "unrecognized arguments: --thread"),
        (["bam", "count", "reads.bam", "--threads", "0"], "--threads: 0 is less than 1"),
        (["bam", "count", "reads.bam", "--limit", "two"], "--limit: 'two' is no whole number"),
        (["bam", "count", "reads.bam", "--progress", "maybe"], "invalid choice: 'maybe'"),
    ],
)
def test_usage(words: list[str], told: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr.splitlines()[-1]


def test_odd_bytes_in_a_word_are_printed_safely() -> None:
    done = run("bam", "count", "reads.bam", b"\xff\x1b[2J")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(r"unrecognized arguments: \xff\x1b[2J")


def test_a_missing_file_is_one_sentence() -> None:
    done = run("bam", "count", "nowhere.bam")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "rogtk-shim: BAM file does not exist: nowhere.bam\n"


def test_debug_shows_where(folder: Path) -> None:
    done = run("bam", "count", "nowhere.bam", "--debug", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert "InputNotFoundError" in done.stderr


@posix_only
def test_a_name_of_odd_bytes(folder: Path) -> None:
    name = b"r\xffe\x1b[31m\nads.bam"
    os.rename("reads.bam", name)
    assert run("bam", "count", name).stdout == "3\n"
    os.truncate(name, 60)
    done = run("bam", "count", name)
    assert done.returncode == 1
    assert r"r\xffe\x1b[31m\nads.bam" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_column_is_a_matter_of_usage_and_lists_them() -> None:
    done = run("bam", "head", "reads.bam", "--columns", "name,mapp")
    assert done.returncode == 2
    assert "unknown column 'mapp'; the columns are name, chrom" in done.stderr


@pytest.mark.parametrize("verb", ["head", "stats"])
def test_a_closed_pipe_is_no_failure(large_bam: Path, verb: str) -> None:
    more = ["-n", "45593"] if verb == "head" else []
    process = subprocess.Popen(
        command("bam", verb, str(large_bam), *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    if verb == "head":
        assert process.stdout.readline().startswith(b"name\t")
    process.stdout.close()
    assert process.wait(SECONDS_MAX) == 141
    with process.stderr:
        assert process.stderr.read() == b""


@posix_only
@pytest.mark.parametrize("words", ["bam count reads.bam", "bam head reads.bam", "completion bash"])
def test_without_a_standard_output(folder: Path, words: str) -> None:
    assert folder.exists()
    program = shlex.join(map(str, command()))
    done = subprocess.run(
        ["sh", "-c", f"exec {program} {words} >&-"],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
        env=environment(),
    )
    assert (done.returncode, done.stderr) == (1, "rogtk-shim: -: standard output is closed\n")


@posix_only
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("words", ["--version", "bam count reads.bam", "bam head reads.bam"])
def test_a_full_disk_behind_standard_output(folder: Path, words: str) -> None:
    assert folder.exists()
    with open("/dev/full", "w") as full:
        done = run(*words.split(), stdout=full)
    assert done.returncode == 1
    assert done.stderr == "rogtk-shim: standard output: No space left on device\n"


@needs_proc
def test_ctrl_c(slow_bam: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("bam", "to-arrow", str(slow_bam), str(tmp_path / "out.arrow")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )
    until(lambda: any(name.endswith(".tmp") for name in names_in(tmp_path)), "the output grows")
    engines = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS_MAX)
    assert (process.returncode, out, err) == (130, "", "rogtk-shim: interrupted\n")
    assert names_in(tmp_path) == set()
    assert all(not Path(f"/proc/{engine}").exists() for engine in engines)


def test_the_statistics_of_a_run(folder: Path) -> None:
    done = run("bam", "to-arrow", "reads.bam", "out.arrow", "--stats", "stats.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    told = json.loads((folder / "stats.json").read_text())
    assert (told["command"], told["records"], told["complete"]) == ("bam to-arrow", 3, True)
    assert told["version"] == rogtk_shim.__version__
    done = run("bam", "count", "reads.bam", "--stats", "-")
    assert done.stdout == "3\n"
    assert json.loads(done.stderr)["records"] == 3
    assert made_in(folder) == {"out.arrow", "stats.json"}


@pytest.mark.parametrize(
    ("file", "code", "told"),
    [
        ("reads.bam", 2, "--stats names what is read or written already"),
        ("./out.arrow", 2, "--stats names what is read or written already"),
        ("missing/stats.json", 1, "the output's folder does not exist"),
    ],
)
def test_statistics_that_cannot_be_written_are_refused_before_the_run(
    folder: Path, file: str, code: int, told: str
) -> None:
    done = run("bam", "to-arrow", "reads.bam", "out.arrow", "--stats", file)
    assert done.returncode == code
    assert told in done.stderr
    assert made_in(folder) == set()


def test_rejects_make_exit_code_3(folder: Path) -> None:
    assert folder.exists()
    counts: dict[str, Any] = {"records": 2, "batches": 1, "bytes_in": 9, "bytes_out": 9, "seconds": 0.1}
    bad = [{"record": 1, "offset": 40, "reason": "cut"}, {"record": 3, "offset": 90, "reason": "cut"}]
    chosen = Namespace(input="in", stats="stats.json", rejects="rejects.json", command="x", parser=None)
    with outcome(chosen, "out") as result:
        result.statistics = Statistics(**counts, complete=True, rejected=2, rejects=bad)
    assert result.code == 3
    assert [json.loads(line) for line in Path("rejects.json").read_text().splitlines()] == bad
    assert json.loads(Path("stats.json").read_text())["rejected"] == 2
    with outcome(chosen, "out") as result:
        result.statistics = Statistics(**counts, complete=True, rejected=0)
    assert (result.code, Path("rejects.json").read_text()) == (0, "")


def test_no_statistics_of_a_run_that_failed(folder: Path) -> None:
    os.truncate("reads.bam", 60)
    assert run("bam", "to-arrow", "reads.bam", "out.arrow", "--stats", "stats.json").returncode == 1
    assert made_in(folder) == set()


def test_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    often, seldom = Minutes("re\x1bads", seconds=0.0), Minutes("reads")
    often(512, 1024, 7)
    often(2000, None, 8)
    seldom(512, 1024, 7)
    assert capsys.readouterr().err.splitlines() == [
        r"re\x1bads: 512 of 1,024 (50%) bytes, 7 records, 0 s",
        r"re\x1bads: 2,000 bytes, 8 records, 0 s",
    ]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_bar_on_a_terminal(slow_bam: Path, tmp_path: Path) -> None:
    # A bar leaves room for the counts, however deep the file lies.
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    slow_bam = Path(shutil.copy(slow_bam, deep))
    # A socket of its own: a user's tmux is left alone. Its folder's name is short: a socket's has 107 bytes.
    sockets = tempfile.mkdtemp()
    tmux = ["tmux", "-S", os.path.join(sockets, "socket"), "-f", os.devnull]
    words = [*command("bam", "count", str(slow_bam), "--progress", "always"), ";", "sleep", "60"]
    line = " ".join(map(str, words))
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "120", "-y", "20", line], check=True, timeout=SECONDS_MAX
    )

    def screen() -> str:
        shown = [*tmux, "capture-pane", "-p"]
        return subprocess.check_output(shown, text=True, timeout=SECONDS_MAX)

    try:
        until(lambda: "\n400000" in screen(), "the count is shown")
        assert re.search(r"^slow\.bam: 100%.*400,000 records", screen(), re.MULTILINE)
    finally:
        subprocess.run([*tmux, "kill-server"], check=True, timeout=SECONDS_MAX)
        shutil.rmtree(sockets)


def test_progress_in_a_log(slow_bam: Path) -> None:
    done = run("bam", "count", slow_bam, "--progress", "always")
    assert re.search(r"slow\.bam: .*400,000 records", done.stderr)
    assert run("bam", "count", slow_bam).stderr == ""

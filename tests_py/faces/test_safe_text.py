"""Whatever a file is called, what people read of it has printable characters only."""

from __future__ import annotations

import logging
import os
import pickle
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import rogtk_shim
from rogtk_shim import RogtkShimError, progress, scan_bam, scan_csf, scan_marc, scan_parquet
from rogtk_shim.errors import InputNotFoundError
from rogtk_shim.verification import verify
from tests_py.faces.files import posix_only

HOSTILE = "caf\u00e9\x1b[2J\x07\r\n\u202e\udcff.bam"
SHOWN = r"café\x1b[2J\x07\r\n\u202e\xff.bam"

CALLS: dict[str, Callable[[str], object]] = {
    "bam": lambda path: scan_bam(path).to_arrow(),
    "csf": lambda path: scan_csf(path).to_arrow(),
    "marc": lambda path: scan_marc(path).to_arrow(),
    "parquet": lambda path: scan_parquet(path).to_arrow(),
    "count": lambda path: scan_bam(path).count(),
    "rogtk": lambda path: rogtk_shim.bam_to_arrow_ipc(path, "out.arrow"),
    "rcsfs": lambda path: rogtk_shim.rcsfs.convert_csfs(path, "out.parquet"),
    "header": lambda path: scan_bam(path).header,
    "verify": lambda path: verify(path, path),
}


def assert_printable(text: str) -> None:
    assert all(line.isprintable() for line in text.split("\n")), ascii(text)


@posix_only
@pytest.mark.parametrize("state", ["missing", "damaged", "folder"])
@pytest.mark.parametrize("name", CALLS)
def test_errors(name: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if state == "damaged":
        with open(HOSTILE, "wb") as file:
            file.write(b"something else\n" * 9)
    elif state == "folder":
        os.mkdir(HOSTILE)
    # MARC's damage is between records, and passed over.
    with pytest.raises(RogtkShimError) as caught:
        CALLS[name](HOSTILE)
    text = str(caught.value)
    assert SHOWN in text
    assert "\n" not in text
    assert_printable(text)
    assert str(pickle.loads(pickle.dumps(caught.value))) == text
    assert SHOWN in traceback.format_exception_only(caught.value)[-1]


@posix_only
def test_outputs(folder: Path) -> None:
    assert folder.exists()
    scan = scan_bam("reads.bam")
    for write in (scan.write_ipc, scan.write_parquet):
        os.makedirs(HOSTILE, exist_ok=True)
        with pytest.raises(RogtkShimError) as caught:
            write(HOSTILE)
        assert SHOWN in str(caught.value)
        assert_printable(str(caught.value))


def test_a_hint_keeps_its_lines() -> None:
    error = RogtkShimError("it\x1b ended", path="a\nb", hint="what it said:\nabort\x07\n  here")
    assert str(error) == "a\\nb: it\\x1b ended. What it said:\nabort\\x07\n  here"
    assert str(InputNotFoundError("no \x9b file", path="x\x9b")) == r"x\x9b: no \x9b file"


def test_bars_and_logs(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    message = {"bytes_done": 5, "bytes_total": 9, "records": 1, "seconds": 100.0}
    with caplog.at_level(logging.INFO, "rogtk_shim"):
        progress.LogReporter(HOSTILE).take(message)
    bar = progress.BarReporter(HOSTILE, 0.0)
    bar.take(message)
    bar.close()
    assert SHOWN in caplog.records[-1].getMessage()
    shown = capsys.readouterr().err
    assert SHOWN in shown
    assert "\x1b[2J" not in shown


@posix_only
def test_warnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open(HOSTILE, "wb") as file:
        file.write(b"00026cam a2200025 a 4500\x1e\x1d" + b"00099")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        scan_marc(HOSTILE, errors="collect").to_arrow()
    assert [SHOWN in str(one.message) for one in told] == [True]
    assert_printable(str(told[0].message))

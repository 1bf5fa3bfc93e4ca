"""Progress and the stop button in a notebook: a real kernel, real widgets."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path

import pytest

from tests_py.bridge.processes import needs_proc
from tests_py.faces.files import names_in
from tests_py.faces.large import write_large
from tests_py.faces.notebooks import Notebook, notebook

pytestmark = [needs_proc, pytest.mark.timeout(180)]


SETUP = """
import rogtk_shim
from rogtk_bridge import client
from rogtk_shim import progress
progress._BAR_DELAY_SECONDS = progress.BarReporter.seconds = 0.05
"""


@pytest.fixture(scope="module")
def kernel() -> Generator[Notebook, None, None]:
    with notebook() as started:
        cell = started.run(SETUP)
        assert cell.error is None, cell
        yield started


@pytest.fixture(scope="module")
def endless_bam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four million reads: nobody waits for its end."""
    path = tmp_path_factory.mktemp("endless") / "endless.bam"
    write_large(path, 20_000)
    return path


def test_a_conversion_moves_a_bar(kernel: Notebook, endless_bam: Path, tmp_path: Path) -> None:
    # Little to write, but long enough for ten looks at it.
    cell = kernel.run(
        f"done = rogtk_shim.scan_bam({str(endless_bam)!r}, columns=['flags'])"
        f".write_ipc({str(tmp_path / 'out.arrow')!r})"
    )
    assert (cell.out, cell.err, cell.error) == ("", "", None)
    models = [state["_model_name"] for state in cell.widgets if "_model_name" in state]
    assert "FloatProgressModel" in models
    size = endless_bam.stat().st_size
    bars = [state for state in cell.widgets if isinstance(state.get("value"), (int, float))]
    assert [state["max"] for state in bars if "max" in state] == [size]
    values = [state["value"] for state in bars]
    assert values == sorted(values)
    assert values[-1] == size
    assert len({value for value in values if 0 < value < size}) >= 1, "it moves"
    assert any("endless.bam:" in text for text in cell.texts)
    assert re.search(r"4,000,000 records, [\d,]+/s", cell.texts[-1])


def test_streams_show_one_when_asked(kernel: Notebook, slow_bam: Path) -> None:
    count = "print(sum(len(batch) for batch in rogtk_shim.scan_bam({!r}, columns=['flags']{})))"
    silent = kernel.run(count.format(str(slow_bam), ""))
    assert (silent.out, silent.err, silent.widgets) == ("400000\n", "", [])
    cell = kernel.run(count.format(str(slow_bam), ", progress=True"))
    assert (cell.out, cell.err) == ("400000\n", "")
    assert "400,000 records" in cell.texts[-1]
    assert cell.widgets


def test_a_bar_without_widgets(slow_bam: Path) -> None:
    with notebook() as bare:
        assert bare.run("import sys; sys.modules['ipywidgets'] = None").error is None
        cell = bare.run(f"import rogtk_shim; rogtk_shim.scan_bam({str(slow_bam)!r}, progress=True).count()")
    assert (cell.error, cell.widgets) == (None, [])
    assert "400,000 records" in cell.err
    assert "Warning" not in cell.err


CONVERSION = """
rogtk_shim.scan_bam({bam!r}, columns="all", batch_size=100, threads=1).write_parquet({out!r})
print("not stopped")
"""
LOOP = """
import time
for batch in rogtk_shim.scan_bam({bam!r}, batch_size=100, progress=True):
    time.sleep(0.01)
print("not stopped")
"""


@pytest.mark.parametrize("way", ["signal", "message"])
@pytest.mark.parametrize("code", [CONVERSION, LOOP], ids=["conversion", "loop"])
def test_the_stop_button(code: str, way: str, kernel: Notebook, endless_bam: Path, tmp_path: Path) -> None:
    engine = "print(client().pid)"
    before = kernel.run(engine).out
    cell = kernel.run(
        code.format(bam=str(endless_bam), out=str(tmp_path / "out.parquet")), lambda: kernel.press_stop(way)
    )
    assert (cell.out, cell.error) == ("", "KeyboardInterrupt"), cell
    after = kernel.run(
        f"print(rogtk_shim.scan_bam({str(endless_bam)!r}, limit=7).to_arrow().num_rows)\n{engine}"
    )
    assert (after.out, after.error) == (f"7\n{before}", None)
    assert names_in(tmp_path) == set()

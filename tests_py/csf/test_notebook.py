"""The example notebook runs, and does what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import csf_isin, read_csf
from tests_py.pages import ROOT

pytest.importorskip("sklearn")
NOTEBOOK = ROOT / "examples" / "csf_selection.ipynb"


# Loading scikit-learn for the first time takes long on a busy machine.
@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_selection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in notebook["cells"]:
        assert not cell.get("outputs"), "outputs are not kept in the repository"
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    whole, smaller = read_csf("rcsf.inp"), read_csf("rcsf.out")
    assert 0 < smaller.num_rows < whole.num_rows
    assert all(csf_isin(smaller, whole).to_pylist())
    assert f"{smaller.num_rows} CSFs" in capsys.readouterr().out
    # The two blocks of the list it is from.
    assert set(smaller["block"].to_pylist()) == {1, 2}

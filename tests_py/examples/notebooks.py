"""Runs a notebook in a Jupyter kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest


def run_notebook(path: Path, folder: Path, more: str, *, warning: str = "") -> list[dict[str, Any]]:
    """Execute a notebook's cells in a folder, and one more behind them; give the cells of code.

    Nothing goes to standard error but a warning that the notebook is about.
    """
    client = pytest.importorskip("nbclient", reason="nbclient is not installed")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    notebook = cast("dict[str, Any]", nbformat.read(path, as_version=4))
    for cell in notebook["cells"]:
        assert not cell.get("outputs"), "outputs are not kept in the repository"
    notebook["cells"].append(nbformat.v4.new_code_cell(more))
    # Matplotlib looks for fonts when it is used for the first time.
    options = {"timeout": 100, "kernel_name": "python3", "resources": {"metadata": {"path": str(folder)}}}
    client.NotebookClient(notebook, **options).execute()
    cells: list[dict[str, Any]] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        for output in cell["outputs"]:
            if output.get("name") == "stderr":
                assert warning, output["text"]
                assert warning in output["text"]
    return cells


def pictures(cells: list[dict[str, Any]]) -> int:
    """The number of pictures that were drawn."""
    return sum("image/png" in output.get("data", {}) for cell in cells for output in cell["outputs"])

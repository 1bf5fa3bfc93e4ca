"""The notebook about MARC runs in a Jupyter kernel, and does what it says, in pymarc's eyes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests_py.examples.notebooks import pictures, run_notebook
from tests_py.pages import ROOT

pymarc = pytest.importorskip("pymarc")

NUMBERS = "import json\nprint(json.dumps([books.height, faulty.height, rows, rejects]))"


@pytest.mark.timeout(180)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_catalogue(tmp_path: Path) -> None:
    told = "RejectsWarning: damaged.mrc: 1 record was rejected"
    cells = run_notebook(ROOT / "examples" / "marc_catalogue.ipynb", tmp_path, NUMBERS, warning=told)
    assert pictures(cells) == 2
    books, faulty, rows, rejects = json.loads(cells[-1]["outputs"][0]["text"])
    before, after = (read(tmp_path / name) for name in ("books.mrc", "corrected.mrc"))
    assert books == len(before) == len(after) == 600
    # Three of four languages have an article.
    assert faulty == 450
    articles = {"The ": "4", "La ": "3", "Der ": "4"}
    for old, new in zip(before, after, strict=True):
        title = old["245"]
        expected = next(
            (length for article, length in articles.items() if title["a"].startswith(article)), "0"
        )
        assert new["245"].indicator2 == expected
        title.indicators = new["245"].indicators
        assert old.as_marc() == new.as_marc()
    assert rows == 599
    assert [(reject["record"], reject["code"]) for reject in rejects] == [(1, "MARC_RECORD_LENGTH")]
    assert rejects[0]["offset"] == len(after[0].as_marc())


def read(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return list(pymarc.MARCReader(file))

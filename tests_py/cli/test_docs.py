"""The command line's page has every verb; `tests_py/test_docs.py` runs its examples."""

from __future__ import annotations

import re

from tests_py.cli.test_program import verbs
from tests_py.pages import ROOT

PAGE = ROOT / "docs" / "cli.md"


def test_every_verb_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for words in verbs():
        assert re.search(rf"^rogtk-shim {' '.join(words)}\b", text, re.MULTILINE)

"""The examples in the documentation of every module run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import rogtk_shim

MODULES = [
    "rogtk_shim",
    *(module.name for module in pkgutil.walk_packages(rogtk_shim.__path__, "rogtk_shim.")),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str, examples: Path) -> None:
    assert (examples / "reads.bam").exists()
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE, raise_on_error=False)
    assert failed == 0


@pytest.mark.parametrize(
    "name", sorted({"scan_bam", "read_bam", "BamHeader", "Stream", "Statistics", *rogtk_shim.rogtk.__all__})
)
def test_has_an_example(name: str) -> None:
    assert ">>> " in getattr(rogtk_shim, name).__doc__

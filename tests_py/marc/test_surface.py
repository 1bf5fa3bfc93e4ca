"""All names of pymarc are there, with the same parameters."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

from .pymarc_itself import pymarc

MODULES = [
    *("constants", "exceptions", "field", "leader", "marc8", "marc8_mapping", "marcjson", "marcxml"),
    *("reader", "record", "writer"),
]


def public(module: Any) -> dict[str, Any]:
    """What a module defines, or offers of its package."""
    return {
        name: value
        for name, value in inspect.getmembers(module)
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", "pymarc").startswith("pymarc")
    }


@pytest.mark.parametrize("name", ["", *MODULES])
def test_every_name(name: str) -> None:
    theirs = importlib.import_module(f"pymarc.{name}".rstrip("."))
    ours = importlib.import_module(f"rogtk_shim.pymarc.{name}".rstrip("."))
    names = public(theirs).keys() - {"logger"}
    assert {found for found in names if not hasattr(ours, found)} <= {"feature_namespaces"}


CLASSES = sorted(name for name, value in public(pymarc).items() if inspect.isclass(value))


@pytest.mark.parametrize("name", CLASSES)
def test_every_method_and_property(name: str) -> None:
    theirs, ours = getattr(pymarc, name), getattr(importlib.import_module("rogtk_shim.pymarc"), name)
    missing = [found for found in dir(theirs) if not found.startswith("_") and not hasattr(ours, found)]
    assert missing == []


def parameters(function: Any) -> list[tuple[str, Any]]:
    """Names and defaults, without the instance."""
    found = inspect.signature(function).parameters.values()
    return [(one.name, one.default) for one in found if one.name not in ("self", "cls", "close_fh")]


@pytest.mark.parametrize("name", sorted(name for name, value in public(pymarc).items() if callable(value)))
def test_parameters(name: str) -> None:
    theirs, ours = getattr(pymarc, name), getattr(importlib.import_module("rogtk_shim.pymarc"), name)
    pairs = [(theirs, ours)]
    if inspect.isclass(theirs):
        methods = [
            found for found, value in vars(theirs).items() if inspect.isfunction(value) and found[0] != "_"
        ]
        pairs += [(getattr(theirs, found), getattr(ours, found)) for found in methods]
    for original, mine in pairs:
        if (
            mine.__doc__
            and original.__name__ not in ("JSONHandler",)
            and not issubclass_of_exception(original)
        ):
            wanted = parameters(original)
            assert parameters(mine)[: len(wanted)] == wanted, original.__name__


def issubclass_of_exception(value: Any) -> bool:
    return inspect.isclass(value) and issubclass(value, Exception)


def test_mapping_tables() -> None:
    theirs = importlib.import_module("pymarc.marc8_mapping")
    ours = importlib.import_module("rogtk_shim.pymarc.marc8_mapping")
    assert theirs.CODESETS == ours.CODESETS
    assert theirs.ODD_MAP == ours.ODD_MAP


def test_needs_neither_pyarrow_nor_an_engine() -> None:
    code = "import sys, rogtk_shim.pymarc as p; list(p.MARCReader(b'')); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pyarrow", "msgpack", "subprocess"} & set(run.stdout.split())

"""rogtk's parameters: their names, order and defaults."""

from __future__ import annotations

import inspect

import pytest

import rogtk_shim
from rogtk_shim import rogtk
from tests_py.faces.functions import DEPRECATED, NAMES, ORIGINAL

#: What we added: keyword-only, so that nothing moves.
ADDED = {"progress"}
ADDED_TO_ONE = {"bam_to_arrow_ipc_htslib_optimized": {"bgzf_threads"}}


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_original(name: str) -> None:
    parameters = inspect.signature(getattr(rogtk, name)).parameters.values()
    ours = [
        [parameter.name]
        if parameter.default is inspect.Parameter.empty
        else [parameter.name, parameter.default]
        for parameter in parameters
        if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    # A default that the original doesn't show is None here: the engine chooses.
    theirs = [[None if value == "..." else value for value in parameter] for parameter in ORIGINAL[name]]
    assert ours == theirs


@pytest.mark.parametrize("name", NAMES)
def test_additions_are_keyword_only(name: str) -> None:
    parameters = inspect.signature(getattr(rogtk, name)).parameters.values()
    added = {parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY}
    assert added == ADDED | ADDED_TO_ONE.get(name, set())


def test_every_function_is_here_and_in_the_package() -> None:
    assert sorted(NAMES) == sorted(rogtk.__all__)
    for name in NAMES:
        assert getattr(rogtk_shim, name) is getattr(rogtk, name)


@pytest.mark.parametrize("name", NAMES)
def test_docstring_names_every_parameter(name: str) -> None:
    function = getattr(rogtk, name)
    text = inspect.getdoc(function) or ""
    for parameter in inspect.signature(function).parameters:
        assert parameter in text, f"{parameter} isn't documented"
    assert (".. deprecated::" in text) == (name in DEPRECATED)

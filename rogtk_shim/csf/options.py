"""Checks of what users pass to the functions of CSF lists. All of them run before any work."""

from __future__ import annotations

from .._options import choice, truth
from ..errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    #: What becomes of a CSF that can't be parsed.
    Errors: TypeAlias = Literal["raise", "collect", "zeros"]
    Layout: TypeAlias = Literal["columns", "list"]
    Names: TypeAlias = Literal["col", "subshell"]


def subshell_names(value: Any) -> tuple[str, ...] | None:
    """Check `peel_subshells`; None stands for those of the header."""
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise TypeError(f"peel_subshells must be a list of names, not {type(value).__name__}")
    names: list[str] = []
    for name in value:
        if not isinstance(name, str):
            raise TypeError(f"peel_subshells must hold names, not {type(name).__name__}")
        stripped = name.strip()
        if not stripped:
            raise OptionError("peel_subshells holds an empty name")
        if stripped in names:
            raise OptionError(f"peel_subshells names {stripped!r} twice")
        names.append(stripped)
    if not names:
        raise OptionError("peel_subshells is empty")
    return tuple(names)


def descriptor_options(
    normalize: Any, layout: Any, names: Any, peel_subshells: Any, errors: Any
) -> tuple[tuple[str, Any], ...]:
    """Check what a descriptor is to look like."""
    return (
        ("normalize", truth("normalize", normalize)),
        ("layout", choice("layout", layout, ("columns", "list"))),
        ("names", choice("names", names, ("col", "subshell"))),
        ("peel_subshells", subshell_names(peel_subshells)),
        ("errors", choice("errors", errors, ("raise", "collect", "zeros"))),
    )

"""The errors of this package.

All derive from `RogtkShimError`, which is a `RuntimeError`, as the packages it stands in for raise one. Where
Python has an exception of its own for the case, ours is that exception too: a missing input is a
`FileNotFoundError`, damaged input a `ValueError`, a cut file an `EOFError`, an output that can't be written
an `OSError`.
"""

from __future__ import annotations

from rogtk_bridge.errors import (
    EngineCrashed,
    EngineError,
    FormatError,
    InputError,
    InputNotFoundError,
    LimitError,
    OptionError,
    OutputError,
    RogtkShimError,
    TruncatedFileError,
)

__all__ = [
    "EngineCrashed",
    "EngineError",
    "FormatError",
    "InputError",
    "InputNotFoundError",
    "LimitError",
    "OptionError",
    "OutputError",
    "PackageMissingError",
    "PartitionError",
    "RejectsWarning",
    "RogtkShimError",
    "TruncatedFileError",
]


class PackageMissingError(RogtkShimError, ImportError):
    """A package that only some inputs or outputs need isn't installed; `name` is its name."""

    # ImportError keeps these where pickling doesn't look.
    name: str | None = None
    path: str | None = None


class PartitionError(RogtkShimError, ValueError):
    """Parts that were read apart don't make the file: one is missing, or starts at a wrong place."""


class RejectsWarning(UserWarning):
    """Records could not be read and were left out or made null, as `errors="collect"` asks for."""

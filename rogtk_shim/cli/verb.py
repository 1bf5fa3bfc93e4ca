"""What a verb of the command line is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


class Verb(NamedTuple):
    """One verb: `rogtk-shim bam count` has one, `rogtk-shim check` is one."""

    name: str
    #: One line, for the list of verbs.
    summary: str
    #: One or more command lines, shown at the end of the verb's help.
    example: str
    #: Adds the verb's arguments to its parser.
    options: Callable[[ArgumentParser], None]
    #: Does the work and gives the exit code.
    run: Callable[[Namespace], int]

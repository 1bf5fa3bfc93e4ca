"""The command line `rogtk-shim`, also `python -m rogtk_shim`.

`registry.py` lists its commands. A format joins with one line there and a module that has `VERBS`, a command
of its own with one line and a module that has `VERB`; both are made of `verb.Verb`. Only the module of the
command that was asked for is imported.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; those of this process if left out.

    Returns
    -------
    int
        The exit code: 0 whole, 1 failed, 2 an option's value makes no sense, 3 finished with rejects,
        130 interrupted, 141 nobody reads the output any more.

    Raises
    ------
    SystemExit
        With code 2 where the words make no command, with 0 after `--help`.

    Examples
    --------
    >>> from rogtk_shim.cli import main
    >>> main(["bam", "count", "reads.bam"])
    3
    0
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    from .ending import guarded

    return guarded(words, _run)


def _run(words: list[str]) -> int:
    # Pipelines ask for the version of every tool: it comes without loading a parser.
    if words == ["--version"]:
        from .._version import version
        from .text import put

        put(version())
        return 0
    from .parsers import parse

    chosen = parse(words)
    return chosen.run(chosen)

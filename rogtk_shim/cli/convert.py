"""A file to a file, the same for every format and every output."""

from __future__ import annotations

import errno
import os

from .report import outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from ..statistics import Statistics


def convert(chosen: Namespace, write: Callable[[str], Statistics]) -> int:
    """Write the output and report; gives the exit code.

    Parameters
    ----------
    chosen : Namespace
        The verb's arguments: `input`, `output`, `no_clobber`, `stats`.
    write : callable
        Writes to the path given and returns the statistics.
    """
    if chosen.no_clobber and os.path.lexists(chosen.output):
        from ..errors import OutputError

        message = "the output is there already, and --no-clobber was given"
        raise OutputError(message, errno=errno.EEXIST, code="OUTPUT_EXISTS", path=chosen.output)
    with outcome(chosen, chosen.output) as result:
        result.statistics = write(chosen.output)
    return result.code

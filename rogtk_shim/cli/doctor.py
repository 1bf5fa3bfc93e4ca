"""`rogtk-shim doctor`"""

from __future__ import annotations

from .ending import FAILED, WHOLE
from .text import put
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")


def _run(chosen: Namespace) -> int:
    from ..diagnosis import doctor

    findings = doctor()
    if chosen.json:
        import json

        put(json.dumps([finding._asdict() for finding in findings], indent=2))
    else:
        for finding in findings:
            put(str(finding))
    return WHOLE if all(finding.ok for finding in findings) else FAILED


VERB = Verb(
    "doctor",
    "look whether all that is needed is there and works; a problem says what to do, and makes exit code 1",
    "rogtk-shim doctor",
    _options,
    _run,
)

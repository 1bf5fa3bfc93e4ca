"""From words to a verb and its arguments, by argparse. Only what was asked for is built."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from importlib import import_module

from .registry import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import _SubParsersAction  # pyright: ignore[reportPrivateUsage]
    from typing import Any, NoReturn

    from .verb import Verb

PROGRAM = "rogtk-shim"
_DESCRIPTION = "Record files such as BAM to Arrow: fast, bounded in memory, and never a short answer."
_EXIT_CODES = (
    "exit codes: 0 whole; 1 failed, nothing is left behind; 2 usage; 3 finished with rejects; 130 interrupted"
)


class Parser(ArgumentParser):
    """argparse's parser; its messages are printed safely whatever bytes the words are made of."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words, and exit with 2."""
        from .text import safe

        super().error(safe(message))


class _Version(Action):
    """The number alone, as pipelines want it."""

    def __call__(self, parser: ArgumentParser, *_: Any, **__: Any) -> None:
        """Print it and leave."""
        from .._version import version
        from .text import put

        put(version())
        parser.exit(0)


def parse(words: list[str]) -> Namespace:
    """Parse the words; `run` of the result does the work."""
    return build(words).parse_args(words)


def build(words: list[str] | None = None) -> ArgumentParser:
    """Build the parser.

    Parameters
    ----------
    words : list of str, optional
        Only the commands among these get their verbs and arguments; all do if left out.
    """
    parser = Parser(PROGRAM, description=_DESCRIPTION, epilog=_EXIT_CODES, allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version's number and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for name, (module, summary) in COMMANDS.items():
        if words is None or name in words:
            _add_command(commands, name, import_module(f".{module}", __package__), summary)
        else:
            commands.add_parser(name, help=summary)
    return parser


def _add_command(commands: _SubParsersAction[Parser], name: str, module: Any, summary: str) -> None:
    if hasattr(module, "VERB"):
        _add_verb(commands, module.VERB)
        return
    group = commands.add_parser(name, help=summary, description=_sentence(summary), allow_abbrev=False)
    verbs = group.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    for verb in module.VERBS:
        _add_verb(verbs, verb)


def _add_verb(verbs: _SubParsersAction[Parser], verb: Verb) -> None:
    lines = "\n".join(f"  {line}" for line in verb.example.splitlines())
    parser = verbs.add_parser(
        verb.name,
        help=verb.summary,
        description=_sentence(verb.summary),
        epilog=f"example:\n{lines}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.options(parser)
    parser.add_argument("--debug", action="store_true", help="show where in the program an error came from")
    parser.set_defaults(run=verb.run, command=parser.prog.removeprefix(f"{PROGRAM} "), parser=parser)


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."

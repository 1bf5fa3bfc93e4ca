"""`rogtk-shim completion`: scripts that complete this program's words, made from its parsers."""

from __future__ import annotations

from argparse import PARSER, Action, ArgumentParser
from typing import NamedTuple

from .text import put
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import Any


class Place(NamedTuple):
    """What may come after some words."""

    #: The command and verb so far.
    words: tuple[str, ...]
    #: The next word and what it does, where one of a few has to come; else there come files.
    verbs: dict[str, str]
    #: Options and what they do.
    options: dict[str, str]
    #: What may come after an option: some words, or nothing that can be guessed.
    values: dict[str, list[str]]
    #: Words in the place of files.
    choices: list[str]


def places(parser: ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Place]:
    """Go through a parser and those below it."""
    place = Place(words, {}, {}, {}, [])
    below: dict[str, ArgumentParser] = {}
    actions: list[Action] = parser._actions  # pyright: ignore[reportPrivateUsage]
    for action in actions:
        choices = [str(choice) for choice in action.choices or ()]
        commands: Any = action
        if action.nargs == PARSER:
            below = dict(commands.choices)
            place.verbs.update({one.dest: one.help or "" for one in commands._choices_actions})
        elif action.option_strings:
            for option in action.option_strings:
                place.options[option] = action.help or ""
                takes_file = action.metavar == "FILE"
                if action.nargs != 0 and not takes_file:
                    place.values[option] = choices
        else:
            place.choices.extend(choices)
    yield place
    for name, child in below.items():
        yield from places(child, (*words, name))


def _indented(lines: list[str]) -> str:
    return "\n".join(f"        {line}" for line in lines)


def _cases(found: list[Place], offer: str, number: str) -> dict[str, str]:
    """Give the branches that bash and zsh have in common, by what they are about."""
    # A verb is looked for below the command that was found.
    steps = [
        f'"{" ".join(place.words[:-1])}|{place.words[-1]}") place="{" ".join(place.words)}" ;;'
        for place in found
        if place.words
    ]
    values = [
        f'"{" ".join(place.words)}|{option}") {offer.format(" ".join(words)) if words else number}; return ;;'
        for place in found
        for option, words in place.values.items()
    ]
    options = [f'"{" ".join(place.words)}") {offer.format(" ".join(place.options))} ;;' for place in found]
    words = [
        f'"{" ".join(place.words)}") {offer.format(" ".join([*place.verbs, *place.choices]))}; return ;;'
        for place in found
        if place.verbs or place.choices
    ]
    kinds = {"steps": steps, "values": values, "options": options, "words": words}
    return {name: _indented(lines) for name, lines in kinds.items()}


def bash(found: list[Place]) -> str:
    """Make the script for bash, as old as macOS has it."""
    cases = _cases(found, 'COMPREPLY=($(compgen -W "{}" -- "$current"))', "compopt +o default 2>/dev/null")
    return f"""\
# Completion of rogtk-shim for bash: eval "$(rogtk-shim completion bash)"
_rogtk_shim() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" place="" index
    COMPREPLY=()
    for ((index = 1; index < COMP_CWORD; index++)); do
        case "$place|${{COMP_WORDS[index]}}" in
{cases["steps"]}
        esac
    done
    case "$place|$previous" in
{cases["values"]}
    esac
    if [[ "$current" == -* ]]; then
        case "$place" in
{cases["options"]}
        esac
        return
    fi
    case "$place" in
{cases["words"]}
    esac
}}
complete -o default -F _rogtk_shim rogtk-shim
"""


def zsh(found: list[Place]) -> str:
    """Make the script for zsh."""
    cases = _cases(found, "compadd -- {}", ":")
    return f"""\
#compdef rogtk-shim
# Completion of rogtk-shim for zsh: eval "$(rogtk-shim completion zsh)"
_rogtk_shim() {{
    local place="" word
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        case "$place|$word" in
{cases["steps"]}
        esac
    done
    case "$place|${{words[CURRENT-1]}}" in
{cases["values"]}
    esac
    if [[ "${{words[CURRENT]}}" == -* ]]; then
        case "$place" in
{cases["options"]}
        esac
        return
    fi
    case "$place" in
{cases["words"]}
    esac
    _files
}}
compdef _rogtk_shim rogtk-shim
"""


def fish(found: list[Place]) -> str:
    """Make the script for fish, which shows what a word does."""
    lines = ["# Completion of rogtk-shim for fish: rogtk-shim completion fish | source"]
    for place in found:
        below = [*place.verbs, *place.choices]
        seen = [f"__fish_seen_subcommand_from {word}" for word in place.words]
        unseen = [f"not __fish_seen_subcommand_from {' '.join(below)}"] if below else []
        here = f"complete -c rogtk-shim -n {_quoted('; and '.join([*seen, *unseen]) or 'true')}"
        lines += [f"{here} -f -a {_quoted(word)} -d {_quoted(told)}" for word, told in place.verbs.items()]
        lines += [f"{here} -f -a {_quoted(word)}" for word in place.choices]
        for option, told in place.options.items():
            name = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            words = place.values.get(option)
            value = "" if words is None else f" -x -a {_quoted(' '.join(words))}" if words else " -x"
            lines.append(f"{here} {name}{value} -d {_quoted(told)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=tuple(_SHELLS), help="the shell that is to run the script")


def _run(chosen: Namespace) -> int:
    from .parsers import build

    put(_SHELLS[chosen.shell](list(places(build()))).rstrip("\n"))
    return 0


VERB = Verb(
    "completion",
    "print a script that completes this program's words in a shell",
    "rogtk-shim completion bash > ~/.local/share/bash-completion/completions/rogtk-shim",
    _options,
    _run,
)

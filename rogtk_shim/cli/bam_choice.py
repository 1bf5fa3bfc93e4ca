"""Which records of a BAM file are wanted, and which of their tags: arguments of its verbs."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

from . import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

_CONDITION = re.compile(
    r"\s*([^\s<>=!]+)\s*(==|!=|<=|>=|<|>|\bnot in\b|\bin\b|\bis_null\b|\bis_not_null\b)\s*(.*?)\s*"
)


def _value(text: str) -> int | float | str:
    """Read a number where there is one; quotes make text of it."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    return text


def condition(text: str) -> tuple[Any, ...]:
    """Read a condition such as `mapq >= 30`, `chrom in 1,X` or `cigar is_null`."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no condition; 'mapq >= 30' or 'chrom in 1,X' would be")
    column, operator, rest = found.groups()
    if operator.startswith("is_"):
        if rest:
            raise ArgumentTypeError(f"{text!r}: nothing follows {operator}")
        return (column, operator)
    if not rest:
        raise ArgumentTypeError(f"{text!r}: a value is missing behind {operator}")
    if operator.endswith("in"):
        return (column, operator, [_value(one.strip()) for one in rest.split(",")])
    return (column, operator, _value(rest))


def flags(text: str) -> int | list[str]:
    """Read flags: a number as samtools takes it, or names with commas between them."""
    try:
        return int(text, 0)
    except ValueError:
        return options.names(text)


def add_choice(parser: ArgumentParser) -> None:
    """Add the filters, and what becomes of damage."""
    add_errors(parser)
    told = "records with any of these flags are left out: names with commas between them, or a number"
    parser.add_argument("--exclude", type=flags, metavar="FLAGS", help=told)
    parser.add_argument("--require", type=flags, metavar="FLAGS", help="records need all of these flags")
    parser.add_argument("--min-mapq", type=options.natural, metavar="N", help="the lowest mapping quality")
    told = "a condition that records have to meet, such as 'mapq >= 30'; given again, that one as well"
    parser.add_argument("--where", type=condition, action="append", metavar="CONDITION", help=told)
    told = (
        "only records that overlap this, such as chr1:1,000-2,000, or * for the unplaced; may be given again"
    )
    parser.add_argument("--region", action="append", metavar="REGION", help=told)
    told = "only records that overlap the regions of this BED file"
    parser.add_argument("--regions-file", type=bed_regions, metavar="BED", help=told)
    told = "the index that regions are found with; by default the .bai or .csi beside the file"
    parser.add_argument("--index", metavar="FILE", help=told)


def bed_regions(path: str) -> list[tuple[str, int, int]]:
    """Read a BED file's regions: name, start and end, from 0 and half-open."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return [found for line in file if (found := _bed_line(path, line)) is not None]
    except OSError as error:
        raise ArgumentTypeError(f"{path!r} can't be read: {error.strerror}") from None


def _bed_line(path: str, line: str) -> tuple[str, int, int] | None:
    parts = line.rstrip("\r\n").split("\t")
    if parts == [""] or line.startswith(("#", "track ", "browser ", "track\t", "browser\t")):
        return None
    try:
        name, start, end = parts[0], int(parts[1]), int(parts[2])
    except (IndexError, ValueError):
        raise ArgumentTypeError(f"{path!r} has a line that is none of BED: {line[:80]!r}") from None
    if not 0 <= start <= end:
        raise ArgumentTypeError(f"{path!r} has a region that ends before it begins: {line[:80]!r}")
    return (name, start, end)


def _region_list(chosen: Namespace) -> list[Any] | None:
    """Give all regions that were asked for; those of a BED file count as `coords` says."""
    texts: list[str] | None = getattr(chosen, "region", None)
    spans: list[tuple[str, int, int]] | None = getattr(chosen, "regions_file", None)
    if texts is None and spans is None:
        return None
    first = 0 if getattr(chosen, "coords", None) == "0-based" else 1
    return [*(texts or []), *((name, start + first, end) for name, start, end in spans or [])]


def add_output_choice(parser: ArgumentParser) -> None:
    """Add what a conversion can have besides: tags, and how positions count."""
    told = "tags to have as columns, such as NM,MD:Z; all for every one"
    parser.add_argument("--tags", type=options.names, metavar="A,B", help=told)
    told = "how positions count: from 1 with the end included (the default), or from 0 without it"
    parser.add_argument("--coords", choices=("1-based", "0-based"), help=told)


def add_errors(parser: ArgumentParser) -> None:
    """Add what becomes of damage."""
    told = "what becomes of damage: an error (raise), or it is passed over (collect)"
    parser.add_argument("--errors", choices=("raise", "collect"), help=told)
    options.add_rejects(parser)


def _errors(chosen: Namespace) -> str | None:
    """With a place for them, rejects are collected unless something else was said."""
    said = getattr(chosen, "errors", None)
    return "collect" if said is None and getattr(chosen, "rejects", None) else said


def chosen_of(chosen: Namespace) -> dict[str, Any]:
    """Give what was chosen, as arguments of `scan_bam`."""
    given = {
        name: getattr(chosen, name, None)
        for name in ("exclude", "require", "min_mapq", "where", "coords", "index")
    }
    given["errors"] = _errors(chosen)
    given["region"] = _region_list(chosen)
    given["tags"] = _preset(getattr(chosen, "tags", None), ("all",))
    columns = _preset(getattr(chosen, "columns", None), ("all", "rogtk"))
    return {name: value for name, value in {**given, "columns": columns}.items() if value is not None}


def _preset(names: list[str] | None, presets: tuple[str, ...]) -> list[str] | str | None:
    """A word that stands for many names is given as such."""
    return names[0] if names is not None and len(names) == 1 and names[0] in presets else names

"""`rogtk-shim marc …`"""

from __future__ import annotations

import sys
from functools import partial

from ..marc.columns import LONG_COLUMNS, LONG_EXTRA
from ..marc.rules import DEFAULT_RULES
from . import common, options
from .ending import REJECTS, WHOLE
from .info import VERB as INFO
from .verb import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

    from ..marc import MarcScan

# Quoted: a shell has a use of its own for the asterisk.
_RULES = '--column title=245ab --column "subjects=650*a"'
#: What `--columns` may have, as its help says it.
_COLUMNS = (*DEFAULT_RULES, f"and in the long shape {LONG_COLUMNS[0]}", *LONG_COLUMNS[1:], *LONG_EXTRA)


def _source(chosen: Namespace) -> Any:
    """Standard input may be a pipe here."""
    return sys.stdin.buffer if chosen.input == options.STANDARD else chosen.input


def _add_text(parser: ArgumentParser) -> None:
    told = "auto (the default) finds out of each record, declared believes its leader; or a name"
    parser.add_argument("--encoding", default="auto", metavar="NAME", help=told)


def _add_errors(parser: ArgumentParser, default: str = "raise") -> None:
    told = f"what becomes of damaged records: an error, left out, or listed, too ({default})"
    parser.add_argument("--errors", choices=("raise", "skip", "collect"), help=told)
    parser.set_defaults(errors_unless_told=default)
    options.add_rejects(parser)


def _add_choice(parser: ArgumentParser) -> None:
    told = "one row a record (wide, the default), or one row a subfield (long)"
    parser.add_argument("--shape", choices=("wide", "long"), default="wide", help=told)
    told = "of the wide shape: a column and its rule, such as title=245ab; may be given again"
    parser.add_argument("--column", action="append", metavar="NAME=RULE", help=told)
    _add_text(parser)
    _add_errors(parser)


def _errors(chosen: Namespace) -> Any:
    """With a place for them, rejects are collected unless something else was said."""
    if chosen.errors is not None:
        return chosen.errors
    return "collect" if getattr(chosen, "rejects", None) else chosen.errors_unless_told


def _columns(chosen: Namespace) -> Any:
    """What `--columns` and `--column` choose: names of the long shape, or rules of the wide one."""
    given, told = getattr(chosen, "columns", None), chosen.column
    if chosen.shape == "long":
        if told:
            chosen.parser.error("--column has a rule for the wide shape; the long one has --columns A,B")
        return given
    if given is None and told is None:
        return None
    rules: dict[str, str] = {}
    for name in given or ():
        if name not in DEFAULT_RULES:
            known = ", ".join(DEFAULT_RULES)
            chosen.parser.error(f"--columns: there is no rule {name!r}; {known} have one, others --column")
        rules[name] = DEFAULT_RULES[name]
    for one in told or ():
        name, equals, rule = one.partition("=")
        if not name or not equals:
            chosen.parser.error(f"--column: {one!r} is not of the form NAME=RULE, such as title=245ab")
        if name in rules:
            chosen.parser.error(f"--column: there are two columns {name!r}")
        rules[name] = rule
    return rules


def _scan(chosen: Namespace) -> MarcScan:
    from ..marc import scan_marc

    given = {**options.reading(chosen), "columns": _columns(chosen), "shape": chosen.shape}
    return scan_marc(_source(chosen), encoding=chosen.encoding, errors=_errors(chosen), **given)


def _count_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    _add_text(parser)
    _add_errors(parser)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _all_records(chosen: Namespace) -> MarcScan:
    """All there is of each record is read and decoded, for a row that is small."""
    from ..marc import scan_marc

    given: Any = {"columns": {"record": "@record"}, **options.reading(chosen)}
    return scan_marc(_source(chosen), encoding=chosen.encoding, errors=_errors(chosen), **given)


def _count(chosen: Namespace) -> int:
    from .report import outcome
    from .text import put

    with outcome(chosen) as result:
        result.statistics = _all_records(chosen).count()
        put(str(result.statistics.records))
    return result.code


def _check_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    _add_text(parser)
    _add_errors(parser, "collect")
    options.add_threads(parser)
    options.add_watching(parser)


def _check(chosen: Namespace) -> int:
    from .report import outcome
    from .text import put

    with outcome(chosen) as result:
        result.statistics = found = _all_records(chosen).check()
        bad = found.get("rejected", found.get("skipped", 0))
        put(f"{found.records:,} records, {bad:,} damaged, {found.get('replaced', 0):,} with undecodable text")
        for reject in [*found.get("rejects", ()), *found.get("replacements", ())][:20]:
            put("record {record}, byte {offset}: {code}, {reason}".format(**reject))
        is_whole = not (bad or found.get("replaced", 0))
    return WHOLE if is_whole else REJECTS


def _export_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    _add_text(parser)
    _add_errors(parser)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _export(kind: Any, chosen: Namespace) -> int:
    from ..marc.export import export_records
    from .convert import convert

    given = options.reading(chosen)
    write = partial(export_records, kind=kind, encoding=chosen.encoding, errors=_errors(chosen), **given)
    return convert(chosen, lambda path: write(_source(chosen), path))


def _csv_options(parser: ArgumentParser) -> None:
    options.add_input(parser)
    options.add_output(parser)
    options.add_columns(parser, _COLUMNS)
    _add_choice(parser)
    told = "what stands between the texts of a list (a semicolon and a blank)"
    parser.add_argument("--separator", default="; ", metavar="TEXT", help=told)
    options.add_limit(parser)
    options.add_threads(parser)
    options.add_watching(parser)


def _csv(chosen: Namespace) -> int:
    from ..marc.export import export_csv
    from .convert import convert

    return convert(chosen, partial(export_csv, _scan(chosen), separator=chosen.separator))


def _to_marc_options(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", help="a Parquet or Arrow IPC file of the long shape")
    options.add_output(parser)
    told = "what becomes of fields and records too large for the format: an error, or zeros for lengths"
    parser.add_argument("--oversize", choices=("error", "zero"), default="error", help=told)
    options.add_threads(parser)
    options.add_watching(parser)


def _to_marc(chosen: Namespace) -> int:
    from ..marc import write_marc
    from .convert import convert
    from .tables import table_of

    given = {"oversize": chosen.oversize, "threads": chosen.threads}
    data = table_of(options.source(chosen.input), LONG_COLUMNS)
    return convert(chosen, partial(write_marc, data, progress=options.progress_of(chosen), **given))


def _example(verb: Verb, line: str) -> Verb:
    return verb._replace(example=f"rogtk-shim marc {verb.name} books.mrc {line}")


_ARROW, _PARQUET, _HEAD, _ = common.verbs("marc", "books.mrc", _COLUMNS, _scan, None, _add_choice)

VERBS = (
    _example(_PARQUET, f"books.parquet {_RULES}"),
    _example(_ARROW, "books.arrow --shape long --rejects bad.jsonl"),
    Verb(
        "to-json",
        "convert to MARC-in-JSON, an array of records",
        "rogtk-shim marc to-json books.mrc books.json",
        _export_options,
        partial(_export, "json"),
    ),
    Verb(
        "to-xml",
        "convert to MARCXML",
        "rogtk-shim marc to-xml books.mrc books.xml --rejects bad.jsonl",
        _export_options,
        partial(_export, "xml"),
    ),
    Verb(
        "to-csv",
        "convert to CSV, one row a record or one row a subfield",
        f"rogtk-shim marc to-csv books.mrc books.csv {_RULES}",
        _csv_options,
        _csv,
    ),
    Verb(
        "to-marc",
        "write the records of a Parquet or Arrow IPC file of the long shape",
        "rogtk-shim marc to-marc selected.parquet selected.mrc",
        _to_marc_options,
        _to_marc,
    ),
    _example(_HEAD, "-n 5 --columns title,subjects"),
    Verb(
        "count",
        "count the records, of a file that is read and checked to its end",
        "rogtk-shim marc count books.mrc",
        _count_options,
        _count,
    ),
    Verb(
        "check",
        "tell which records are damaged",
        "rogtk-shim marc check books.mrc --rejects bad.jsonl",
        _check_options,
        _check,
    ),
    INFO._replace(example="rogtk-shim marc info books.mrc"),
)

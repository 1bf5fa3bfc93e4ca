"""Write the MARC-8 tables of the engine and of Python from those of pymarc (BSD-2-Clause).

Usage: python scripts/make_marc8_tables.py   (needs `pip install pymarc`)

The files are ts/marc/marc8_tables.ts and rogtk_shim/marc/marc8_tables.txt.
"""

from __future__ import annotations

from importlib.metadata import distribution, version
from pathlib import Path

from pymarc import marc8_mapping

HEAD = """// Written by scripts/make_marc8_tables.py from pymarc {version}: don't edit.
/**
 * The character sets of MARC-8, by the byte that designates each. A run of codes and characters that
 * follow one another is: how far the first code and its character are from those of the run before, in
 * base 36; 1 for combining marks; and how many there are, in base 36.
 *
 * The tables are those of pymarc, under this licence:
 *
{licence}
 */
"""

HEAD_FOR_PYTHON = """\
Written by scripts/make_marc8_tables.py from pymarc {version}: don't edit.

The character sets of MARC-8: the byte that designates a set, and its runs, written as those in the file
of the engine, ts/marc/marc8_tables.ts. The set "odd" has codes that are in use, but in no official table.

The tables are those of pymarc, under this licence:

{licence}
"""

ROOT = Path(__file__).resolve().parent.parent

#: By code: the character's code point, and whether it is a combining mark.
Table = dict[int, tuple[int, int]]


def runs(table: dict[int, tuple[int, int]]) -> list[list[int]]:
    """Join what follows one another."""
    found: list[list[int]] = []
    for code, (point, combining) in sorted(table.items()):
        if found:
            first, first_point, kind, number = found[-1]
            if (code, point, combining) == (first + number, first_point + number, kind):
                found[-1][3] += 1
                continue
        found.append([code, point, int(combining), 1])
    return found


def text(table: dict[int, tuple[int, int]]) -> str:
    """Write runs as text: differences to the run before, in base 36."""
    parts: list[str] = []
    before = before_point = 0
    for code, point, combining, number in runs(table):
        words = [base36(code - before), base36(point - before_point)]
        if combining or number > 1:
            words.append(str(combining))
        if number > 1:
            words.append(base36(number))
        parts.append(",".join(words))
        before, before_point = code, point
    return " ".join(parts)


def base36(number: int) -> str:
    """Write a whole number as JavaScript's parseInt(…, 36) reads it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    sign, number = ("-", -number) if number < 0 else ("", number)
    out = ""
    while True:
        number, rest = divmod(number, 36)
        out = digits[rest] + out
        if number == 0:
            return sign + out


def licence() -> list[str]:
    """Find the licence text of the installed pymarc."""
    files = distribution("pymarc").files or []
    (path,) = [file for file in files if file.name == "LICENSE"]
    lines = path.read_text(encoding="utf-8").split("Copyright for this project")[0].strip().splitlines()
    lines.insert(0, "pymarc: Copyright by its many contributors (see its LICENSE file).")
    return lines


def for_engine(sets: dict[int, Table], odd: Table) -> str:
    """Write the engine's file, in which EACC has the odd codes as well."""
    all_sets = {**sets, 0x31: {**odd, **sets[0x31]}}
    notice = "\n".join(f" * {line}".rstrip() for line in licence())
    out = [HEAD.format(version=version("pymarc"), licence=notice)]
    out.append("export const marc8_tables: Readonly<Record<number, string>> = {")
    out += [f'  {code}: "{text(table)}",' for code, table in sorted(all_sets.items())]
    return "\n".join([*out, "};\n"])


def for_python(sets: dict[int, Table], odd: Table) -> str:
    """Write Python's file."""
    head = HEAD_FOR_PYTHON.format(version=version("pymarc"), licence="\n".join(licence()))
    out = [f"# {line}".rstrip() for line in head.splitlines()]
    out += [f"{code} {text(table)}" for code, table in sorted(sets.items())]
    return "\n".join([*out, f"odd {text(odd)}", ""])


def main() -> None:
    """Write both files."""
    sets = {code: dict(table) for code, table in marc8_mapping.CODESETS.items()}
    odd = {code: (point, 0) for code, point in marc8_mapping.ODD_MAP.items()}
    (ROOT / "ts/marc/marc8_tables.ts").write_text(for_engine(sets, odd), encoding="utf-8")
    (ROOT / "rogtk_shim/marc/marc8_tables.txt").write_text(for_python(sets, odd), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Write ts/marc/marc8_tables.ts from the MARC-8 tables of pymarc (BSD-2-Clause).

Usage: python scripts/make_marc8_tables.py > ts/marc/marc8_tables.ts   (needs `pip install pymarc`)
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution, version

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


def licence() -> str:
    """Find the licence text of the installed pymarc."""
    files = distribution("pymarc").files or []
    (path,) = [file for file in files if file.name == "LICENSE"]
    lines = path.read_text(encoding="utf-8").split("Copyright for this project")[0].strip().splitlines()
    lines.insert(0, "pymarc: Copyright by its many contributors (see its LICENSE file).")
    return "\n".join(f" * {line}".rstrip() for line in lines)


def main() -> None:
    """Write the tables to standard output."""
    sets = {code: dict(table) for code, table in marc8_mapping.CODESETS.items()}
    # Codes of EACC that are in use, but in none of the official tables.
    for code, point in marc8_mapping.ODD_MAP.items():
        sets[0x31].setdefault(code, (point, 0))
    out = [HEAD.format(version=version("pymarc"), licence=licence())]
    out.append("export const marc8_tables: Readonly<Record<number, string>> = {")
    out += [f'  {code}: "{text(table)}",' for code, table in sorted(sets.items())]
    out.append("};\n")
    sys.stdout.write("\n".join(out))


if __name__ == "__main__":
    main()

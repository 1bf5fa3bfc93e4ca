"""Write the MARC-8 tables for Python from those of pymarc (BSD-2-Clause; the Library of Congress made them).

Usage: python scripts/make_marc8_text.py rogtk_shim/marc/marc8_tables.txt   (needs `pip install pymarc`)
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution, version
from pathlib import Path

from pymarc import marc8_mapping

HEAD = """\
Written by scripts/make_marc8_text.py from pymarc {version}: don't edit.

The character sets of MARC-8. A line is the byte that designates the set, the first code of a run, 1 for
combining marks, and the characters that this code and the following ones stand for; all in hexadecimal
digits. The set "odd" has codes of no official table.

The tables are those of pymarc, under this licence:

{licence}
"""


def lines(name: str, table: dict[int, tuple[int, int]]) -> list[str]:
    """Write a set, what follows one another in one line."""
    runs: list[tuple[int, int, list[int]]] = []
    for code, (point, combining) in sorted(table.items()):
        if (
            runs
            and runs[-1][0] + len(runs[-1][2]) == code
            and runs[-1][1] == combining
            and len(runs[-1][2]) < 24
        ):
            runs[-1][2].append(point)
        else:
            runs.append((code, int(combining), [point]))
    return [
        f"{name} {code:X} {mark} " + " ".join(f"{point:X}" for point in points) for code, mark, points in runs
    ]


def licence() -> str:
    """Find the licence text of the installed pymarc."""
    (path,) = [file for file in distribution("pymarc").files or [] if file.name == "LICENSE"]
    return path.read_text(encoding="utf-8").strip()


def main() -> None:
    """Write the file that is named on the command line."""
    head = HEAD.format(version=version("pymarc"), licence=licence())
    out = [f"# {line}".rstrip() for line in head.splitlines()]
    for final, table in sorted(marc8_mapping.CODESETS.items()):
        out += lines(f"{final:X}", dict(table))
    out += lines("odd", {code: (point, 0) for code, point in marc8_mapping.ODD_MAP.items()})
    Path(sys.argv[1]).write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

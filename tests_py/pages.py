"""The pages of the documentation, and the examples in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Every page that people read, decision records left out: they are history.
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "examples/*.md", "bench/*.md")
    for page in ROOT.glob(pattern)
)

_FENCE = re.compile(
    r"^(?P<mark><!-- not run: (?P<reason>[^\n]+) -->\n)?"
    r"^```(?P<language>\w*)(?P<info>[^\n]*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """An example: a fenced block of a page."""

    page: str
    #: The line its code begins in, from 1.
    line: int
    language: str
    #: Whose code it is, where the page compares: `title="pysam"`.
    title: str
    #: Why it can't be run, by the mark above it.
    reason: str
    #: The heading above it.
    heading: str
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def placed(self) -> str:
        """The code, moved down to its line in the page, so that errors point there."""
        return "\n" * (self.line - 1) + self.code


def blocks(page: str) -> list[Block]:
    """The examples of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _FENCE.finditer(text):
        title = re.search(r'title="([^"]+)"', match["info"])
        # A line of code that looks like a heading is in a fence; a heading isn't.
        headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text[: match.start()]), re.MULTILINE)
        found.append(
            Block(
                page=page,
                line=text.count("\n", 0, match.start("code")) + 1,
                language=match["language"],
                title=title[1] if title else "",
                reason=match["reason"] or "",
                heading=headings[-1] if headings else "",
                code=match["code"],
            )
        )
    # Each fence is two lines; one that isn't found would be an example that isn't run.
    assert 2 * len(found) == len(re.findall(r"^ *(?:```|~~~)", text, re.MULTILINE)), page
    return found

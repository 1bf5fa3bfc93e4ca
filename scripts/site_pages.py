"""What mkdocs is told about this repository: pages stand in several folders, and link to each other as files.

On the site docs/ is lifted to the top, and everything else keeps its place: README.md is the first page,
docs/cli.md is cli.md, bench/README.md stays where it is. Links are rewritten accordingly.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
# Pages and files outside docs/ that are on the site.
PATTERNS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "bench/README.md",
    "bench/results/*.md",
    "bench/results/*.svg",
    "examples/README.md",
    "examples/**/*.py",
    "examples/**/*.ipynb",
    "examples/**/*.nf",
    "examples/**/Snakefile",
)
# Examples that say whose they are, one after the other: on the site they stand side by side.
COMPARED = re.compile(r"(?:^```\w+ title=[^\n]+\n(?:(?!```).*\n)*```\n+){2,}", re.MULTILINE)
LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]*)([^)]*\))")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every decision record into the menu."""
    records = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    menu = cast("Any", config).nav
    config.nav = with_records(menu, ["adr/README.md", *(f"adr/{name}" for name in records)])
    return config


def with_records(menu: Any, records: list[str]) -> Any:
    """Give a menu whose entry "Decisions" has the records below it."""
    if isinstance(menu, list):
        return [with_records(entry, records) for entry in cast("list[Any]", menu)]
    if isinstance(menu, dict):
        return {
            title: records if title == "Decisions" else with_records(below, records)
            for title, below in cast("dict[str, Any]", menu).items()
        }
    return menu


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what lies outside docs/, and a list of the decision records."""
    for pattern in PATTERNS:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    files.append(File.generated(config, "adr/README.md", content=decisions()))
    return files


def decisions() -> str:
    """Write the page that lists the decision records."""
    lines = ["# Decisions", "", "Why it is as it is, with the measurements behind it.", ""]
    for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        lines.append(f"- {number}: [{words}]({path.name})")
    return "\n".join(lines) + "\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links between the repository's files into links between the site's pages."""
    site = page.file.src_uri
    lifted = (ROOT / "docs" / site).exists()
    folder = posixpath.dirname(posixpath.join("docs", site) if lifted else site)

    def rewritten(match: re.Match[str]) -> str:
        before, target, rest = match.groups()
        if not target or ":" in target:
            return match[0]
        there = posixpath.normpath(posixpath.join(folder, target)).removeprefix("docs/")
        if files.get_file_from_path(there) is None:
            page_of_folder = posixpath.join(there, "README.md")
            if files.get_file_from_path(page_of_folder) is None:
                # A folder of sources: the site has no page for it, the repository has.
                return match[0] if not (ROOT / folder / target).exists() else before[1:-2]
            there = page_of_folder
        return before + posixpath.relpath(there, posixpath.dirname(site) or ".") + rest

    if site == "adr/README.md":
        return markdown
    return COMPARED.sub(r'<div class="grid" markdown>\n\n\g<0></div>\n\n', LINK.sub(rewritten, markdown))

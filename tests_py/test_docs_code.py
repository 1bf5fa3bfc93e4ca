"""What the pages say of the code is there: files, names, error codes and classes."""

from __future__ import annotations

import builtins
import re

import pytest

import rogtk_shim
from rogtk_shim import errors
from tests_py.pages import PAGES, ROOT

ERRORS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

#: Made when the package is built or tests run.
MADE = ("python/rogtk_bridge/_bundle", "bench/data")
FOLDERS = ("ts", "python", "rogtk_shim", "tests_ts", "tests_py", "scripts", "docs", "bench", "examples")


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_files_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", text):
        assert name.startswith(MADE) or (ROOT / name).exists(), name


def test_every_code_that_python_gives_is_listed() -> None:
    pages = ERRORS + (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for folder in ("rogtk_shim", "python/rogtk_bridge"):
        for file in (ROOT / folder).rglob("*.py"):
            for code in re.findall(r'code="([A-Z][A-Z0-9_]+)"', file.read_text(encoding="utf-8")):
                assert f"`{code}`" in pages, f"{file.name}: {code}"


def test_the_classes_are_those_of_the_page() -> None:
    rows = re.findall(r"^\| `(\w+(?:Error|Crashed))` \| (?:`(\w+)`)? ?\| ", ERRORS, re.MULTILINE)
    named = {name for name in errors.__all__ if issubclass(getattr(errors, name), Exception)}
    assert {name for name, _ in rows} == named - {"RogtkShimError", "RejectsWarning"}
    for name, also in rows:
        kind = getattr(errors, name)
        assert issubclass(kind, errors.RogtkShimError)
        if also:
            assert issubclass(kind, getattr(builtins, also, None) or getattr(errors, also)), name


def test_a_code_is_of_a_class_that_is_there() -> None:
    table = ERRORS[ERRORS.index("## Codes\n") : ERRORS.index("## Codes of")]
    for _, kinds in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|", table, re.MULTILINE):
        for kind in re.findall(r"\w+(?:Error|Crashed)\b", kinds):
            assert hasattr(errors, kind), kind


@pytest.mark.parametrize("page", ["docs/limits.md", "docs/memory.md", "docs/cli.md"])
def test_codes_that_a_page_names_are_listed(page: str) -> None:
    listed = ERRORS + (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    text = (ROOT / page).read_text(encoding="utf-8")
    kinds = "BAM|BGZF|MARC|CSF|PARQUET|ARROW|REQUEST|MEMORY|BATCH"
    for code in re.findall(rf"`((?:{kinds})_[A-Z_]+)`", text):
        assert f"`{code}`" in listed, code


def test_no_code_is_listed_twice() -> None:
    codes = re.findall(r"`([A-Z][A-Z0-9_]+)`", "".join(re.findall(r"^\| (`[^|]+) \|", ERRORS, re.MULTILINE)))
    assert sorted(codes) == sorted(set(codes))


def test_an_error_says_what_the_page_says() -> None:
    error = rogtk_shim.FormatError(
        "it is damaged", path="reads.bam", offset=1000, record=7, code="BGZF_CRC", hint="get it again"
    )
    assert str(error) == "reads.bam: it is damaged (record 7, byte 1,000). Get it again"
    assert "message, path, record, offset and hint" in ERRORS.replace("`", "")


def test_every_public_name_is_in_the_reference() -> None:
    documented = {name.rsplit(".", 1)[-1] for name in re.findall(r"^::: ([\w.]+)$", API, re.MULTILINE)}
    modules = {"bam", "csf", "marc", "parquet", "rcsfs", "rogtk", "errors", "pymarc", "pymrrc"}
    scans = {"BamScan", "CsfScan", "MarcScan", "ParquetScan"}
    left = set(rogtk_shim.__all__) - documented - modules - scans - set(errors.__all__) - {"__version__"}
    assert {name for name in left if not name.startswith(("bam_to_", "bams_to_"))} == set()

"""`rogtk-shim marc …`, and MARC files among those that are checked."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from rogtk_shim import pymarc, read_marc
from tests_py.cli.program import run
from tests_py.marc.iso2709 import record
from tests_py.marc.test_damage import sample

BOOKS = sample(5)
#: The third one's length is damaged.
BAD = [*BOOKS[:2], b"00009" + BOOKS[2][5:], *BOOKS[3:]]
RULES = ("--column", "id=001", "--column", "subjects=650*a")


@pytest.fixture
def books(folder: Path) -> Path:
    (folder / "books.mrc").write_bytes(b"".join(BOOKS))
    (folder / "books.mrc.gz").write_bytes(gzip.compress(b"".join(BOOKS)))
    (folder / "bad.mrc").write_bytes(b"".join(BAD))
    return folder


def parquet(path: Path) -> Any:
    reader: Any = pq
    return reader.read_table(path)


def test_to_parquet_and_to_arrow(books: Path) -> None:
    assert run("marc", "to-parquet", "books.mrc", "out.parquet", *RULES).returncode == 0
    rules = {"id": "001", "subjects": "650*a"}
    assert parquet(books / "out.parquet").equals(read_marc("books.mrc", columns=rules))
    done = run("marc", "to-arrow", "books.mrc.gz", "out.arrow", "--shape", "long", "--columns", "tag,value")
    assert done.returncode == 0
    with ipc.open_file(str(books / "out.arrow")) as file:
        assert file.read_all().equals(read_marc("books.mrc", shape="long", columns=["tag", "value"]))


def test_a_pipe(books: Path) -> None:
    with (books / "books.mrc").open("rb") as file:
        assert run("marc", "count", "-", stdin=file).stdout == "5\n"
    done = run("marc", "to-json", "-", "-", input=b"".join(BOOKS).decode())
    assert len(json.loads(done.stdout)) == 5
    # As a shell's `<(…)` has it.
    assert run("marc", "count", "/dev/stdin", input=b"".join(BOOKS).decode()).stdout == "5\n"


def test_rejects(books: Path) -> None:
    done = run("marc", "to-parquet", "bad.mrc", "out.parquet")
    assert done.returncode == 1
    assert "record 2" in done.stderr
    assert not (books / "out.parquet").exists()
    for verb, out in (
        ("to-parquet", "o.parquet"),
        ("to-arrow", "o.arrow"),
        ("to-json", "o.json"),
        ("to-csv", "o.csv"),
    ):
        done = run("marc", verb, "bad.mrc", out, "--rejects", "bad.jsonl", env=None)
        assert done.returncode == 3, done.stderr
        assert "1 record was rejected" in done.stderr
        (reject,) = [json.loads(line) for line in (books / "bad.jsonl").read_text().splitlines()]
        assert (reject["record"], reject["offset"]) == (2, len(BAD[0] + BAD[1])), verb
        assert reject["code"] == "MARC_RECORD_LENGTH"
    assert parquet(books / "o.parquet").num_rows == 4
    assert len(json.loads((books / "o.json").read_text())) == 4
    done = run("marc", "to-xml", "bad.mrc", "o.xml")
    assert done.returncode == 1
    assert "MARC_RECORD_LENGTH" not in done.stderr
    assert f"byte {len(BAD[0] + BAD[1])}" in done.stderr
    assert not (books / "o.xml").exists()
    done = run("marc", "to-json", "bad.mrc", "o.json", "--errors", "skip", "--stats", "-")
    assert done.returncode == 0
    assert (json.loads(done.stderr)["records"], json.loads(done.stderr)["skipped"]) == (4, 1)


def test_to_json_and_xml(books: Path) -> None:
    truth = [one.as_dict() for one in pymarc.MARCReader(str(books / "books.mrc")) if one is not None]
    assert run("marc", "to-json", "books.mrc", "out.json", "--stats", "stats.json").returncode == 0
    assert json.loads((books / "out.json").read_text()) == truth
    stats = json.loads((books / "stats.json").read_text())
    assert (stats["records"], stats["complete"]) == (5, True)
    assert stats["bytes_out"] == (books / "out.json").stat().st_size
    assert run("marc", "to-xml", "books.mrc.gz", "out.xml").returncode == 0
    assert [one.as_dict() for one in pymarc.parse_xml_to_array(str(books / "out.xml"))] == truth
    assert run("marc", "to-json", "books.mrc", "two.json", "--limit", "2").returncode == 0
    assert json.loads((books / "two.json").read_text()) == truth[:2]


def test_what_xml_does_not_allow(folder: Path) -> None:
    data = [record([("245", b"10\x1fa" + title)]) for title in (b"one", b"t\x01wo", b"three")]
    (folder / "odd.mrc").write_bytes(b"".join(data))
    done = run("marc", "to-xml", "odd.mrc", "out.xml")
    assert done.returncode == 1
    assert f"(record 1, byte {len(data[0])})" in done.stderr
    done = run("marc", "to-xml", "odd.mrc", "out.xml", "--rejects", "bad.jsonl", env=None)
    assert done.returncode == 3
    assert json.loads((folder / "bad.jsonl").read_text())["code"] == "MARC_XML_TEXT"
    assert len(pymarc.parse_xml_to_array(str(folder / "out.xml"))) == 2


def test_to_csv(books: Path) -> None:
    done = run("marc", "to-csv", "books.mrc", "-", *RULES, "--separator", "|")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    truth = read_marc("books.mrc", columns={"id": "001", "subjects": "650*a"}).to_pylist()
    assert rows[0] == ["id", "subjects"]
    assert rows[1:] == [[row["id"], "|".join(row["subjects"])] for row in truth]
    assert run("marc", "to-csv", "books.mrc", "long.csv", "--shape", "long").returncode == 0
    rows = list(csv.reader(io.StringIO((books / "long.csv").read_text(encoding="utf-8"))))
    truth = read_marc("books.mrc", shape="long").to_pylist()
    assert rows[1:] == [["" if value is None else str(value) for value in row.values()] for row in truth]


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_back_to_marc(books: Path, suffix: str) -> None:
    assert run("marc", f"to-{suffix}", "books.mrc", f"long.{suffix}", "--shape", "long").returncode == 0
    done = run("marc", "to-marc", f"long.{suffix}", "copy.mrc", "--stats", "-")
    assert (done.returncode, json.loads(done.stderr)["records"]) == (0, 5)
    assert (books / "copy.mrc").read_bytes() == b"".join(BOOKS)
    if suffix == "parquet":
        # Of other columns, the type doesn't matter.
        writer: Any = pq
        table: Any = parquet(books / "long.parquet")
        writer.write_table(table.append_column("more", [[[1]] * table.num_rows]), books / "more.parquet")
        assert run("marc", "to-marc", "more.parquet", "more.mrc").returncode == 0
        assert (books / "more.mrc").read_bytes() == b"".join(BOOKS)
        run("marc", "to-parquet", "books.mrc", "wide.parquet")
        done = run("marc", "to-marc", "wide.parquet", "other.mrc")
        assert (done.returncode, 'no column "record"' in done.stderr) == (1, True)
    for wrong in ("books.mrc", "none.parquet"):
        assert run("marc", "to-marc", wrong, "other.mrc").returncode == 1
        assert not (books / "other.mrc").exists()


def test_head_count_check_and_info(books: Path) -> None:
    shown = run("marc", "head", "books.mrc", "-n", "2", *RULES[:2]).stdout
    assert shown == "id\nid00000\nid00001\n"
    assert len(run("marc", "head", "books.mrc", "-n", "1", "--shape", "long").stdout.splitlines()) > 3
    assert run("marc", "count", "books.mrc").stdout == "5\n"
    assert run("marc", "count", "bad.mrc").returncode == 1
    done = run("marc", "count", "bad.mrc", "--errors", "collect", env=None)
    assert (done.returncode, done.stdout) == (3, "4\n")
    done = run("marc", "check", "bad.mrc", "--rejects", "bad.jsonl", env=None)
    assert done.returncode == 3
    assert done.stdout.splitlines()[0] == "4 records, 1 damaged, 0 with undecodable text"
    assert done.stdout.splitlines()[1].startswith("record 2, byte ")
    assert run("marc", "check", "books.mrc").returncode == 0
    done = run("check", "books.mrc", "books.mrc.gz", "bad.mrc")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == [
        "books.mrc: whole, MARC 21, 5 rows",
        "books.mrc.gz: whole, MARC 21, 5 rows",
    ]
    assert done.stdout.splitlines()[2].startswith("bad.mrc: damaged, ")
    assert json.loads(run("info", "books.mrc.gz", "--json").stdout)["first_id"] == "id00000"
    assert run("marc", "info", "books.mrc").stdout == run("info", "books.mrc").stdout
    # Known by its content, not by its name.
    (books / "books.mrc").rename(books / "books")
    assert run("check", "books").stdout == "books: whole, MARC 21, 5 rows\n"
    assert run("verify", "books", "books.mrc.gz").stdout.startswith("equal: ")


def test_text_that_cannot_be_decoded(folder: Path) -> None:
    """It is in the output, with U+FFFD, so the program must not end as if all were well."""
    texts = (b"caf\xc3\xa9 caf\xc3\xa9", b"caf\xc3\xa9 caf\xc3\xa9 \xe2", b"rest")
    (folder / "text.mrc").write_bytes(b"".join(record([("245", b"10\x1fa" + text)]) for text in texts))
    assert run("marc", "count", "text.mrc").returncode == 1
    for verb in ("to-parquet", "to-arrow", "to-json", "to-xml", "to-csv"):
        done = run("marc", verb, "text.mrc", "out", "--rejects", "bad.jsonl", env=None)
        assert (done.returncode, done.stderr.count("can't be decoded")) == (3, 1), verb
        (line,) = (folder / "bad.jsonl").read_text().splitlines()
        assert (json.loads(line)["record"], json.loads(line)["code"]) == (1, "MARC_TEXT")
        done = run("marc", verb, "text.mrc", "out", "--errors", "skip")
        assert (done.returncode, done.stderr) == (0, "")
    for words in ((), ("--errors", "skip")):
        done = run("marc", "check", "text.mrc", *words, env=None)
        assert done.returncode == 3
        assert done.stdout.splitlines()[0] == "3 records, 0 damaged, 1 with undecodable text"


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_text_in_no_subfield_is_not_left_out(folder: Path, kind: str) -> None:
    texts = (b"10\x1faone", b"10two\x1faTwo", b"10\x1fathree")
    (folder / "stray.mrc").write_bytes(b"".join(record([("245", text)]) for text in texts))
    done = run("marc", f"to-{kind}", "stray.mrc", "out")
    assert (done.returncode, "first subfield" in done.stderr, (folder / "out").exists()) == (1, True, False)
    done = run("marc", f"to-{kind}", "stray.mrc", "out", "--rejects", "bad.jsonl", env=None)
    assert done.returncode == 3
    assert json.loads((folder / "bad.jsonl").read_text())["code"] == "MARC_STRAY_TEXT"
    assert run("marc", "count", "stray.mrc").stdout == "3\n"


def test_hints_name_the_options(books: Path) -> None:
    assert books.exists()
    assert "--errors collect" in run("marc", "count", "bad.mrc").stderr
    assert "errors=" not in run("check", "bad.mrc").stdout


def test_csv_has_no_bytes(books: Path) -> None:
    done = run("marc", "to-csv", "books.mrc", "out.csv", "--column", "raw=@raw")
    assert done.returncode == 2
    assert "'raw'" in done.stderr
    assert not (books / "out.csv").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--column", "title"),
        ("--column", "title=245a", "--column", "title=245b"),
        ("--columns", "nothing"),
        ("--shape", "long", "--column", "title=245a"),
        ("--encoding", "klingon"),
        ("--column", "leader=LEADER"),
        ("--column", "title=245#"),
    ],
)
def test_usage(books: Path, words: tuple[str, ...]) -> None:
    assert run("marc", "head", "books.mrc", *words).returncode == 2
    assert run("marc", "head", "books.mrc", "--column", "title=24").returncode == 2
    assert books.exists()

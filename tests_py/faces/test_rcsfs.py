"""rcsfs's functions: names, parameters, returned keys and files are the original's."""

from __future__ import annotations

import inspect
import json
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import (
    FormatError,
    InputNotFoundError,
    OptionError,
    OutputError,
    RejectsWarning,
    rcsfs,
    scan_csf,
)
from rogtk_shim.rcsfs import (
    CSFDescriptorGenerator,
    convert_csfs,
    generate_descriptors_from_parquet,
    get_parquet_info,
    j_to_double_j,
    read_peel_subshells,
)
from tests_py.csf.lists import BAD, EVEN, GOLDEN, HEADER, ODD, PEEL, REAL, needs_golden, table_of, write

SIGNATURES: dict[str, list[list[Any]]] = json.loads(
    Path(__file__).with_name("rcsfs_signatures.json").read_text(encoding="utf-8")
)["functions"]
ADDED = {"convert_csfs": {"progress"}, "generate_descriptors_from_parquet": {"errors", "progress"}}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SIGNATURES)
def test_parameters_are_those_of_the_original(name: str) -> None:
    parameters = inspect.signature(getattr(rcsfs, name)).parameters.values()
    empty, positional = inspect.Parameter.empty, inspect.Parameter.POSITIONAL_OR_KEYWORD
    ours = [
        [one.name] if one.default is empty else [one.name, one.default]
        for one in parameters
        if one.kind is positional
    ]
    assert ours == SIGNATURES[name]
    assert {one.name for one in parameters if one.kind is not positional} == ADDED.get(name, set())


@needs_golden
def test_everything_is_as_the_original_left_it(here: Path) -> None:
    returned = json.loads((GOLDEN / "returned.json").read_text())
    (here / "synthetic_2k.csf").write_bytes((GOLDEN / "synthetic_2k.csf").read_bytes())
    converted = convert_csfs("synthetic_2k.csf", "synthetic_2k.parquet")
    assert returned["convert_csfs"].items() <= converted.items()
    header = "synthetic_2k_header.toml"
    assert (here / header).read_text() == (GOLDEN / header).read_text()
    peel = read_peel_subshells(header)
    assert peel == returned["read_peel_subshells"]
    info = get_parquet_info("synthetic_2k.parquet")
    assert info.keys() == returned["get_parquet_info"].keys()
    for key in ("file_path", "num_rows", "num_columns", "compression"):
        assert info[key] == returned["get_parquet_info"][key]
    for kind in ("raw", "normalized"):
        out = f"synthetic_2k_{kind}.parquet"
        made = generate_descriptors_from_parquet(
            "synthetic_2k.parquet", out, peel, None, kind == "normalized"
        )
        assert returned[kind].items() <= made.items()
        assert get_parquet_info(out)["compression"] == "ZSTD"
    for name in ("synthetic_2k", "synthetic_2k_raw", "synthetic_2k_normalized"):
        ours, theirs = table_of(here / f"{name}.parquet"), table_of(GOLDEN / f"{name}.parquet")
        assert ours.schema.remove_metadata() == theirs.schema.remove_metadata()
        assert ours.replace_schema_metadata(None).equals(theirs.replace_schema_metadata(None))


@needs_golden
def test_files_of_the_original_are_read(tmp_path: Path) -> None:
    peel = read_peel_subshells(GOLDEN / "synthetic_2k_header.toml")
    out = tmp_path / "out.parquet"
    generate_descriptors_from_parquet(GOLDEN / "synthetic_2k.parquet", out, peel, normalize=True)
    expected = table_of(GOLDEN / "synthetic_2k_normalized.parquet").replace_schema_metadata(None)
    assert table_of(out).replace_schema_metadata(None).equals(expected)


@pytest.mark.skipif(not REAL, reason="no extra files: ROGTK_SHIM_TEST_DATA names their parent")
@pytest.mark.parametrize("real", REAL, ids=lambda path: path.name)
def test_real_lists_the_long_way_and_the_short(real: Path, tmp_path: Path) -> None:
    csfs, out = tmp_path / "csfs.parquet", tmp_path / "out.parquet"
    converted = convert_csfs(real, csfs, max_line_len=1000)
    peel = read_peel_subshells(converted["header_file"])
    assert tuple(peel) == scan_csf(real).header.peel_subshells
    generate_descriptors_from_parquet(csfs, out, peel)
    direct = scan_csf(real, columns=["descriptor"], layout="columns").to_arrow()
    assert table_of(out).to_pydict() == direct.to_pydict()
    generator = CSFDescriptorGenerator(peel)
    lines = [list(row.values())[1:] for row in table_of(csfs).to_pylist()]
    assert generator.batch_parse_csfs(lines) == [list(row.values()) for row in direct.to_pylist()]


def test_separators_do_not_shift_lines(here: Path) -> None:
    write(here / "rcsf.inp", EVEN, " *\n", ODD, ODD)
    converted = convert_csfs("rcsf.inp", "csfs.parquet")
    assert (converted["csf_count"], converted["total_lines"]) == (3, 9)
    assert [block["csfs"] for block in converted["blocks"]] == [1, 2]
    rows = table_of(here / "csfs.parquet").to_pylist()
    assert "\n".join([*(rows[2][f"line{i}"] for i in (1, 2, 3)), ""]) == ODD


def test_long_lines_are_cut_and_have_no_descriptor(here: Path) -> None:
    write(here / "rcsf.inp", EVEN, EVEN, ODD, EVEN, ODD)
    with pytest.warns(RejectsWarning, match=r"6 lines were longer than 24 .*\(CSF 2, 4\)"):
        converted = convert_csfs("rcsf.inp", "csfs.parquet", max_line_len=24)
    assert (converted["truncated_count"], converted["truncated_rows"]) == (6, [2, 4])
    assert "truncated_count = 6\n" in (here / "rcsf_header.toml").read_text()
    assert max(len(row["line1"]) for row in table_of(here / "csfs.parquet").to_pylist()) == 24
    with pytest.raises(FormatError, match=r"2 CSFs can't be parsed: CSF 2: one of its lines was cut"):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL)
    assert not (here / "out.parquet").exists()
    with pytest.warns(RejectsWarning):
        made = generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL, errors="collect")
    assert made["rejected"] == 2
    assert table_of(here / "out.parquet")["col_0"].to_pylist() == [2, 2, None, 2, None]
    with pytest.warns(RejectsWarning):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL, errors="zeros")
    assert table_of(here / "out.parquet")["col_0"].to_pylist() == [2, 2, 0, 2, 0]
    # Nothing was cut: nothing is warned of.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        convert_csfs("rcsf.inp", "csfs.parquet")
        assert generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL)["rejected"] == 0


def test_csfs_that_cannot_be_parsed(here: Path) -> None:
    write(here / "rcsf.inp", EVEN, BAD)
    convert_csfs("rcsf.inp", "csfs.parquet")
    with pytest.raises(FormatError, match=r"1 CSF can't be parsed: CSF 1: line 3"):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL)
    with pytest.raises(FormatError, match="line 3"):
        CSFDescriptorGenerator(PEEL).parse_csf_from_list(BAD.splitlines())


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        HEADER.replace("Core subshells:", 'Core "sub\\shells":\t'),
        HEADER.replace("Core subshells:", "Core 殻:"),
        HEADER.replace("\n", "\r\n"),
    ],
)
def test_header_files(here: Path, header: str) -> None:
    (here / "rcsf.inp").write_text(header, encoding="utf-8", newline="")
    converted = convert_csfs("rcsf.inp", "csfs.parquet")
    assert converted["csf_count"] == 0
    assert read_peel_subshells("rcsf_header.toml") == list(PEEL)
    tomllib = pytest.importorskip("tomllib")
    parsed = tomllib.loads((here / "rcsf_header.toml").read_text(encoding="utf-8"))
    assert parsed["header_info"]["header_lines"] == header.splitlines()
    assert parsed["conversion_stats"] == {"csf_count": 0, "total_lines": 0, "truncated_count": 0}


def test_what_is_refused(here: Path) -> None:
    with pytest.raises(InputNotFoundError, match="CSF file does not exist: none"):
        convert_csfs("none", "out.parquet")
    with pytest.raises(InputNotFoundError):
        read_peel_subshells("none")
    with pytest.raises(InputNotFoundError):
        get_parquet_info("none")
    write(here / "rcsf.inp", EVEN)
    for error, options in ((OptionError, {"max_line_len": 0}), (TypeError, {"chunk_size": 1.5})):
        with pytest.raises(error):
            convert_csfs("rcsf.inp", "out.parquet", **options)  # pyright: ignore[reportArgumentType]
    with pytest.raises(FormatError):
        read_peel_subshells("rcsf.inp")
    with pytest.raises(FormatError):
        get_parquet_info("rcsf.inp")
    with pytest.raises(FormatError):
        generate_descriptors_from_parquet("rcsf.inp", "out.parquet", PEEL)
    convert_csfs("rcsf.inp", "csfs.parquet")
    with pytest.raises(OptionError, match="twice"):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", ["3s", "3s"])
    generate_descriptors_from_parquet("csfs.parquet", "d.parquet", PEEL)
    with pytest.raises(FormatError, match="there is no column line1"):
        generate_descriptors_from_parquet("d.parquet", "out.parquet", PEEL)
    assert not (here / "out.parquet").exists()


def test_the_header_file_replaces_neither_input_nor_output(here: Path) -> None:
    source = write(here / "rcsf.inp", EVEN)
    text = source.read_text()
    with pytest.raises(OutputError, match="name of the header file"):
        convert_csfs("rcsf.inp", here / "rcsf_header.toml")
    assert not (here / "rcsf_header.toml").exists()
    (here / "rcsf_header.toml").symlink_to("rcsf.inp")
    with pytest.raises(OutputError, match="input itself"):
        convert_csfs("rcsf.inp", "csfs.parquet")
    (here / "rcsf_header.toml").unlink()
    (here / "rcsf_header.toml").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        convert_csfs("rcsf.inp", "csfs.parquet")
    assert not (here / "csfs.parquet").exists()
    assert source.read_text() == text
    with pytest.raises(OptionError, match="an empty name"):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", ["3s", " "])
    with pytest.raises(TypeError, match="must be text, not int"):
        j_to_double_j(3)  # pyright: ignore[reportArgumentType]


def test_lines_that_are_null_have_no_descriptor(here: Path) -> None:
    first, second, third = EVEN.splitlines()
    rows = 1500
    columns: dict[str, list[str | None]] = {
        "line1": [first] * rows,
        "line2": [second] * rows,
        "line3": [third] * rows,
    }
    columns["line1"][3] = columns["line2"][700] = columns["line3"][1499] = columns["line3"][3] = None
    writer: Any = pq
    writer.write_table(pa.table(columns), here / "csfs.parquet", row_group_size=1000)
    with pytest.raises(FormatError, match="3 CSFs can't be parsed: CSF 3: one of its lines is null"):
        generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL)
    with pytest.warns(RejectsWarning):
        done = generate_descriptors_from_parquet("csfs.parquet", "out.parquet", PEEL, errors="collect")
    assert [reject["index"] for reject in done["rejects"]] == [3, 700, 1499]
    values = table_of(here / "out.parquet")["col_0"].to_pylist()
    assert [i for i, value in enumerate(values) if value is None] == [3, 700, 1499]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3/2", 3), ("4", 8), ("4-", 8), (" 3+ ", 6), ("0", 0), ("-1/2", -1), ("x/2", None), ("", None)],
)
def test_double_j(text: str, value: int | None) -> None:
    assert rcsfs.py_j_to_double_j is j_to_double_j
    if value is None:
        with pytest.raises(OptionError):
            j_to_double_j(text)
    else:
        assert j_to_double_j(text) == value


def test_generator() -> None:
    generator = CSFDescriptorGenerator(["3s", "3p-"])
    assert generator.get_config() == {
        "peel_subshells": ["3s", "3p-"],
        "orbital_count": 2,
        "descriptor_size": 6,
    }
    assert generator.parse_csf_from_list(ODD.splitlines()) == [1, 1, 1, 0, 0, 0]
    with pytest.raises(OptionError):
        CSFDescriptorGenerator([])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([EVEN, ODD, BAD, "  3d ( 3)\n     2;3/2\n      3/2+\n", "\n\n 0+\n"]), max_size=12
    )
)
def test_generator_and_engine_agree(csfs: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "rcsf.inp", *csfs)
        scan = scan_csf(path, columns=["descriptor"], errors="collect")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RejectsWarning)
            found = scan.to_arrow()["descriptor"].to_pylist()
    generator = CSFDescriptorGenerator(PEEL)
    expected = [None if csf == BAD else generator.parse_csf_from_list(csf.split("\n")[:3]) for csf in csfs]
    assert found == expected

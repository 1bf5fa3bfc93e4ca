"""rogtk's functions for several inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rogtk_shim import InputNotFoundError, OptionError, RogtkShimError, Statistics, rogtk
from tests_py.bam import expected
from tests_py.bam.rows import assert_same
from tests_py.faces.files import names_in, read
from tests_py.faces.functions import SEVERAL_INPUTS

several_inputs = pytest.mark.parametrize("name", SEVERAL_INPUTS)


@several_inputs
def test_several_inputs_in_order(name: str, real_bam: Path, large_bam: Path, tmp_path: Path) -> None:
    out = tmp_path / "both.arrow"
    function = getattr(rogtk, name)
    statistics: Statistics = function([real_bam, large_bam], out, include_source_file=True)
    table = read(out)
    tables = [expected.by_pysam(real_bam), expected.by_pysam(large_bam)]
    assert_same(table.drop_columns(["source_file"]), pa.concat_tables(tables))
    assert statistics.records == table.num_rows
    assert statistics.bytes_in == real_bam.stat().st_size + large_bam.stat().st_size
    # As the original has it: the file's name without its folder, in the last column, never null.
    last: Any = table.schema.remove_metadata()
    assert str(last).splitlines()[-1] == "source_file: string not null"
    names = [real_bam.name] * tables[0].num_rows + [large_bam.name] * tables[1].num_rows
    assert table.column("source_file").to_pylist() == names


@several_inputs
def test_the_limit_is_over_all_inputs(name: str, folder: Path) -> None:
    function = getattr(rogtk, name)
    assert function(["reads.bam", "reads.bam"], "both.arrow", limit=4).records == 4
    names = read(folder / "both.arrow").column("name").to_pylist()
    assert names == ["read/1", "read/2", "read/3", "read/1"]


@several_inputs
def test_one_bad_input_fails_the_whole(name: str, real_bam: Path, folder: Path) -> None:
    (folder / "bad.bam").write_bytes(real_bam.read_bytes()[:-100])
    function = getattr(rogtk, name)
    for sources in (["reads.bam", "bad.bam", "reads.bam"], ["bad.bam", "reads.bam"]):
        with pytest.raises(RogtkShimError, match=r"bad\.bam") as caught:
            function(sources, "all.arrow")
        assert caught.value.path == "bad.bam"
    with pytest.raises(InputNotFoundError, match=r"BAM file does not exist: nope\.bam"):
        function(["reads.bam", "nope.bam"], "all.arrow")
    assert names_in(folder) == {"bad.bam", "reads.bam"}


@several_inputs
@pytest.mark.parametrize("sources", ["reads.bam", Path("reads.bam"), b"reads.bam", None, 5])
def test_several_inputs_are_a_list(name: str, sources: Any, folder: Path) -> None:
    with pytest.raises(TypeError, match="bam_paths must be a list of paths"):
        getattr(rogtk, name)(sources, "all.arrow")
    assert not (folder / "all.arrow").exists()


@several_inputs
def test_no_input(name: str, folder: Path) -> None:
    with pytest.raises(OptionError, match="No BAM files provided"):
        getattr(rogtk, name)([], "all.arrow")
    assert not (folder / "all.arrow").exists()
    # Any iterable will do.
    assert getattr(rogtk, name)((path for path in ["reads.bam"]), "all.arrow").records == 3

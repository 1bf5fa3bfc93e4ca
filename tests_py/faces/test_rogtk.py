"""rogtk's functions: their parameters' meaning, several inputs, errors."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import rogtk_bridge

from rogtk_shim import FormatError, InputNotFoundError, OptionError, RogtkShimError, Statistics, rogtk
from rogtk_shim._convert import write_file
from rogtk_shim._outputs import Output
from rogtk_shim._plan import Plan
from rogtk_shim.progress import Progress
from rogtk_shim.rogtk import conversion
from tests_py.faces.files import read
from tests_py.faces.functions import DEPRECATED, NAMES, SEVERAL_INPUTS, call


@pytest.fixture
def plans(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What the functions are about to do, noted on the way; it is done all the same."""
    assert (folder / "reads.bam").exists()
    noted: list[Plan] = []

    def note(plan: Plan, path: str, output: Output, progress: Progress) -> Statistics:
        noted.append(plan)
        return write_file(plan, path, output, progress)

    monkeypatch.setattr(conversion, "write_file", note)
    return noted


every_function = pytest.mark.parametrize("name", NAMES)


@every_function
def test_columns_can_be_left_out(name: str, folder: Path) -> None:
    call(name, "reads.bam", "reads.arrow", include_sequence=False, include_quality=False)
    assert read(folder / "reads.arrow").column_names == ["name", "chrom", "start", "end", "flags"]
    call(name, "reads.bam", "reads.arrow", include_sequence=False)
    assert read(folder / "reads.arrow").column_names[5:] == ["quality_scores"]


@every_function
def test_limit(name: str, folder: Path) -> None:
    statistics = call(name, "reads.bam", "reads.arrow", limit=2)
    assert (statistics.records, statistics.complete) == (2, False)
    assert read(folder / "reads.arrow").column("name").to_pylist() == ["read/1", "read/2"]
    assert call(name, "reads.bam", "reads.arrow", limit=0).records == 0
    assert read(folder / "reads.arrow").num_rows == 0


@every_function
def test_statistics(name: str, folder: Path) -> None:
    statistics = call(name, Path("reads.bam"), Path("reads.arrow"))
    assert isinstance(statistics, Statistics)
    assert statistics.bytes_in == (folder / "reads.bam").stat().st_size
    assert statistics.bytes_out == (folder / "reads.arrow").stat().st_size
    assert statistics.seconds > 0
    assert statistics.complete


@every_function
def test_the_bytes_are_the_same_whatever_the_threads_and_buffers(
    name: str, large_bam: Path, tmp_path: Path
) -> None:
    parameters = [parameter for parameter, *_ in _numeric_resources(name)]
    contents: set[bytes] = set()
    for value in (1, 2, 7):
        call(name, large_bam, tmp_path / "reads.arrow", batch_size=4000, **dict.fromkeys(parameters, value))
        contents.add((tmp_path / "reads.arrow").read_bytes())
    assert len(contents) == 1


def _numeric_resources(name: str) -> list[tuple[str, object]]:
    from tests_py.faces.functions import ORIGINAL

    endings = ("_threads", "_workers", "_readers", "_worker", "_mb")
    return [(parameter[0], parameter[1]) for parameter in ORIGINAL[name] if parameter[0].endswith(endings)]


@pytest.mark.parametrize(
    ("name", "options", "threads"),
    [
        ("bam_to_arrow_ipc", {}, None),
        ("bam_to_arrow_ipc_parallel", {"num_threads": 3}, 3),
        ("bam_to_arrow_ipc_parallel", {"num_threads": 0}, 4),
        ("bam_to_arrow_ipc_gzp_parallel", {"decompression_threads": 5, "processing_threads": 1}, 6),
        ("bam_to_arrow_ipc_htslib_parallel", {"bgzf_threads": 1, "writing_threads": 1}, 2),
        ("bam_to_arrow_ipc_htslib_optimized", {"max_bgzf_threads": 1, "writing_threads": 1}, 2),
        ("bam_to_arrow_ipc_htslib_optimized", {"bgzf_threads": 2, "writing_threads": 1}, 3),
        ("bam_to_arrow_ipc_htslib_mmap_parallel", {"num_workers": 3, "bgzf_threads_per_worker": 3}, 9),
        ("bam_to_arrow_ipc_htslib_multi_reader_parallel", {"num_readers": 1, "bgzf_threads": 1}, 12),
        ("bam_to_arrow_ipc_htslib_bgzf_blocks", {"num_block_workers": 4}, 16),
    ],
)
def test_thread_parameters(
    name: str, options: dict[str, Any], threads: int | None, plans: list[Plan]
) -> None:
    statistics = call(name, "reads.bam", "reads.arrow", **options)
    assert plans[0].threads == threads
    allowed = rogtk_bridge.threads_allowed()
    assert plans[0].request("convert")["threads"] == min(allowed, threads or allowed) == statistics["threads"]


@pytest.mark.parametrize(
    ("name", "options", "mebibytes"),
    [
        ("bam_to_arrow_ipc", {}, None),
        ("bam_to_arrow_ipc_htslib_parallel", {}, None),
        ("bam_to_arrow_ipc_htslib_parallel", {"read_buffer_mb": 1024}, None),
        ("bam_to_arrow_ipc_htslib_optimized", {"read_buffer_mb": 1, "write_buffer_mb": 0}, 64),
        ("bam_to_arrow_ipc_htslib_optimized", {"read_buffer_mb": 200, "write_buffer_mb": 100}, 300),
        ("bams_to_arrow_ipc_htslib_optimized", {}, 2176),
        ("bam_to_arrow_ipc_htslib_multi_reader_parallel", {"read_buffer_mb": 50, "write_buffer_mb": 50}, 100),
        ("bam_to_arrow_ipc_htslib_bgzf_blocks", {"read_buffer_mb": 50, "write_buffer_mb": 50}, 100),
    ],
)
def test_buffer_parameters(
    name: str, options: dict[str, Any], mebibytes: int | None, plans: list[Plan]
) -> None:
    call(name, "reads.bam", "reads.arrow", **options)
    assert plans[0].request("convert")["memory"] == (None if mebibytes is None else mebibytes * 1024 * 1024)


def test_both_names_of_one_parameter_are_refused(folder: Path) -> None:
    with pytest.raises(OptionError, match="another name of max_bgzf_threads"):
        rogtk.bam_to_arrow_ipc_htslib_optimized(
            "reads.bam", "reads.arrow", max_bgzf_threads=2, bgzf_threads=2
        )
    assert not (folder / "reads.arrow").exists()


@every_function
def test_only_the_deprecated_ones_warn(name: str, folder: Path) -> None:
    source: Any = ["reads.bam"] if name in SEVERAL_INPUTS else "reads.bam"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(rogtk, name)(source, str(folder / "reads.arrow"))
    assert [warning.category for warning in caught] == [DeprecationWarning] * (name in DEPRECATED)
    # It points at the caller's line, or it wouldn't be shown.
    assert all(warning.filename == __file__ for warning in caught)


@every_function
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"batch_size": 0}, OptionError, "batch_size must be greater than 0"),
        ({"batch_size": -1}, OptionError, "batch_size must be greater than 0"),
        ({"batch_size": True}, TypeError, "batch_size must be an integer, not bool"),
        ({"batch_size": "5"}, TypeError, "batch_size must be an integer, not str"),
        ({"batch_size": 1.5}, TypeError, "batch_size must be an integer, not float"),
        ({"limit": -1}, OptionError, "limit must not be negative"),
        ({"limit": "all"}, TypeError, "limit must be an integer, not str"),
        ({"include_sequence": 1}, TypeError, "include_sequence must be True or False"),
        ({"include_quality": None}, TypeError, "include_quality must be True or False"),
        ({"progress": "yes"}, TypeError, "progress must be"),
        ({"threads": 2}, TypeError, "unexpected keyword argument"),
    ],
)
def test_wrong_values(
    name: str, options: dict[str, Any], error: type[Exception], message: str, folder: Path
) -> None:
    with pytest.raises(error, match=message) as caught:
        call(name, "reads.bam", "reads.arrow", **options)
    if error is OptionError:
        assert isinstance(caught.value, RuntimeError), "what the original raises"
        assert isinstance(caught.value, ValueError)
    assert [path.name for path in folder.iterdir()] == ["reads.bam"]


@every_function
def test_thread_parameters_are_checked(name: str, folder: Path) -> None:
    for parameter, _ in _numeric_resources(name):
        with pytest.raises(OptionError, match=f"{parameter} must not be negative"):
            call(name, "reads.bam", "reads.arrow", **{parameter: -1})
        with pytest.raises(TypeError, match=f"{parameter} must be an integer"):
            call(name, "reads.bam", "reads.arrow", **{parameter: "4"})
    assert [path.name for path in folder.iterdir()] == ["reads.bam"]


@every_function
def test_a_missing_input(name: str, folder: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"BAM file does not exist: nope\.bam") as caught:
        call(name, "nope.bam", "new/folder/reads.arrow")
    assert isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, RuntimeError)
    assert caught.value.filename == "nope.bam"
    assert [path.name for path in folder.iterdir()] == ["reads.bam"]


@every_function
def test_not_a_bam_file(name: str, folder: Path) -> None:
    (folder / "text.bam").write_text("@HD\tVN:1.6\n")
    with pytest.raises(FormatError, match=r"text\.bam") as caught:
        call(name, "text.bam", "reads.arrow")
    assert isinstance(caught.value, RuntimeError)
    assert not (folder / "reads.arrow").exists()


@pytest.mark.parametrize("value", [None, 5, b"reads.bam", ["reads.bam"]])
def test_a_path_that_is_none(value: Any, folder: Path) -> None:
    with pytest.raises(TypeError, match="bam_path must be a path"):
        rogtk.bam_to_arrow_ipc(value, "reads.arrow")
    with pytest.raises(TypeError, match="arrow_ipc_path must be a path"):
        rogtk.bam_to_arrow_ipc("reads.bam", value)
    assert [path.name for path in folder.iterdir()] == ["reads.bam"]


@every_function
def test_a_missing_output_folder_is_made(name: str, folder: Path) -> None:
    call(name, "reads.bam", "new/folder/reads.arrow")
    assert read(folder / "new" / "folder" / "reads.arrow").num_rows == 3


@every_function
def test_a_folder_that_was_made_for_nothing_goes_again(name: str, folder: Path) -> None:
    (folder / "bad.bam").write_bytes((folder / "reads.bam").read_bytes()[:-1])
    with pytest.raises(RogtkShimError):
        call(name, "bad.bam", "new/folder/reads.arrow")
    assert not (folder / "new").exists()

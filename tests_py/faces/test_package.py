"""The package's front: what it offers, what importing it costs, its errors and statistics."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rogtk_bridge

import rogtk_shim
from rogtk_shim import OptionError, RogtkShimError, Statistics, errors

ROOT = Path(__file__).resolve().parents[2]


def loaded_after(code: str) -> set[str]:
    """What Python has loaded after running the code, and hadn't before."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{script}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    assert loaded_after("import rogtk_shim") <= {"rogtk_shim"}


def test_a_conversion_loads_neither_pyarrow_nor_tqdm(folder: Path) -> None:
    loaded = loaded_after("import rogtk_shim; rogtk_shim.bam_to_arrow_ipc('reads.bam', 'out.arrow')")
    assert "rogtk_bridge" in loaded
    assert loaded.isdisjoint({"asyncio", "dataclasses", "inspect", "numpy", "pyarrow", "tqdm"})
    assert (folder / "out.arrow").exists()


def test_describing_a_scan_starts_nothing() -> None:
    loaded = loaded_after("import rogtk_shim; rogtk_shim.scan_bam('reads.bam', columns=['name'])")
    assert loaded.isdisjoint({"numpy", "pyarrow", "subprocess", "tqdm"})


def test_every_public_name() -> None:
    assert rogtk_shim.__all__ == sorted(rogtk_shim.__all__)
    assert set(rogtk_shim.__all__) <= set(dir(rogtk_shim))
    for name in rogtk_shim.__all__:
        assert getattr(rogtk_shim, name) is getattr(rogtk_shim, name)
    names: dict[str, object] = {}
    exec("from rogtk_shim import *", names)
    assert set(rogtk_shim.__all__) <= set(names)
    with pytest.raises(AttributeError, match="has no attribute 'scan_vcf'"):
        _ = rogtk_shim.scan_vcf  # type: ignore[attr-defined]  # pyright: ignore


@pytest.mark.parametrize("module", ["bam", "errors", "rogtk", "scan", "statistics"])
def test_submodules_are_importable_alone(module: str) -> None:
    assert f"rogtk_shim.{module}" in loaded_after(f"import rogtk_shim.{module}")


def test_version() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert rogtk_shim.__version__ == package["version"]


@pytest.mark.parametrize("package", [rogtk_shim, rogtk_bridge])
def test_is_typed(package: ModuleType) -> None:
    assert package.__file__ is not None
    assert Path(package.__file__).with_name("py.typed").exists()


@pytest.mark.parametrize("name", [name for name in errors.__all__ if not name.endswith("Warning")])
def test_errors_survive_pickling(name: str) -> None:
    kind: type[RogtkShimError] = getattr(errors, name)
    assert issubclass(kind, RogtkShimError)
    assert issubclass(kind, RuntimeError)
    assert getattr(rogtk_shim, name) is kind
    place: dict[str, Any] = {"path": "reads.bam", "offset": 5, "record": 7, "code": "CODE", "hint": "do this"}
    error = kind("what happened", **place)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is kind
        assert str(other) == str(error)
        assert {attribute: getattr(other, attribute) for attribute in place} == place
        assert getattr(other, "filename", "reads.bam") == "reads.bam"


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("FormatError", ValueError),
        ("TruncatedFileError", EOFError),
        ("InputNotFoundError", FileNotFoundError),
        ("OutputError", OSError),
        ("OptionError", ValueError),
    ],
)
def test_errors_are_python_s_own_as_well(name: str, builtin: type[Exception]) -> None:
    assert issubclass(getattr(errors, name), builtin)


def test_an_option_error_is_what_the_original_raises() -> None:
    with pytest.raises(RuntimeError, match="batch_size must be greater than 0"):
        rogtk_shim.scan_bam("reads.bam", batch_size=0)
    assert OptionError("text").path is None


class TestStatistics:
    stats = Statistics(
        records=1234,
        batches=2,
        bytes_in=10,
        bytes_out=20,
        seconds=0.5,
        complete=True,
        threads=2,
        main_seconds=0.1,
    )

    def test_attributes_and_keys(self) -> None:
        assert (self.stats.records, self.stats["records"]) == (1234, 1234)
        assert self.stats["threads"] == self.stats.extra["threads"] == 2
        assert self.stats.get("nothing") is None
        assert "records" in self.stats
        assert len(self.stats) == 8
        with pytest.raises(KeyError):
            _ = self.stats["extra"]

    def test_as_a_dictionary(self) -> None:
        values = self.stats.to_dict()
        assert list(values) == [
            *("records", "batches", "bytes_in", "bytes_out", "seconds", "complete"),
            *("threads", "main_seconds"),
        ]
        assert json.loads(json.dumps(values)) == values == dict(self.stats)
        assert Statistics(**values) == self.stats

    def test_repr(self) -> None:
        shown = "<Statistics: 1,234 records in 2 batches, 10 bytes in, 20 bytes out, 0.500 s>"
        assert repr(self.stats) == shown
        partial = Statistics(**{**self.stats.to_dict(), "complete": False})
        assert repr(partial) == shown[:-1] + ", not read to the end>"

    def test_read_only(self) -> None:
        with pytest.raises(AttributeError, match="read-only"):
            self.stats.records = 5
        with pytest.raises(AttributeError, match="read-only"):
            del self.stats.records
        with pytest.raises(TypeError):
            self.stats["records"] = 5  # type: ignore[index]  # pyright: ignore

    def test_copies(self) -> None:
        for other in (pickle.loads(pickle.dumps(self.stats)), copy.deepcopy(self.stats)):
            assert other == self.stats
            assert hash(other) == hash(self.stats)
            assert repr(other) == repr(self.stats)

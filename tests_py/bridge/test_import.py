"""Importing the bridge costs next to nothing; an engine's start brings what it needs, a stream pyarrow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .requests import bam_request, convert_request


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return set(run.stdout.split())


def test_import_loads_nothing_heavy() -> None:
    heavy = {
        "pyarrow",
        "asyncio",
        "subprocess",
        "socket",
        "threading",
        "logging",
        "msgpack",
        "json",
        "typing",
    }
    loaded = loaded_after("import rogtk_bridge; rogtk_bridge.client; import rogtk_bridge.errors")
    # What this interpreter's own start-up brings (site packages with .pth files) doesn't count.
    assert not heavy & (loaded - loaded_after("pass"))


def test_a_conversion_does_without_pyarrow(small_bam: Path, tmp_path: Path) -> None:
    request = convert_request(small_bam, tmp_path / "out.arrow")
    loaded = loaded_after(f"import rogtk_bridge; rogtk_bridge.client().call({request!r})")
    assert not {"pyarrow", "asyncio", "logging"} & loaded
    assert (tmp_path / "out.arrow").stat().st_size > 300_000


def test_what_the_engine_prints_does_not_bring_logging_in(tmp_path: Path) -> None:
    # Nobody can have set it up, so nobody would see it.
    script = 'console.error("a line"); hello(); onRequest(() => send(DONE, 1, map({})));'
    code = f"""
from pathlib import Path
from tests_py.bridge.scripted import scripted_client
with scripted_client(Path({str(tmp_path)!r}), {script!r}) as client:
    client.call({bam_request("count", "reads.bam")!r})
"""
    assert "logging" not in loaded_after(code)

"""A user's script type-checks, with the types that we promise."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("user_script.py")
INSTALLED = ROOT / "node_modules" / "pyright" / "index.js"


@pytest.mark.timeout(180)
@pytest.mark.skipif(not INSTALLED.exists(), reason="pyright is not installed; npm ci installs it")
def test_a_users_script(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node on PATH to run pyright")
    # As if installed: the user's settings, not this project's.
    project = tmp_path / "pyrightconfig.json"
    shutil.copy(SCRIPT, tmp_path / "script.py")
    paths = [str(ROOT), str(ROOT / "python"), *(path for path in sys.path if path.endswith("-packages"))]
    project.write_text(json.dumps({"include": ["script.py"], "extraPaths": paths, "pythonVersion": "3.10"}))
    command = [
        node,
        str(INSTALLED),
        "--outputjson",
        "--pythonpath",
        sys.executable,
        "--project",
        str(project),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    found = json.loads(done.stdout)
    assert found["generalDiagnostics"] == []
    assert found["summary"]["filesAnalyzed"] == 1
    assert found["summary"]["errorCount"] == 0


def test_the_script_uses_every_public_name_of_the_scans() -> None:
    from rogtk_shim import Scan, Stream

    text = SCRIPT.read_text(encoding="utf-8")
    for kind in (Scan, Stream):
        for name in vars(kind):
            assert name.startswith("_") or name in ("start", "close") or f".{name}" in text, name

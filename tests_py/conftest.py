"""What every folder of tests shares."""

from __future__ import annotations

from pathlib import Path

import pytest
import rogtk_bridge


@pytest.fixture(scope="session", autouse=True)
def _engine_is_built() -> None:
    bundle = Path(rogtk_bridge.__file__).parent / "_bundle" / "engine.cjs"
    if not bundle.exists():
        pytest.exit(f"{bundle} is missing: `npm run build` makes it", returncode=3)

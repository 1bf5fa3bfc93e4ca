"""The numbers on the pages about limits and memory are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rogtk_bridge import (
    _address_space,  # pyright: ignore[reportPrivateUsage]
    _client,  # pyright: ignore[reportPrivateUsage]
    _threads,  # pyright: ignore[reportPrivateUsage]
)

from tests_py.pages import ROOT

LIMITS = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
MEMORY = (ROOT / "docs" / "memory.md").read_text(encoding="utf-8")
UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}

#: Sizes of pieces of work and of what passes between the parts of the engine: users never notice them.
NOT_FOR_USERS = {
    "block_places_max",
    "chain_records_max",
    "collect_delay_ms",
    "csf_lines_max",
    "csf_span_bytes",
    "done_payload_bytes_max",
    "dropped_bytes_max",
    "dropped_bytes_min",
    "index_references_decoded_max",
    "indexes_kept_bytes_max",
    "indexes_kept_max",
    "compressed_pages_bytes_max",
    "dropped_pages_bytes_max",
    "marc_long_filled_bytes_max",
    "first_batch_tasks",
    "found_bytes_max",
    "found_records_max",
    "found_records_min",
    "gathered_bytes_max",
    "gunzip_piece_bytes",
    "input_piece_bytes_max",
    "input_window_bytes",
    "load_bytes_max",
    "main_works_threads_max",
    "marc_gathered_bytes_max",
    "marc_span_bytes",
    "measured_bytes_max",
    "memory_floor_bytes",
    "page_header_bytes_max",
    "parquet_built_bytes_min",
    "parquet_span_bytes",
    "schema_payload_bytes_max",
    "span_bytes",
    "split_bytes_max",
    "tasks_in_flight_per_worker",
}


def code() -> dict[str, int]:
    """All limits that there are, by name."""
    text = (ROOT / "ts" / "limits.ts").read_text(encoding="utf-8")
    engine: dict[str, int] = dict(UNITS)
    for name, value in re.findall(r"^export const (\w+) = (.+);$", text, re.MULTILINE):
        # Digits, units and operators, which mean the same in both languages.
        engine[name] = eval(value, {}, dict(engine))
    here = {"THREADS_MAX": _threads.THREADS_MAX, "IDLE_SECONDS_MAX": int(_client.IDLE_SECONDS_MAX)}
    return {name: value for name, value in {**engine, **here}.items() if name not in UNITS}


def on_the_page() -> dict[str, int]:
    """What the page says, by the name in its last column."""
    rows = re.findall(r"^\|[^|]+\| ([^|]+) \|[^|]+\| `(\w+)` \|$", LIMITS, re.MULTILINE)
    found: dict[str, int] = {}
    for text, name in rows:
        number, unit, less = re.findall(r"^([\d,]+)(?: (.iB))?( - 1)?", text)[0]
        found[name] = int(number.replace(",", "")) * UNITS.get(unit, 1) - bool(less)
    return found


@pytest.mark.parametrize("name", sorted(on_the_page()))
def test_a_limit_on_the_page_is_that_of_the_code(name: str) -> None:
    assert on_the_page()[name] == code()[name]


def test_every_limit_that_a_user_can_meet_is_on_the_page() -> None:
    missing = set(code()) - NOT_FOR_USERS - set(on_the_page())
    assert not missing, "put them into docs/limits.md, or into NOT_FOR_USERS"
    assert set(code()) >= NOT_FOR_USERS


def test_memory_of_a_run() -> None:
    text = (ROOT / "ts" / "core" / "pipeline_limits.ts").read_text(encoding="utf-8")
    assert "(4 + 16 * threads) * MiB + Math.min(lots.raw_bytes_max, batch_raw_bytes_max)" in text
    assert "4 MiB, and 16 MiB more for each thread" in MEMORY
    assert f"at most {code()['credit_bytes'] // 2**20} MiB, or one batch" in MEMORY
    file, stream = code()["batch_raw_bytes_max"], code()["stream_raw_bytes_max"]
    assert f"{file // 2**20} MiB in a file and {stream // 2**20} MiB in a stream" in MEMORY


def test_threads_follow_a_memory_limit(tmp_path: Path) -> None:
    def threads(limit: int) -> int | None:
        (tmp_path / "memory.max").write_text(str(limit))
        return _threads.memory(str(tmp_path))

    assert "one thread for each 40 MiB\nof its memory limit above 150 MiB" in MEMORY
    for number in (2, 3, 16):
        limit = (150 + 40 * number) * 2**20
        assert (threads(limit), threads(limit - 1)) == (number, number - 1)


def test_address_space() -> None:
    node, thread = _address_space.NODE_BYTES // 2**20, _address_space.THREAD_BYTES // 2**20
    assert f"about {node:,} MiB, and {thread} MiB for each thread" in MEMORY
    assert _address_space.fit(2 * 10**9, 1)[0] == 1

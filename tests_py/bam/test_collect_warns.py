"""`errors="collect"` warns of every file that gave less than it had, and names the line that asked."""

from __future__ import annotations

import warnings

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import RejectsWarning
from tests_py.data.bam_writer import Record, encode, header
from tests_py.data.bgzf_writer import bgzf


def test_every_run_warns_at_the_line_that_asked() -> None:
    # As Python has it outside of tests: a line that has said something doesn't say it again.
    cut = bgzf(header() + encode(Record()), eof=False)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("default")
        tables = [read_bam(cut, errors="collect") for _ in range(3)]
        frame = scan_bam(cut, errors="collect").to_polars()
    assert [table.num_rows for table in tables] == [1, 1, 1]
    assert frame.height == 1
    assert [(one.category, one.filename) for one in seen] == [(RejectsWarning, __file__)] * 4
    assert len({one.lineno for one in seen}) == 2

"""What a long table has of its records on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import read_marc, scan_marc, scan_parquet, write_marc
from rogtk_shim.errors import FormatError, OptionError
from rogtk_shim.marc.columns import LONG_COLUMNS
from tests_py.marc.iso2709 import record
from tests_py.marc.test_damage import sample


def test_own_columns_of_a_long_table(tmp_path: Path) -> None:
    path = tmp_path / "some.mrc"
    records = [
        record([("245", "10\x1faé".encode()), ("650", b" 0\x1faB\x1fxC")]),
        record([("245", b"10\x1fa\xe2e")]),
        *sample(300),
    ]
    path.write_bytes(b"\n".join(records))
    extra = ["@encoding", "@offset", "@leader", "@length"]
    every = ["@encoding", *LONG_COLUMNS, *extra[1:]]
    plain = read_marc(path, shape="long")
    wide: list[Any] = read_marc(path, columns={name: name for name in extra}).to_pylist()
    assert [one["@encoding"] for one in wide[:3]] == ["utf-8", "marc-8", "utf-8"]
    for size in (1, 5, None):
        table = read_marc(path, shape="long", columns=every, batch_size=size)
        table.validate(full=True)
        assert table.column_names == every
        assert table.select(LONG_COLUMNS).equals(plain)
        for row in table.select(["record", *extra]).to_pylist():
            assert row == {"record": row["record"], **wide[row["record"]]}
    alone = read_marc(path, shape="long", columns=["@encoding"])["@encoding"].to_pylist()
    numbers: list[Any] = plain["record"].to_pylist()
    assert alone == [wide[number]["@encoding"] for number in numbers]
    scan = scan_marc(path, shape="long", columns=every)
    scan.write_parquet(tmp_path / "long.parquet")
    assert scan_parquet(tmp_path / "long.parquet").to_arrow().equals(scan.to_arrow())


def test_records_of_a_long_table_with_own_columns(tmp_path: Path) -> None:
    (tmp_path / "some.mrc").write_bytes(b"".join(sample(20)))
    scan = scan_marc(tmp_path / "some.mrc", shape="long", columns=[*LONG_COLUMNS, "@leader", "@offset"])
    for table in (scan, scan.to_arrow()):
        write_marc(table, tmp_path / "copy.mrc")
        assert (tmp_path / "copy.mrc").read_bytes() == b"".join(sample(20))
    with pytest.raises(FormatError, match="no column record"):
        write_marc(scan_marc(tmp_path / "some.mrc", shape="long", columns=["@leader"]), tmp_path / "none.mrc")
    with pytest.raises(OptionError, match=r"repeat a record's bytes.*join by the offset"):
        scan_marc(tmp_path / "some.mrc", shape="long", columns=["record", "@raw"])

"""CSV with a row for each subfield."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from .record import Record

__all__ = ["CSV_COLUMNS", "records_to_csv"]

CSV_COLUMNS = ("tag", "ind1", "ind2", "subfield_code", "value")


def records_to_csv(records: Iterable[Record], is_wanted: Callable[[str], object] | None = None) -> str:
    """
    Give records as CSV.

    Parameters
    ----------
    records : iterable of Record
        The records, one behind the other; a row doesn't tell which one it belongs to.
    is_wanted : callable, optional
        Called with each field's tag: whether it has rows.

    Examples
    --------
    >>> from rogtk_shim.pymarc import Field, Record, Subfield
    >>> record = Record(fields=[Field("001", data="1"), Field("650", subfields=[Subfield("a", "Sea, the")])])
    >>> print(records_to_csv([record]))
    tag,ind1,ind2,subfield_code,value
    001,,,1
    650, , ,a,"Sea, the"
    <BLANKLINE>
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for record in records:
        for field in record.fields:
            if is_wanted is not None and not is_wanted(field.tag):
                continue
            if field.control_field:
                writer.writerow((field.tag, "", "", field.data or ""))
                continue
            head = (field.tag, field.indicator1, field.indicator2)
            for code, value in field.subfields:
                writer.writerow((*head, code, value))
            if not field.subfields:
                writer.writerow((*head, ""))
    return out.getvalue()

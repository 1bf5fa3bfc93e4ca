"""`rogtk-shim bam stats`: what the records are, counted batch by batch."""

from __future__ import annotations

from ..bam.options import FLAGS
from .text import put, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa


class Counts:
    """Counts of the records seen so far. Memory doesn't grow with them."""

    #: What has to be read.
    COLUMNS = ("chrom", "flags", "sequence")

    def __init__(self) -> None:
        self.records = 0
        #: By the whole value of the flags: there are few of them.
        self._flags: dict[int, int] = {}
        self._references: dict[str | None, int] = {}
        self._bases = self._with_bases = 0
        self._shortest: int | None = None
        self._longest: int | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch."""
        import pyarrow.compute as pc

        compute: Any = pc
        self.records += batch.num_rows
        _tally(self._flags, compute.value_counts(batch.column("flags")))
        _tally(self._references, compute.value_counts(batch.column("chrom")))
        lengths = compute.binary_length(batch.column("sequence"))
        count = len(lengths) - lengths.null_count
        if count == 0:
            return
        self._with_bases += count
        self._bases += compute.sum(lengths).as_py()
        ends = compute.min_max(lengths).as_py()
        self._shortest = min(ends["min"], ends["min"] if self._shortest is None else self._shortest)
        self._longest = max(ends["max"], self._longest or 0)

    def to_dict(self) -> dict[str, Any]:
        """All counts; references in the order in which they were met."""
        flags = {
            name: sum(count for value, count in self._flags.items() if value & bit)
            for name, bit in FLAGS.items()
        }
        named = {name: count for name, count in self._references.items() if name is not None}
        return {
            "records": self.records,
            "mapped": self.records - flags["unmapped"],
            "primary": sum(count for value, count in self._flags.items() if not value & 0x900),
            "flags": flags,
            "references": named,
            "without_reference": self._references.get(None, 0),
            "length": {
                "with_bases": self._with_bases,
                "bases": self._bases,
                "min": self._shortest,
                "mean": self._bases / self._with_bases if self._with_bases else None,
                "max": self._longest,
            },
        }


def _tally(into: dict[Any, int], counts: Any) -> None:
    values, times = counts.flatten()
    for value, count in zip(values.to_pylist(), times.to_pylist(), strict=True):
        into[value] = into.get(value, 0) + count


def print_counts(counts: Counts, *, as_json: bool) -> None:
    """Print the counts: lines of name, tab, number, or JSON."""
    found = counts.to_dict()
    if as_json:
        import json

        put(json.dumps(found, indent=2))
        return
    for name in ("records", "mapped", "primary"):
        put(f"{name}\t{found[name]}")
    for name, count in found["flags"].items():
        put(f"flag:{name}\t{count}")
    for name, count in found["references"].items():
        put(f"reference:{safe(name)}\t{count}")
    put(f"reference:*\t{found['without_reference']}")
    for name, value in found["length"].items():
        shown = "" if value is None else f"{value:.2f}" if isinstance(value, float) else value
        put(f"length:{name}\t{shown}")

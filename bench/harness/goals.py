"""What is to be reached on two cores, and how far the results got."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from harness.contenders import OURS

Cases = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """A figure with the value to reach and the one to wish for; `more` says whether more is better."""

    title: str
    value: Callable[[Cases], float | None]
    reach: float
    stretch: float
    unit: str
    more: bool = False

    def line(self, cases: Cases) -> str | None:
        """Its line of the table; None when the case wasn't run."""
        try:
            value = self.value(cases)
        except KeyError:
            return None
        if value is None:
            return None
        met = (
            "stretch"
            if self._meets(value, self.stretch)
            else "yes"
            if self._meets(value, self.reach)
            else "**no**"
        )
        shown = (self._show(value), self._show(self.reach), self._show(self.stretch))
        return f"| {self.title} | {' | '.join(shown)} | {met} |"

    def _meets(self, value: float, wanted: float) -> bool:
        return value >= wanted if self.more else value <= wanted

    def _show(self, value: float) -> str:
        if self.unit == "x":
            return f"{value:.1f}x"
        if self.unit == "%":
            return f"{value:.1f} %" if abs(value) < 10 else f"{value:.0f} %"
        return f"{value:.1f} {self.unit}" if value < 10 else f"{value:.0f} {self.unit}"


def _ratio(case: str, peer: str, key: str = "wall_median") -> Callable[[Cases], float]:
    def value(cases: Cases) -> float:
        found = cases[case]["contenders"]
        return found[peer][key] / found[OURS][key]

    return value


def _nearest(case: str, peers: tuple[str, ...]) -> Callable[[Cases], float]:
    """Against the quickest of several."""
    return lambda cases: min(_ratio(case, peer)(cases) for peer in peers)


def _slower(case: str, peer: str) -> Callable[[Cases], float]:
    return lambda cases: 1 / _ratio(case, peer)(cases)


def _tags_peak(cases: Cases) -> float:
    return max(entry["pss"] for entry in cases["tags-memory"]["peaks"].values()) / 1e6


def _first(key: str) -> Callable[[Cases], float]:
    return lambda cases: cases["first-batch"]["contenders"][OURS][key]["median"] * 1000


def _few(kind: str) -> Callable[[Cases], float]:
    return lambda cases: cases["few-reads"]["contenders"][OURS][kind]["median"] * 1000


def _peak(kind: str, file: str) -> Callable[[Cases], float]:
    return lambda cases: cases["memory"]["contenders"][OURS][kind][file]["pss"] / 1e6


def _growth(kind: str) -> Callable[[Cases], float]:
    return lambda cases: 100 * (_peak(kind, "tenfold")(cases) / _peak(kind, "short")(cases) - 1)


def _main_share(cases: Cases) -> float | None:
    share = cases["file"]["contenders"][OURS].get("main_share")
    return None if share is None else 100 * share


def _import(label: str) -> Callable[[Cases], float]:
    return lambda cases: cases["import"]["contenders"][label]["median"] * 1000


def _published(case: str) -> Callable[[Cases], float | None]:
    """Against what was published for the original, which took a million."""

    def value(cases: Cases) -> float | None:
        found = cases[case]
        if found["csfs"] != 1_000_000:
            return None
        return found["published"] / found["contenders"][OURS]["wall_median"]

    return value


def _csf_peak(name: str) -> Callable[[Cases], float]:
    return lambda cases: cases["csf-memory"]["contenders"][OURS][name]["pss"] / 1e6


_OPTIMIZED, _PLAIN = "rogtk `bam_to_arrow_ipc_htslib_optimized`", "rogtk `bam_to_arrow_ipc`"
_PARQUET = "rogtk `bam_to_parquet`"

GOALS = (
    Goal(f"file, against {_OPTIMIZED}, wall", _ratio("file", _OPTIMIZED), 3, 4, "x", True),
    Goal("the same, CPU", _ratio("file", _OPTIMIZED, "cpu_median"), 3, 4, "x", True),
    Goal(f"file, against {_PLAIN}, wall", _ratio("file", _PLAIN), 5, 6.5, "x", True),
    Goal(
        "file, against the quickest of oxbow, polars-bio, pysam",
        _nearest("file", ("oxbow", "polars-bio", "pysam")), 4, 5, "x", True,
    ),
    Goal("Parquet, against rogtk `bam_to_parquet`", _ratio("parquet", _PARQUET), 3, 4, "x", True),
    Goal(
        "stream, against the quicker of oxbow, polars-bio",
        _nearest("stream", ("oxbow", "polars-bio")), 3, 4.5, "x", True,
    ),
    Goal("first batch, pyarrow imported before", _first("with"), 90, 70, "ms"),
    Goal("first batch, pyarrow not imported", _first("without"), 160, 130, "ms"),
    Goal("1,000 reads streamed, engine warm", _few("stream"), 5, 2, "ms"),
    Goal("1,000 reads to a file, engine warm", _few("file"), 5, 2, "ms"),
    Goal("peak memory, file", _peak("file", "short"), 230, 200, "MB"),
    Goal("peak memory, stream", _peak("stream", "short"), 230, 200, "MB"),
    Goal("peak memory, long reads to a file", _peak("file", "long"), 230, 200, "MB"),
    Goal("peak memory, long reads streamed", _peak("stream", "long"), 230, 200, "MB"),
    Goal("growth of memory with ten times the reads, file", _growth("file"), 10, 10, "%"),
    Goal("growth of memory with ten times the reads, stream", _growth("stream"), 10, 10, "%"),
    Goal("main thread's share of the engine's busy time", _main_share, 10, 5, "%"),
    Goal("two columns against all seven", _ratio("pruning", f"{OURS}, seven columns"), 1.3, 1.5, "x", True),
    Goal(
        "all fields and three tags, against the quickest of oxbow, polars-bio, biobear",
        _nearest("tags", ("oxbow", "polars-bio", "biobear")), 4, 5, "x", True,
    ),
    Goal("`count` with a filter, times `samtools view -c`", _slower("count", "samtools"), 1.5, 1, "x"),
    Goal("peak memory with tags, long reads, a sleeping reader", _tags_peak, 300, 230, "MB"),
    Goal("CSF list to Parquet, against rcsfs's published figure", _published("csf-convert"), 3, 5, "x", True),
    Goal("descriptors from Parquet, raw, the same", _published("csf-descriptors-raw"), 3, 5, "x", True),
    Goal("descriptors from Parquet, normalized", _published("csf-descriptors-normalized"), 8, 12, "x", True),
    Goal("CSF list to normalized descriptors in one pass", _published("csf-one-pass"), 8, 12, "x", True),
    Goal("peak memory, CSF list to descriptors", _csf_peak("once"), 300, 230, "MB"),
    Goal(
        "growth of memory with ten times the CSFs",
        lambda cases: 100 * (_csf_peak("tenfold")(cases) / _csf_peak("once")(cases) - 1), 10, 10, "%",
    ),
    Goal("`import rogtk_shim`", _import(OURS), 50, 30, "ms"),
    Goal("the same, its functions loaded", _import(f"{OURS}, its functions loaded"), 50, 30, "ms"),
)  # fmt: skip


def lines(cases: Cases) -> Iterator[str]:
    """The table of goals, of those cases that were run."""
    found = [line for goal in GOALS if (line := goal.line(cases)) is not None]
    if found:
        yield "| | measured | to reach | stretch | met |"
        yield "|---|--:|--:|--:|---|"
        yield from found

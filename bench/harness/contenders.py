"""Who takes part, and whether their rows are right."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness.data import DataFile
from harness.measure import ELSEWHERE

BENCH = Path(__file__).resolve().parent.parent
SCRIPTS = BENCH / "contenders"
OURS = "rogtk-shim"


@dataclass(frozen=True)
class Contender:
    """One of those measured: `script` is its file's name without the ending, `package` what was installed."""

    label: str
    script: str
    package: str
    module: str
    unlike: tuple[str, ...] = ()
    """Columns that it gives in another form, so that they can't be compared."""

    @property
    def version(self) -> str:
        """The installed version, empty when there's none."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""

    @property
    def available(self) -> bool:
        """Is it installed?"""
        return find_spec(self.module) is not None

    def command(self, *arguments: str) -> list[str]:
        """How to run it."""
        return [sys.executable, str(SCRIPTS / f"{self.script}.py"), *arguments]

    def helped(self, helper: str, *arguments: str) -> list[str]:
        """How to run one of the helping scripts with it."""
        return [sys.executable, str(SCRIPTS / f"{helper}.py"), self.script, *arguments]


FILE = [
    Contender(OURS, "file_ours", "rogtk-shim", "rogtk_shim"),
    Contender("rogtk `bam_to_arrow_ipc_htslib_optimized`", "file_rogtk_optimized", "rogtk", "rogtk"),
    Contender("rogtk `bam_to_arrow_ipc`", "file_rogtk", "rogtk", "rogtk"),
    Contender("oxbow", "file_oxbow", "oxbow", "oxbow"),
    Contender("polars-bio", "file_polars_bio", "polars-bio", "polars_bio"),
    Contender("pysam", "file_pysam", "pysam", "pysam"),
]
PARQUET = [
    Contender(OURS, "parquet_ours", "rogtk-shim", "rogtk_shim"),
    Contender("rogtk `bam_to_parquet`", "parquet_rogtk", "rogtk", "rogtk"),
]
STREAM = [
    Contender(OURS, "stream_ours", "rogtk-shim", "rogtk_shim"),
    Contender("oxbow", "stream_oxbow", "oxbow", "oxbow"),
    Contender("polars-bio", "stream_polars_bio", "polars-bio", "polars_bio"),
    Contender("pysam", "stream_pysam", "pysam", "pysam"),
]
TWO = [
    Contender(OURS, "two_ours", "rogtk-shim", "rogtk_shim"),
    Contender("oxbow", "two_oxbow", "oxbow", "oxbow"),
    Contender("polars-bio", "two_polars_bio", "polars-bio", "polars_bio"),
]
TAGS = [
    Contender(OURS, "tags_ours", "rogtk-shim", "rogtk_shim"),
    Contender("oxbow", "tags_oxbow", "oxbow", "oxbow"),
    Contender("polars-bio", "tags_polars_bio", "polars-bio", "polars_bio"),
    Contender("biobear", "tags_biobear", "biobear", "biobear", ("quality_scores", "NM", "MD", "AS")),
]


def script_digest(*arguments: str) -> dict[str, Any]:
    """Digest in a process of its own, so that the harness stays small and imports nothing."""
    paths = f"import sys; sys.path[:0] = [{str(BENCH)!r}, {str(SCRIPTS)!r}]"
    code = f"{paths}; from harness.digest import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ELSEWHERE)
    if done.returncode:
        raise RuntimeError(f"digest of {arguments}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Truth:
    """What pysam reads from each file, kept beside the files."""

    store: Path
    pins: Path
    _known: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        if self.store.exists():
            self._known = json.loads(self.store.read_text())

    def of(self, file: DataFile, script: str = "stream_pysam") -> dict[str, Any]:
        """Rows and digests of a file; checked against what is pinned for it."""
        state = file.path.stat()
        key = f"{file.path.name} {state.st_size} {state.st_mtime_ns}"
        if script != "stream_pysam":
            key += f" {script}"
        if key not in self._known:
            print(f"bench: reading {file.path.name} with pysam, to check the others with", flush=True)
            self._known[key] = script_digest("stream", str(SCRIPTS / f"{script}.py"), str(file.path))
            self.store.write_text(json.dumps(self._known, indent=1) + "\n")
        truth = self._known[key]
        if truth["rows"] != file.rows:
            raise RuntimeError(f"{file.path.name} has {truth['rows']} rows instead of {file.rows}: remove it")
        self._check_pin(file, truth)
        return truth

    def _check_pin(self, file: DataFile, truth: dict[str, Any]) -> None:
        pins = json.loads(self.pins.read_text()) if self.pins.exists() else {}
        pinned = pins.get(f"{file.name}.{file.origin}")
        if pinned is None or pinned == truth:
            return
        message = f"{file.path.name} isn't the file that the figures are pinned to"
        if file.origin == "plain":
            raise RuntimeError(f"{message}: remove it, so that it is made again")
        print(f"bench: {message}: its makers are of other versions", flush=True)

    def pin(self, file: DataFile) -> None:
        """Make a file's digest the one that is expected."""
        pins = json.loads(self.pins.read_text()) if self.pins.exists() else {}
        pins[f"{file.name}.{file.origin}"] = self.of(file)
        self.pins.write_text(json.dumps(dict(sorted(pins.items())), indent=1) + "\n")


def verdict(got: dict[str, Any], truth: dict[str, Any]) -> str:
    """`right`, or what is wrong with a contender's rows."""
    faults: list[str] = []
    if got["rows"] != truth["rows"]:
        faults.append(f"{got['rows']:,} rows instead of {truth['rows']:,}")
    faults += [f"`{name}`" for name, digest in truth["columns"].items() if got["columns"].get(name) != digest]
    return f"wrong: {', '.join(faults)}" if faults else "right"


def check_file(out: Path, truth: dict[str, Any]) -> str:
    """Check a written file; its columns as far as the file's rows should go."""
    return verdict(script_digest("file", str(out), str(truth["rows"])), truth)


def check_stream(contender: Contender, file: DataFile, truth: dict[str, Any]) -> str:
    """Check what a stream yields."""
    script = str(SCRIPTS / f"{contender.script}.py")
    columns = {name: one for name, one in truth["columns"].items() if name not in contender.unlike}
    got = script_digest("stream", script, str(file.path), str(truth["rows"]))
    found = verdict(got, {**truth, "columns": columns})
    if not contender.unlike:
        return found
    return f"{found}; {', '.join(f'`{name}`' for name in contender.unlike)} in another form"

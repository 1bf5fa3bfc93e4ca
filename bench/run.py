"""Measures this package beside others, and asks all of them about damaged files. See bench/README.md."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from harness import venv

BENCH = Path(__file__).resolve().parent
CASES = (
    "file", "parquet", "stream", "first-batch", "few-reads", "long-reads", "memory", "import",
    "pruning", "tags", "count", "regions", "threads", "sizes", "tags-memory",
    "csf-convert", "csf-descriptors-raw", "csf-descriptors-normalized", "csf-one-pass", "csf-memory",
    "parquet-numbers", "truth",
)  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run.py", description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="only this case; may be given again")
    parser.add_argument("--quick", action="store_true", help="two rounds, no tenfold file; written apart")
    parser.add_argument("--rounds", type=int, help="timed runs of each contender (7; 2 with --quick)")
    parser.add_argument("--out", type=Path, help="folder of the results (bench/results)")
    parser.add_argument("--peers-only", action="store_true", help="leave this package out")
    parser.add_argument("--pin", action="store_true", help="make the data's digests the expected ones")
    return parser.parse_args()


def main() -> int:
    """Prepare the environment, go on inside it, run the cases, write the results."""
    arguments = _arguments()
    if Path(sys.prefix).resolve() != venv.FOLDER.resolve():
        venv.prepare(with_ours=not arguments.peers_only)
        os.execv(venv.PYTHON, [str(venv.PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]])

    from harness import session

    out = arguments.out or (BENCH / "data" / "quick" if arguments.quick else BENCH / "results")
    bench = session.open_bench(arguments.rounds or (2 if arguments.quick else 7), arguments.quick)
    if arguments.pin:
        session.pin(bench)
    whole = session.run_cases(bench, out, arguments.case or list(CASES))
    print(f"bench: the results are in {out}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())

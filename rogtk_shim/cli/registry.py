"""The commands: one line each, with the module that has `VERBS` (a group of verbs) or `VERB`."""

from __future__ import annotations

#: Name, module beside this one, one line of help.
COMMANDS: dict[str, tuple[str, str]] = {
    "bam": ("bam", "BAM files: to Arrow and Parquet, head, count, stats"),
    "csf": ("csf", "GRASP's CSF lists: to Arrow and Parquet, descriptors, blocks, head, count"),
    "marc": ("marc", "MARC 21 files: to Arrow, Parquet, JSON, XML and CSV, head, count, check"),
    "check": ("check", "tell of each file whether it is whole, or where it is damaged"),
    "info": ("info", "tell what a file is and what it holds"),
    "verify": ("verify", "tell whether two files hold the same rows in the columns that both have"),
    "doctor": ("doctor", "look whether all that is needed is there and works"),
    "bench": ("bench", "measure which number of threads and which batch size is quickest here"),
    "completion": ("completion", "print a script that completes this program's words in a shell"),
}

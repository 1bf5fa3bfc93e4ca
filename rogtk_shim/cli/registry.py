"""The commands: one line each, with the module that has `VERBS` (a group of verbs) or `VERB`."""

from __future__ import annotations

#: Name, module beside this one, one line of help.
COMMANDS: dict[str, tuple[str, str]] = {
    "bam": ("bam", "BAM files: to Arrow, head, count, stats"),
}

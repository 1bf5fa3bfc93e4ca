"""The columns a BAM file is read into, in their order.

`name` utf8 · `chrom` utf8, null without a reference · `start` uint32, counted from 1, null without a position
· `end` uint32, counted from 1 and inclusive, null where the read is unmapped or has no CIGAR · `flags` uint32
· `sequence` utf8, null where no bases are stored · `quality_scores` utf8, phred+33, null where no qualities
are stored.
"""

from __future__ import annotations

COLUMNS = ("name", "chrom", "start", "end", "flags", "sequence", "quality_scores")

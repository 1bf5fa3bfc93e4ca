"""The columns a BAM file is read into, in their order.

`name` utf8 · `chrom` utf8, null without a reference · `start` uint32, counted from 1, null without a position
· `end` uint32, counted from 1 and inclusive, null where the read is unmapped or has no CIGAR · `flags` uint32
· `sequence` utf8, null where no bases are stored · `quality_scores` utf8, phred+33, null where no qualities
are stored · `mapq` uint8, 255 included · `cigar` utf8, null without operations · `mate_chrom` utf8, null
without a reference · `mate_start` uint32, null without a position · `template_length` int32.
"""

from __future__ import annotations

COLUMNS = ("name", "chrom", "start", "end", "flags", "sequence", "quality_scores")

#: Every field of a record: what `columns="all"` stands for.
ALL_COLUMNS = (*COLUMNS, "mapq", "cigar", "mate_chrom", "mate_start", "template_length")

#: What may be asked for in one word.
PRESETS = {"rogtk": COLUMNS, "all": ALL_COLUMNS}

#: Those that hold text; the others hold whole numbers.
TEXT_COLUMNS = frozenset(("name", "chrom", "sequence", "quality_scores", "cigar", "mate_chrom"))

#: The column of what is in no column of its own.
TAGS_REST = "tags_rest"

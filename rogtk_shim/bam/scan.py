"""Scans of BAM files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._options import batch_rows, choice, row_limit, thread_wish
from .._plan import Plan
from .._sources import source_of
from .._where import conditions
from ..errors import OptionError
from ..progress import Progress, check
from ..scan import Input
from .columns import ALL_COLUMNS, TEXT_COLUMNS
from .header import BamHeader
from .narrowing import narrowed
from .options import bam_columns, coordinates, flag_bits, is_tag, mapq_floor, tag_names
from .regions import index_of, region_list
from .splittable import SplittableScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, TypeAlias

    import pyarrow as pa

    from .regions import Regions

#: Names of flags, SAM's integers, or a list of both.
Flags: TypeAlias = "str | int | Sequence[str | int]"
#: Conditions of which all must hold, or lists of them of which one must.
Where: TypeAlias = "Sequence[Sequence[Any]]"


class BamScan(SplittableScan):
    """A description of what to read from a BAM file; made by `scan_bam`."""

    __slots__ = ()
    _defaults: ClassVar[Mapping[str, object]] = {
        "batch_size": 20_000,
        "source_file": False,
        "exclude": 0,
        "require": 0,
        "min_mapq": 0,
        "coords": "1-based",
        "errors": "raise",
    }

    def _options_for(self, names: Sequence[str], schema: pa.Schema) -> dict[str, Any] | None:
        """Give the options with which these columns are read."""
        return narrowed(names, schema)

    def _takes_conditions_on(self, name: str) -> bool:
        """Tell whether `where` may be about a column."""
        return name in ALL_COLUMNS or is_tag(name)

    @property
    def header(self) -> BamHeader:
        """The SAM header and the list of references, read from the file now."""
        (found,) = self._look()[1]["header"]
        return BamHeader(found["text"], tuple((name, length) for name, length in found["references"]))


def scan_bam(
    source: Input,
    *,
    batch_size: int = 20_000,
    limit: int | None = None,
    columns: Sequence[str] | str | None = None,
    tags: Sequence[str] | str | None = None,
    exclude: Flags | None = None,
    require: Flags | None = None,
    min_mapq: int | None = None,
    where: Where | None = None,
    region: Regions | None = None,
    index: Input | None = None,
    coords: str = "1-based",
    errors: str = "raise",
    threads: int | None = None,
    progress: Progress = None,
) -> BamScan:
    """Describe what to read from a BAM file. Nothing is read yet, and the file needn't be there yet.

    Parameters
    ----------
    source : str, os.PathLike, bytes or file object
        The BAM file: its path (a relative one is taken from the working folder of now), a URL (`s3://…`,
        `https://…`, whatever fsspec opens, where that is installed), its bytes, or a file object that is open
        for reading bytes; `-` is standard input. A file object that can seek is read from where it stands
        now, each time; any other one, standard input and FIFOs can be read once.
    batch_size : int, default 20000
        The most records in a batch. Every batch has as many, but for the last one and where records are very
        long: a batch is also cut at 12 MiB of raw record bytes, in a file at 32 MiB.
    limit : int, optional
        The most records to give, from the start, filters applied; 0 gives none. What comes after them is not
        checked.
    columns : list of str, or "rogtk" or "all", optional
        The columns to read, in the order given. `"rogtk"`, the default, is `name`, `chrom`, `start` and `end`
        (counted from 1, inclusive), `flags`, `sequence`, `quality_scores`; `"all"` has `mapq`, `cigar`,
        `mate_chrom`, `mate_start`, `template_length` too. What isn't asked for isn't decoded.
    tags : list of str, or "all", optional
        Tags to read as columns behind those. Without a type behind a colon (`"NM"`) the first 100,000 records
        settle it: integers are int64, floats float32, text utf8, arrays lists; with one (`"NM:i32"`,
        `"MD:Z"`, `"ML:B:C"`) it is what is written. A value that doesn't fit its column is an error, unless
        `"tags_rest"` is asked for too, a map of SAM text that takes all that is in no column. `"all"` makes a
        column for each tag of the first 100,000 records, and `tags_rest` takes what is left.
    exclude, require : str, int, or list of them, optional
        Flags of which a record must have none, or all: `"unmapped"`, `"secondary"`, `"supplementary"`,
        `"duplicate"`, `"qc_fail"`, `"paired"`, `"proper_pair"`, `"mate_unmapped"`, `"reverse"`,
        `"mate_reverse"`, `"read1"`, `"read2"`, or SAM's integers (`exclude=0x904`). `filtered` of the
        statistics counts what each left out.
    min_mapq : int, optional
        The lowest mapping quality to keep, as stored: 255, which stands for unknown, passes.
    where : list of tuple, or list of list of tuple, optional
        Conditions like `("mapq", ">=", 30)`, `("chrom", "in", ["1", "X"])`, `("cigar", "is_null")`, all of
        which must hold; of a list of such lists, one. Operators are `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`,
        `not in`, `is_null`, `is_not_null`; columns are all above and tags, whether they are asked for or not.
        A null passes `is_null` alone.
    region : str, tuple, or list of them, optional
        Only records that overlap these, found through the file's index, so that little of the file is read:
        `"chr1:1,000-2,000"` as samtools has it (from 1, the end included), `"chr1"`, `"{HLA:01}:1-5"` for a
        name with colons, `"*"` for the reads without a place, or `("chr1", start, end)` as `coords` counts.
        Records keep the file's order, and one that lies in several regions comes once.
    index : str, os.PathLike, bytes or file object, optional
        The index, a `.bai` or `.csi`; if left out it is looked for beside the file (`x.bam.bai`, `x.bai`,
        `x.bam.csi`, `x.csi`). A source that is no file is gone through as a whole, and needs none.
    coords : {"1-based", "0-based"}, default "1-based"
        How `start`, `end` and `mate_start` count, in `where` too: from 1 with the end included, as in SAM, or
        from 0 with the end excluded, as in BED.
    errors : {"raise", "collect"}, default "raise"
        What becomes of damage behind the header: an error; or what can't be read is passed over, up to the
        next record that is sure to be one, with a `RejectsWarning`, `stats["rejects"]`, and a
        `stats.complete` that is false. A record that is whole but doesn't fit its columns is an error in
        any case.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
        The result is the same for any number.
    progress : bool or callable, optional
        `True` shows a bar, a function is called as `progress(done, total, records)` with bytes of input; see
        `rogtk_shim.progress`. Streams and readers show nothing unasked; `write_ipc` does.

    Returns
    -------
    BamScan
        The description: iterate over it, hand it to pyarrow, polars, duckdb or pandas, or use its methods.

    Raises
    ------
    OptionError
        A parameter's value makes no sense, or a column is unknown or named twice (a `ValueError`).
    TypeError
        A parameter is of a wrong type.

    Notes
    -----
    Values are as the SAM specification, version 1.6, section 4.2 has them stored; null stands for what isn't
    there.

    Examples
    --------
    >>> from rogtk_shim import scan_bam
    >>> scan = scan_bam("reads.bam", columns=["name", "start"])
    >>> for batch in scan:
    ...     print(batch.num_rows, batch.column("name")[0])
    3 read/1
    >>> scan.to_polars().shape
    (3, 2)
    >>> scan.header.references
    (('chr1', 1000),)
    >>> scan_bam("reads.bam", exclude="reverse", where=[("mapq", ">=", 0)]).count()["filtered"]
    {'reverse': 1, 'where': 0}
    """
    options = (
        ("batch_size", batch_rows(batch_size)),
        ("limit", row_limit(limit)),
        ("columns", bam_columns(columns)),
        ("tags", tag_names(tags)),
        ("exclude", flag_bits("exclude", exclude)),
        ("require", flag_bits("require", require)),
        ("min_mapq", mapq_floor(min_mapq)),
        ("where", conditions(where, _kind_of)),
        ("coords", coordinates(coords)),
        ("errors", choice("errors", errors, ("raise", "collect"))),
        ("region", region_list(region, coords)),
        ("index", index_of(index)),
        ("source_file", False),
    )
    plan = Plan("bam", (source_of("source", source),), options, thread_wish(threads))
    return BamScan(plan, check(progress))


def _kind_of(column: str) -> str:
    """Say what a column holds, for `where`."""
    if column in ALL_COLUMNS:
        return "text" if column in TEXT_COLUMNS else "number"
    if is_tag(column):
        return "any"
    raise OptionError(f"where: unknown column {column!r}; the columns are {', '.join(ALL_COLUMNS)}, and tags")

"""`generate_descriptors_from_parquet`: converted CSFs to descriptors."""

from __future__ import annotations

from collections.abc import Iterable

from .._convert import write_file
from .._options import choice, path_text, truth, whole_number
from .._outputs import parquet_file
from .._plan import Plan, Source
from ..csf.options import subshell_names
from ..errors import OptionError
from ..progress import Progress, check
from ..scan import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..csf.options import Errors


def generate_descriptors_from_parquet(
    input_parquet: Path,
    output_parquet: Path,
    peel_subshells: Iterable[str],
    num_workers: int | None = None,
    normalize: bool = False,
    *,
    errors: Errors = "raise",
    progress: Progress = None,
) -> dict[str, Any]:
    """Write the descriptors of converted CSFs to a Parquet file, three columns for each peel subshell.

    Parameters
    ----------
    input_parquet : str or os.PathLike
        A file that `convert_csfs` has written, by us or by rcsfs.
    output_parquet : str or os.PathLike
        The Parquet file to write: columns `col_0`, `col_1`, …, compressed by zstd.
    peel_subshells : list of str
        The subshells in the order of the columns, as `read_peel_subshells` gives them.
    num_workers : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
    normalize : bool, default False
        True: values divided by what they can be at most, as `float32`; else they are `int32`.
    errors : {"raise", "collect", "zeros"}, default "raise"
        What becomes of CSFs that can't be parsed, or whose lines our `convert_csfs` has cut: an error, and no
        file; rows of nulls; or rows of zeros as rcsfs writes them. `rejects` of the result lists them.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    dict
        `success`, `input_file`, `output_file`, `csf_count`, `descriptor_count`, `orbital_count`,
        `descriptor_size` as rcsfs has them; also `rejected`, `rejects`, `unknown_subshells` and `seconds`.

    Raises
    ------
    InputNotFoundError
        The input isn't there (a `FileNotFoundError`).
    FormatError
        The input is no Parquet file of CSFs, or damaged, or CSFs can't be parsed. No output is left.
    OutputError
        The output can't be written, or is the input itself.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim.rcsfs import convert_csfs, generate_descriptors_from_parquet, read_peel_subshells
    >>> peel = read_peel_subshells(convert_csfs("rcsf.inp", "csfs.parquet")["header_file"])
    >>> done = generate_descriptors_from_parquet("csfs.parquet", "descriptors.parquet", peel)
    >>> done["descriptor_count"], done["orbital_count"], done["descriptor_size"]
    (3, 3, 9)
    """
    source = path_text("input_parquet", input_parquet)
    path = path_text("output_parquet", output_parquet)
    names = subshell_names(peel_subshells)
    if names is None:
        raise OptionError("peel_subshells is missing: read_peel_subshells gives them")
    threads = None if num_workers is None else whole_number("num_workers", num_workers, minimum=1)
    chosen = choice("errors", errors, ("raise", "collect", "zeros"))
    options = (
        ("peel_subshells", names),
        ("normalize", truth("normalize", normalize)),
        ("errors", chosen),
        ("nullable", chosen == "collect"),
    )
    plan = Plan("csf_parquet", (Source.of(source),), options, threads)
    statistics = write_file(plan, path, parquet_file("zstd", None, None), check(progress))
    return {
        "success": True,
        "input_file": source,
        "output_file": path,
        "csf_count": statistics["records_read"],
        "descriptor_count": statistics.records,
        "orbital_count": len(names),
        "descriptor_size": 3 * len(names),
        "rejected": statistics["rejected"],
        "rejects": statistics["rejects"],
        "unknown_subshells": statistics["unknown_subshells"],
        "seconds": statistics.seconds,
    }

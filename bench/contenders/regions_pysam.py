"""pysam's records in regions, put into an Arrow table."""

import pyarrow as pa
import regions_pysam_lists
from stream_pysam import SCHEMA


def read(path: str, regions: list[tuple[str, int, int]]) -> pa.Table:
    """The seven columns of the records in the regions, which count from 0 and are half-open."""
    columns = zip(regions_pysam_lists.read(path, regions), SCHEMA, strict=True)
    return pa.table([pa.array(values, field.type) for values, field in columns], schema=SCHEMA)

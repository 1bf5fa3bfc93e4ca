"""Arrow tables as frames of polars."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import polars
    import pyarrow as pa


def frame_of(table: pa.Table | pa.RecordBatch) -> polars.DataFrame:
    """Make a frame of a table or a batch; its maps are lists of pairs where this polars knows no maps."""
    import polars

    return polars.DataFrame(table if hasattr(polars, "Map") else without_maps(table))


def without_maps(table: Any) -> Any:
    """Turn maps into lists of structs of `key` and `value`."""
    import pyarrow as pa

    fields = [_without_map(field) for field in table.schema]
    return table.cast(pa.schema(fields, table.schema.metadata))


def _without_map(field: pa.Field[Any]) -> pa.Field[Any]:
    import pyarrow as pa

    kind: Any = field.type
    if not pa.types.is_map(kind):
        return field
    pair = pa.struct([kind.key_field, kind.item_field])
    return field.with_type(pa.list_(pa.field("item", pair, nullable=False)))

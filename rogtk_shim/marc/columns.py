"""The columns of the long shape."""

LONG_COLUMNS = ("record", "field", "tag", "ind1", "ind2", "subfield", "code", "value")

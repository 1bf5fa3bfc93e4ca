"""The columns of the long shape."""

LONG_COLUMNS = ("record", "field", "tag", "ind1", "ind2", "subfield", "code", "value")

#: What a long table has of each row's record on request; `@raw` is the wide shape's alone.
LONG_EXTRA = ("@offset", "@length", "@encoding", "@leader")

"""As `pymarc.reader`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.constants import END_OF_RECORD
from ..marc.exceptions import (
    EndOfRecordNotFound,
    FatalReaderError,
    PymarcException,
    RecordLengthInvalid,
    TruncatedRecord,
)
from ..marc.field import Field
from ..marc.leader import Leader
from ..marc.marcjson import JSONReader
from ..marc.mrk import MARCMakerReader
from ..marc.reader import MARCReader, map_records
from ..marc.readers import Reader
from ..marc.record import Record
from ..marc.subfield import Indicators, Subfield

__all__ = [
    "END_OF_RECORD",
    "EndOfRecordNotFound",
    "FatalReaderError",
    "Field",
    "Indicators",
    "JSONReader",
    "Leader",
    "MARCMakerReader",
    "MARCReader",
    "PymarcException",
    "Reader",
    "Record",
    "RecordLengthInvalid",
    "Subfield",
    "TruncatedRecord",
    "map_records",
]

"""As `pymarc.record`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.constants import DIRECTORY_ENTRY_LEN, END_OF_FIELD, END_OF_RECORD, LEADER_LEN, SUBFIELD_INDICATOR
from ..marc.exceptions import (
    BadSubfieldCodeWarning,
    BaseAddressInvalid,
    BaseAddressNotFound,
    FieldNotFound,
    MissingLinkedFields,
    NoFieldsFound,
    RecordDirectoryInvalid,
    RecordLeaderInvalid,
    TruncatedRecord,
)
from ..marc.field import Field
from ..marc.leader import Leader
from ..marc.marc8 import marc8_to_unicode
from ..marc.raw_field import RawField, map_marc8_field
from ..marc.record import Record, map_marc8_record
from ..marc.subfield import Indicators, Subfield, normalize_subfield_code

__all__ = [
    "DIRECTORY_ENTRY_LEN",
    "END_OF_FIELD",
    "END_OF_RECORD",
    "LEADER_LEN",
    "SUBFIELD_INDICATOR",
    "BadSubfieldCodeWarning",
    "BaseAddressInvalid",
    "BaseAddressNotFound",
    "Field",
    "FieldNotFound",
    "Indicators",
    "Leader",
    "MissingLinkedFields",
    "NoFieldsFound",
    "RawField",
    "Record",
    "RecordDirectoryInvalid",
    "RecordLeaderInvalid",
    "Subfield",
    "TruncatedRecord",
    "map_marc8_field",
    "map_marc8_record",
    "marc8_to_unicode",
    "normalize_subfield_code",
]

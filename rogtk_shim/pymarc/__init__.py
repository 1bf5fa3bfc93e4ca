"""
MARC records under the names of pymarc 5.4: a script changes its import line, and nothing else.

>>> from rogtk_shim import pymarc
>>> record = pymarc.Record(fields=[pymarc.Field("245", subfields=[pymarc.Subfield("a", "Moby Dick")])])
>>> record.title
'Moby Dick'
"""

from __future__ import annotations

from ..marc.constants import DIRECTORY_ENTRY_LEN, END_OF_FIELD, END_OF_RECORD, LEADER_LEN, SUBFIELD_INDICATOR
from ..marc.exceptions import (
    BadLeaderValue,
    BadSubfieldCodeWarning,
    BaseAddressInvalid,
    BaseAddressNotFound,
    EndOfRecordNotFound,
    FatalReaderError,
    FieldNotFound,
    MissingLinkedFields,
    NoActiveFile,
    NoFieldsFound,
    PymarcException,
    RecordDirectoryInvalid,
    RecordLeaderInvalid,
    RecordLengthInvalid,
    RecordTooLarge,
    TruncatedRecord,
    WriteNeedsRecord,
)
from ..marc.field import Field
from ..marc.leader import Leader
from ..marc.marc8 import MARC8ToUnicode, marc8_to_unicode
from ..marc.marcjson import JSONHandler, JSONReader, parse_json_to_array
from ..marc.marcxml import (
    MARC_XML_NS,
    MARC_XML_SCHEMA,
    XSI_NS,
    XmlHandler,
    map_xml,
    parse_xml,
    parse_xml_to_array,
    record_to_xml,
    record_to_xml_node,
)
from ..marc.mrk import MARCMakerReader
from ..marc.raw_field import RawField, map_marc8_field
from ..marc.reader import MARCReader, map_records
from ..marc.readers import Reader
from ..marc.record import Record, map_marc8_record
from ..marc.subfield import Indicators, Subfield, normalize_subfield_code
from ..marc.writer import JSONWriter, MARCWriter, TextWriter, Writer, XMLWriter
from . import (
    constants,
    exceptions,
    field,
    leader,
    marc8,
    marc8_mapping,
    marcjson,
    marcxml,
    reader,
    record,
    writer,
)

__all__ = [
    "DIRECTORY_ENTRY_LEN",
    "END_OF_FIELD",
    "END_OF_RECORD",
    "LEADER_LEN",
    "MARC_XML_NS",
    "MARC_XML_SCHEMA",
    "SUBFIELD_INDICATOR",
    "XSI_NS",
    "BadLeaderValue",
    "BadSubfieldCodeWarning",
    "BaseAddressInvalid",
    "BaseAddressNotFound",
    "EndOfRecordNotFound",
    "FatalReaderError",
    "Field",
    "FieldNotFound",
    "Indicators",
    "JSONHandler",
    "JSONReader",
    "JSONWriter",
    "Leader",
    "MARC8ToUnicode",
    "MARCMakerReader",
    "MARCReader",
    "MARCWriter",
    "MissingLinkedFields",
    "NoActiveFile",
    "NoFieldsFound",
    "PymarcException",
    "RawField",
    "Reader",
    "Record",
    "RecordDirectoryInvalid",
    "RecordLeaderInvalid",
    "RecordLengthInvalid",
    "RecordTooLarge",
    "Subfield",
    "TextWriter",
    "TruncatedRecord",
    "WriteNeedsRecord",
    "Writer",
    "XMLWriter",
    "XmlHandler",
    "constants",
    "exceptions",
    "field",
    "leader",
    "map_marc8_field",
    "map_marc8_record",
    "map_records",
    "map_xml",
    "marc8",
    "marc8_mapping",
    "marc8_to_unicode",
    "marcjson",
    "marcxml",
    "normalize_subfield_code",
    "parse_json_to_array",
    "parse_xml",
    "parse_xml_to_array",
    "reader",
    "record",
    "record_to_xml",
    "record_to_xml_node",
    "writer",
]

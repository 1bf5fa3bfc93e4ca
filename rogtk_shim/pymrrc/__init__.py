"""
MARC records under the names of mrrc 0.9: a script changes its import line, and nothing else.

>>> from rogtk_shim import pymrrc as mrrc
>>> field = mrrc.Field("245", "1", "0", subfields=[mrrc.Subfield("a", "Moby Dick")])
>>> mrrc.Record(fields=[field]).title
'Moby Dick'
"""

from __future__ import annotations

from ..marc.constants import DIRECTORY_ENTRY_LEN, END_OF_FIELD, END_OF_RECORD, LEADER_LEN, SUBFIELD_INDICATOR
from ..marc.marcxml import MARC_XML_NS
from ..marc.queries import FieldQuery, SubfieldPatternQuery, SubfieldValueQuery, TagRangeQuery
from . import exceptions, formats, rayon_parser_pool
from ._batch import ProducerConsumerPipeline, parse_batch_parallel, parse_batch_parallel_limited
from ._bibframe import BibframeConfig, RdfGraph, bibframe_to_marc, marc_to_bibframe
from ._control import ControlField
from ._convert import (
    dublin_core_to_xml,
    json_to_record,
    marcjson_to_record,
    mods_collection_to_records,
    mods_to_record,
    parse_json_to_array,
    parse_xml_to_array,
    record_to_csv,
    record_to_dublin_core,
    record_to_dublin_core_xml,
    record_to_json,
    record_to_marcjson,
    record_to_mods,
    record_to_xml,
    records_to_csv,
    records_to_csv_filtered,
    stream_marcxml,
    xml_to_record,
    xml_to_records,
)
from ._io import read, write
from ._leader_values import describe_value as get_leader_value_description
from ._leader_values import get_valid_values as get_leader_valid_values
from ._leader_values import is_valid_value as get_leader_is_valid_value
from ._parts import Indicators, Subfield
from ._scanner import RecordBoundaryScanner
from .authority import AuthorityMARCReader, AuthorityRecord
from .exceptions import (
    BadSubfieldCode,
    BadSubfieldCodeWarning,
    BaseAddressInvalid,
    BaseAddressNotFound,
    EncodingError,
    EndOfRecordNotFound,
    FatalReaderError,
    FieldNotFound,
    InvalidField,
    InvalidIndicator,
    JsonError,
    MrrcException,
    RecordDirectoryInvalid,
    RecordLeaderInvalid,
    RecordLengthInvalid,
    StaleFieldError,
    TruncatedRecord,
    WriterError,
    XmlError,
)
from .field import Field
from .holdings import HoldingsMARCReader, HoldingsRecord
from .leader import Leader
from .reader import MARCReader, map_records
from .record import BatchRecord, Record
from .writer import MARCWriter

#: The version of mrrc whose names these are.
__version__ = "0.9.2"
#: Where the schema of MARCXML is.
MARC_XML_SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

__all__ = [
    "DIRECTORY_ENTRY_LEN",
    "END_OF_FIELD",
    "END_OF_RECORD",
    "LEADER_LEN",
    "MARC_XML_NS",
    "MARC_XML_SCHEMA",
    "SUBFIELD_INDICATOR",
    "AuthorityMARCReader",
    "AuthorityRecord",
    "BadSubfieldCode",
    "BadSubfieldCodeWarning",
    "BaseAddressInvalid",
    "BaseAddressNotFound",
    "BatchRecord",
    "BibframeConfig",
    "ControlField",
    "EncodingError",
    "EndOfRecordNotFound",
    "FatalReaderError",
    "Field",
    "FieldNotFound",
    "FieldQuery",
    "HoldingsMARCReader",
    "HoldingsRecord",
    "Indicators",
    "InvalidField",
    "InvalidIndicator",
    "JsonError",
    "Leader",
    "MARCReader",
    "MARCWriter",
    "MrrcException",
    "ProducerConsumerPipeline",
    "RdfGraph",
    "Record",
    "RecordBoundaryScanner",
    "RecordDirectoryInvalid",
    "RecordLeaderInvalid",
    "RecordLengthInvalid",
    "StaleFieldError",
    "Subfield",
    "SubfieldPatternQuery",
    "SubfieldValueQuery",
    "TagRangeQuery",
    "TruncatedRecord",
    "WriterError",
    "XmlError",
    "__version__",
    "bibframe_to_marc",
    "dublin_core_to_xml",
    "exceptions",
    "formats",
    "get_leader_is_valid_value",
    "get_leader_valid_values",
    "get_leader_value_description",
    "json_to_record",
    "map_records",
    "marc_to_bibframe",
    "marcjson_to_record",
    "mods_collection_to_records",
    "mods_to_record",
    "parse_batch_parallel",
    "parse_batch_parallel_limited",
    "parse_json_to_array",
    "parse_xml_to_array",
    "rayon_parser_pool",
    "read",
    "record_to_csv",
    "record_to_dublin_core",
    "record_to_dublin_core_xml",
    "record_to_json",
    "record_to_marcjson",
    "record_to_mods",
    "record_to_xml",
    "records_to_csv",
    "records_to_csv_filtered",
    "stream_marcxml",
    "write",
    "xml_to_record",
    "xml_to_records",
]

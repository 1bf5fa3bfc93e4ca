"""The exceptions: what they are, what they say, and that they survive pickling."""

from __future__ import annotations

import errno
import pickle
from typing import Any

import pytest
from rogtk_bridge import errors
from rogtk_bridge._fault import make_error

content: dict[str, Any] = {
    "kind": "FormatError",
    "code": "BGZF_CRC",
    "message": "the block's checksum is wrong",
    "path": "reads.bam",
    "offset": 123_456,
    "record": 7_890,
    "hint": "Copy the file again.",
    "errno": None,
    "stack": None,
}

bases = {
    "FormatError": (errors.RogtkShimError, RuntimeError, ValueError),
    "TruncatedFileError": (errors.RogtkShimError, RuntimeError, EOFError),
    "LimitError": (errors.RogtkShimError, RuntimeError),
    "EngineError": (errors.RogtkShimError, RuntimeError),
    "InputNotFoundError": (FileNotFoundError, errors.RogtkShimError, RuntimeError),
    "InputError": (OSError, errors.RogtkShimError, RuntimeError),
    "OutputError": (OSError, errors.RogtkShimError, RuntimeError),
}


@pytest.mark.parametrize("kind", bases)
def test_each_kind_is_the_class_of_its_name(kind: str) -> None:
    error = make_error(content | {"kind": kind})
    assert type(error) is getattr(errors, kind)
    assert isinstance(error, errors.RogtkShimError)
    assert all(isinstance(error, base) for base in bases[kind])
    assert (error.path, error.offset, error.record) == ("reads.bam", 123_456, 7_890)
    assert (error.code, error.hint) == ("BGZF_CRC", "Copy the file again.")


@pytest.mark.parametrize("kind", bases)
def test_the_message_names_file_place_and_remedy(kind: str) -> None:
    assert str(make_error(content | {"kind": kind})) == (
        "reads.bam: the block's checksum is wrong (record 7,890, byte 123,456). Copy the file again."
    )


def test_a_message_that_names_the_file_does_not_name_it_twice() -> None:
    error = errors.LimitError("reads.bam is too large.", path="reads.bam", record=0)
    assert str(error) == "reads.bam is too large (record 0)"


@pytest.mark.parametrize("kind", bases)
def test_errors_survive_pickling(kind: str) -> None:
    error = make_error(content | {"kind": kind, "errno": "EACCES"})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__
    if isinstance(again, OSError):
        assert (again.errno, again.filename) == (errno.EACCES, "reads.bam")


def test_a_crash_survives_pickling() -> None:
    error = errors.EngineCrashed("The engine ended", path="reads.bam", hint="Try again")
    error.exit_code = -9
    error.stderr = "the last words"
    again = pickle.loads(pickle.dumps(error))
    assert (again.exit_code, again.stderr, str(again)) == (-9, "the last words", str(error))


def test_the_system_errors_have_errno_and_file_name() -> None:
    full = make_error(content | {"kind": "OutputError", "errno": "ENOSPC"})
    assert isinstance(full, OSError)
    assert (full.errno, full.filename) == (errno.ENOSPC, "reads.bam")
    missing = make_error(content | {"kind": "InputNotFoundError"})
    assert isinstance(missing, FileNotFoundError)
    assert missing.errno == errno.ENOENT


def test_a_senseless_parameter_is_a_value_error_too() -> None:
    error = make_error({"kind": "OptionError", "message": "batch_size is 0", "hint": "Try 20000."})
    assert type(error) is errors.OptionError
    assert isinstance(error, ValueError)
    assert str(error) == "batch_size is 0. Try 20000."


def test_a_kind_unknown_here_is_an_engine_error() -> None:
    error = make_error(content | {"kind": "NewError", "stack": "at line 1"})
    assert type(error) is errors.EngineError
    assert error.stack == "at line 1"

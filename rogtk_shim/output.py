"""Output files that appear under their name only when they are whole.

- A file is written under a temporary name in the same folder, `.<name>.<pid>-<random>.tmp`, and renamed at
  the end. Until then an older file of that name stays as it is; on failure the temporary file goes and the
  older one stays.
- The permissions of a new file are what the process's umask says, also where an older file had others.
- A symbolic link stays a link: the file it leads to is replaced, in its own folder (as if the link had been
  opened for writing). A link that leads nowhere yet makes that file.
- Nothing is written onto an input, also not by way of a link to it.
- Standard output (`-`), FIFOs and devices can't be renamed onto; they are written directly.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress

from .errors import OutputError, RogtkShimError

#: Standard output's name among paths.
STANDARD_OUTPUT = "-"
#: What is behind these names is the process's own: renaming would take it away from whoever opened it.
_DESCRIPTORS = ("/dev/std", "/dev/fd/", "/proc/")
#: Leaves room in the 255 bytes of a file's name for what is put around it.
_NAME_BYTES_MAX = 200


def is_direct(path: str) -> bool:
    """Tell whether an output is written directly: standard output, a FIFO, a device, a socket."""
    if path == STANDARD_OUTPUT or path.startswith(_DESCRIPTORS):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def refuse_inputs(path: str, inputs: Iterable[str]) -> None:
    """Raise when the output is one of the inputs, under whatever name."""
    if any(_same_file(path, source) for source in inputs):
        raise _refusal(errno.EINVAL, "OUTPUT_IS_INPUT", "the output is the input itself", path)


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        # One of them isn't there.
        return False


@contextmanager
def whole_file(path: str) -> Generator[str, None, None]:
    """Give a temporary name to write to; the file gets its own when the block ends well, and goes otherwise.

    Parameters
    ----------
    path : str
        The file's final name.

    Raises
    ------
    OutputError
        The folder is missing or not writable, the path is a folder, or the rename failed. `.filename` is
        `path`.
    """
    target = _target(path)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, _temporary_name(name))
    mode = _mode_of_new_file(temporary, path)
    try:
        yield temporary
        with refusals(path):
            # The engine may have been started under another umask.
            if stat.S_IMODE(os.stat(temporary).st_mode) != mode:
                os.chmod(temporary, mode)
            os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _target(path: str) -> str:
    """Where the file will be, links resolved; refuses what can't be a file."""
    if not path:
        raise _refusal(errno.ENOENT, "OUTPUT_PATH", "the output path is empty", path)
    target = os.path.realpath(path)
    if os.path.islink(target):
        raise _refusal(errno.ELOOP, "OUTPUT_PATH", "the output is a link that leads to itself", path)
    if os.path.isdir(target) or path.endswith(("/", os.sep)):
        raise _refusal(errno.EISDIR, "OUTPUT_PATH", "the output is a folder, not a file", path)
    return target


def _temporary_name(name: str) -> str:
    kept = os.fsdecode(os.fsencode(name)[:_NAME_BYTES_MAX])
    return f".{kept}.{os.getpid()}-{os.urandom(6).hex()}.tmp"


def _mode_of_new_file(temporary: str, path: str) -> int:
    """Find the permissions that a new file gets here.

    Making one, and removing it, also shows before any work whether the folder can be written.
    """
    with refusals(path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            return stat.S_IMODE(os.fstat(descriptor).st_mode)
        finally:
            os.close(descriptor)
            os.unlink(temporary)


@contextmanager
def make_folder(path: str) -> Generator[None, None, None]:
    """Make the folder of an output if it is missing; on failure, what was made goes again."""
    made: list[str] = []
    folder = os.path.dirname(path)
    while folder and not os.path.lexists(folder):
        made.append(folder)
        folder = os.path.dirname(folder)
    try:
        with refusals(path):
            for folder in reversed(made):
                os.makedirs(folder, exist_ok=True)
        yield
    except BaseException:
        for folder in made:
            # Not empty: somebody else uses it by now.
            with suppress(OSError):
                os.rmdir(folder)
        raise


@contextmanager
def refusals(path: str) -> Generator[None, None, None]:
    """Turn what the operating system refuses inside the block into an error about the output `path`."""
    try:
        yield
    except RogtkShimError:
        raise
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise _refusal(errno.ENOENT, "OUTPUT_IO", "the output's folder does not exist", path) from error
        message = f"the output can't be written: {error.strerror or error}"
        raise _refusal(error.errno, "OUTPUT_IO", message, path) from error


def _refusal(number: int | None, code: str, message: str, path: str) -> OutputError:
    return OutputError(message, errno=number, code=code, path=path)

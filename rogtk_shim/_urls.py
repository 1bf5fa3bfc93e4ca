"""Inputs by URL: `file://` is a path; all others are opened by fsspec, where it is installed."""

from __future__ import annotations

import errno
import re

from ._extras import need
from ._plan import Source
from .errors import InputError, InputNotFoundError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: fsspec's URLs, chained ones too (`simplecache::s3://…`). A single letter is a drive.
_URL = r"(?:[A-Za-z][A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+://"


def is_url(value: Any) -> bool:
    """Tell whether it is text that names an input by URL."""
    return isinstance(value, str) and "://" in value and re.match(_URL, value) is not None


def local_path(url: str) -> str | None:
    """Give the path that a `file://` URL names; None for other URLs."""
    # Few inputs are URLs, and these two cost every user 40 milliseconds: they bring HTTP and TLS along.
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    parts = urlsplit(url)
    if parts.scheme.lower() != "file" or "::" in url.partition("://")[0]:
        return None
    if parts.netloc not in ("", "localhost"):
        raise OptionError(f"{url}: files of other machines can't be read by this URL", code="INPUT_URL")
    return url2pathname(parts.path)


def url_source(url: str) -> Source:
    """Make the source for a URL that is no `file://`.

    Raises
    ------
    ImportError
        fsspec isn't installed.
    """
    need("fsspec")
    return Source(None, shown(url), UrlContent(url))


def shown(url: str) -> str:
    """Give the URL for messages: without passwords, and without queries, which may be signatures."""
    without = re.sub(r"://[^/@?#]*@", "://", url)
    return re.sub(r"\?.*", "?…", without, flags=re.DOTALL)


class UrlContent:
    """A URL: opened anew for each run, and pickled with the scan."""

    def __init__(self, url: str) -> None:
        self.url = url
        #: Known once it has been opened, of most.
        self.bytes: int | None = None

    def open(self, *, look: bool) -> _Reading:
        """Start a run."""
        import fsspec  # pyright: ignore[reportMissingTypeStubs]

        name, opener = shown(self.url), getattr(fsspec, "open")  # noqa: B009
        try:
            file = opener(self.url, mode="rb").open()
        except FileNotFoundError as error:
            message = f"the input does not exist: {name}"
            code = "INPUT_NOT_FOUND"
            raise InputNotFoundError(message, errno=errno.ENOENT, code=code, path=name) from error
        except (ImportError, ValueError) as error:
            # An unknown protocol, or the package for it is missing: fsspec says which.
            raise OptionError(f"{name} can't be opened: {error}", code="INPUT_URL") from error
        except OSError as error:
            message = f"the input can't be read: {error.strerror or error}"
            raise InputError(message, errno=error.errno, code="INPUT_UNREADABLE", path=name) from error
        size = getattr(file, "size", None)
        self.bytes = size if isinstance(size, int) else None
        return _Reading(file)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same URL."""
        return isinstance(other, UrlContent) and self.url == other.url

    def __hash__(self) -> int:
        """Hash the URL."""
        return hash(self.url)

    def __reduce__(self) -> Any:
        """Pickle the URL."""
        return UrlContent, (self.url,)


class _Reading:
    """One run. Some file systems give all runs the same file object: where it stands is looked after here."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._at = 0
        self._seekable: bool = file.seekable()

    def read(self, size: int) -> Any:
        if self._seekable and self._file.tell() != self._at:
            self._file.seek(self._at)
        data = self._file.read(size)
        self._at += len(data)
        return data

    def close(self) -> None:
        self._file.close()

"""How the engine is started where the address space is limited (`ulimit -v`, some batch systems)."""

from __future__ import annotations

import sys

_MiB = 1024 * 1024

# Address space, not memory: what Node reserves by itself, and for each thread. Measured with Node 24.
NODE_BYTES = 1100 * _MiB
THREAD_BYTES = 530 * _MiB
_request_bytes_min = 256 * _MiB
_page_bytes = 65536
_pages_max = 65536


def address_space_limit() -> int | None:
    """Give the limit in bytes; None where there is none."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def fit(limit: int, threads: int) -> tuple[int, int]:
    """Give the threads and the pages of a request's memory that fit: two requests at a time."""
    room = limit - NODE_BYTES
    threads = max(1, min(threads, (room - _request_bytes_min) // THREAD_BYTES))
    request_bytes = max(_request_bytes_min, (room - threads * THREAD_BYTES) // 2)
    return threads, min(_pages_max, request_bytes // _page_bytes)


# Without these every WebAssembly memory reserves twice its size and more, and every thread a heap of its own.
LIMITED_FLAGS = ["--disable-wasm-trap-handler"]
LIMITED_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}

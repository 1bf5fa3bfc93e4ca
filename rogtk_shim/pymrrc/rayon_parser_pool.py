"""As `mrrc.rayon_parser_pool`: records of bytes whose boundaries are known."""

from __future__ import annotations

from ._batch import parse_batch_parallel, parse_batch_parallel_limited

__all__ = ["parse_batch_parallel", "parse_batch_parallel_limited"]

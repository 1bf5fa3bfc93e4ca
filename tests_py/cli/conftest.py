"""Fixtures for the tests of the command line; those of the package's users."""

from __future__ import annotations

from tests_py.faces.conftest import folder, large_bam, real_bam, slow_bam

__all__ = ["folder", "large_bam", "real_bam", "slow_bam"]

"""As `mrrc.formats`: a module a format."""

from __future__ import annotations

from . import marc

__all__ = ["marc"]

"""Text for people, as the bridge's errors show it too."""

from __future__ import annotations

from rogtk_bridge.text import safe

__all__ = ["safe"]

"""Control fields under a name of their own."""

from __future__ import annotations

from .field import Field

__all__ = ["ControlField"]


class ControlField(Field):
    """
    A control field.

    Parameters
    ----------
    tag, value : str
        Its tag and its data.
    """

    __slots__ = ()

    def __init__(self, tag: str, value: str) -> None:
        super().__init__(tag, data=value)

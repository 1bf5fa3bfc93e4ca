"""As `pymarc.leader`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.constants import LEADER_LEN
from ..marc.exceptions import BadLeaderValue, RecordLeaderInvalid
from ..marc.leader import Leader

__all__ = ["LEADER_LEN", "BadLeaderValue", "Leader", "RecordLeaderInvalid"]

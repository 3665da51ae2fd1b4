"""Facts of watches."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class WatchRaised(Fact):
    """A watch found a mention and told its owner. Subject: listening.alert; about: listening.mention."""

    watch: str

"""Facts about who can be asked to speak."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class ExpertProfileChanged(Fact):
    """A person's availability changed: profile, away, back, opted_out or opted_in. Subject: organisation.person."""

    what: str


@dataclass(frozen=True, kw_only=True)
class SpeakerSet(Fact):
    """A unit's spokesperson and whether they are asked first was set. Subject: organisation.unit; about: the person."""

    is_first: bool

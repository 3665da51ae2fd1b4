"""Facts about units and the people who hold roles in them."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class UnitCreated(Fact):
    """A unit joined the tree. Subject: organisation.unit."""

    slug: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMade(Fact):
    """A person took a role in a unit. Subject: organisation.appointment; about: the person."""

    role: str


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(Fact):
    """A person left a role in a unit. Subject: organisation.appointment; about: the person."""

    role: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Fact):
    """A person got an account to sign in with. Subject: organisation.person."""

    language: str


@dataclass(frozen=True, kw_only=True)
class ApiTokenMade(Fact):
    """A person made a token with which programs act for them. Subject: organisation.token."""

    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(Fact):
    """A token was ended before its time. Subject: organisation.token."""

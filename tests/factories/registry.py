"""Accounts for tests: a platform of the test's own, its outlet that answers as it is told, and registered accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.clients import OUTLETS, Outlet, OutletError, ReadPicture
from scicomm.channels.models import Channel
from scicomm.channels.rules.packages import (
    Ability,
    Account,
    Answer,
    Came,
    FieldSpec,
    Figure,
    Package,
    Platform,
    Sent,
    StoryContent,
)
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.organisation.models import Unit

SECRET = "s3cr3t-in-no-page"


class TryPlatform(Platform):
    """A platform with one setting and one credential."""

    kind = "telegram"
    settings = (FieldSpec("room", "Room"),)
    secrets = (FieldSpec("token", "Token"),)
    abilities = frozenset({Ability.MEASURE, Ability.FOLLOWERS})

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        return Package(self.kind, {"text": content.title})


class TryOutlet(Outlet):
    """Answers what the test put into `followers_now` or `figures_now`, or raises `error`."""

    kind = "telegram"
    error: ClassVar[Exception | None] = None
    followers_now: ClassVar[int] = 120
    figures_now: ClassVar[list[Figure]] = []
    asked: ClassVar[list[str]] = []

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        return Answer(Came.BY_HAND)

    def _ask(self, account: Account) -> None:
        self.asked.append(account.secrets["token"])
        if self.error:
            raise self.error

    def followers(self, account: Account) -> Figure:
        self._ask(account)
        return Figure("followers", self.followers_now, timezone.now(), "platform")

    def measure(self, account: Account, sent: Sent) -> list[Figure]:
        self._ask(account)
        return self.figures_now


def use_platform(monkeypatch: Any) -> type[TryOutlet]:
    """For one test there is this platform; its outlet comes fresh."""
    outlet = type("FreshOutlet", (TryOutlet,), {"asked": [], "error": None})
    monkeypatch.setitem(PLATFORMS, "telegram", TryPlatform())
    monkeypatch.setitem(OUTLETS, "telegram", outlet)
    return outlet


def make_account(user: Any, unit: Unit, kind: str = "telegram", *, sealed: bool = True, **values: Any) -> Channel:
    """A registered account of a unit, with its credential."""
    number = Channel.objects.count()
    settings = {"room": "r1"} if kind == "telegram" else {}
    row = actions.register_account(
        unit, kind, acting_user=user, **{"handle": f"account{number}", "settings": settings, **values}
    )
    if sealed and kind == "telegram":
        actions.set_credentials(row, {"token": SECRET}, acting_user=user, expires_at=None)
    return row


def days_ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


__all__ = ["SECRET", "OutletError", "TryOutlet", "TryPlatform", "days_ago", "make_account", "use_platform"]

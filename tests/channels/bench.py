"""A bench for adapters: an account on a fake platform, stories on their way to it, a dispatcher, a clock moved by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.utils import timezone

from scicomm.assets.models import AssetImage
from scicomm.channels.actions import channel_mended
from scicomm.channels.enums import ReleaseState, Trouble
from scicomm.channels.models import Channel, ChannelSecret, Release
from scicomm.channels.rules.packages import Ability
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.channels.tasks.dispatch import Doors, dispatch_one
from scicomm.core.secrets import seal
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import approve_story
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.channels.fakes.base import FakePlatform
from tests.factories.assets import make_asset
from tests.factories.channels import TITLE, WAITING, released_story
from tests.factories.organisation import PersonFactory, UserFactory

MOST_STEPS = 200


class Killed(BaseException):
    """The process dies here: nothing after it is run, as with kill -9."""


class Fixed:
    """A look from outside that sees what the test says; it asks nobody."""

    def __init__(self, seen: bool | None = None) -> None:
        self.seen = seen

    def look(self, url: str) -> bool | None:
        return self.seen


class Bench:
    """An account on a fake, stories on their way to it, a dispatcher, and a clock that is moved by hand."""

    def __init__(self, academy: Any, fake: FakePlatform) -> None:
        # Most of a story's way to the public is the same for all platforms: it has gone it already, up to the last signature.
        waiting = WAITING.put_back()
        academy.users, self._waiting = waiting.users, waiting.stories
        self.academy = academy
        self.fake = fake
        self.now = timezone.now()
        self.looker = Fixed()
        self.channel = self.add_channel(fake)

    def add_channel(self, fake: FakePlatform, slug: str = "trial") -> Channel:
        account = fake.account()
        owner = PersonFactory(unit=self.academy.north_lake, user=UserFactory(username=f"owner-{slug}"))
        channel = Channel.objects.create(
            unit=self.academy.north_lake, kind=account.kind, language="zh-hans", slug=slug, handle=account.handle,
            url=account.url, name_zh=account.name or "试验账号", settings=dict(account.settings), owner=owner, takes_all=True,
        )  # fmt: skip
        self.renew(channel, dict(account.secrets))
        return channel

    def renew(self, channel: Channel, secrets: dict[str, str]) -> None:
        """Keep credentials as the registry does."""
        sealed = seal(json.dumps(secrets), settings.SCICOMM_PASSWORD_KEYS[0], "channels.secret")
        ChannelSecret.objects.update_or_create(channel=channel, defaults={"sealed": sealed, "names": sorted(secrets)})
        channel_mended(channel)

    def release(self, *, picture: bool = False, title: str = TITLE) -> Release:
        """A public story on its way to the account."""
        waiting = self._waiting.pop(title, None)
        story = self._signed(waiting) if waiting else released_story(self.academy, title=title)
        if picture:
            image = make_asset(self.academy.north_lake, title="湖面").image
            AssetImage.objects.filter(pk=image.pk).update(alt_zh="冰面", credit="甲 摄")
            StoryPage.objects.filter(pk=story.pk).update(cover_image=image)
        self.now = max(self.now, timezone.now())
        return Release.objects.get(dossier__story=story, channel=self.channel)

    def _signed(self, pk: int) -> StoryPage:
        signer = self.academy.user(Role.FINAL_REVIEWER, self.academy.top)
        approve_story(StoryPage.objects.get(pk=pk), acting_user=signer)
        Worker().drain()
        return StoryPage.objects.get(pk=pk)

    def doors(self) -> Doors:
        outlets = {self.channel.kind: self.fake.outlet}
        return Doors(lambda channel: outlets.get(channel.kind), self.looker)

    def run(self, **time: float) -> None:
        """Let the dispatcher work until nothing is due; with `minutes=50`, let those pass first."""
        self.now += dt.timedelta(**time)
        steps = 0
        while dispatch_one(self.doors()):
            steps += 1
            assert steps < MOST_STEPS, "the dispatcher never comes to an end"

    def pass_time(self, hours: float = 30) -> None:
        """Let time pass, the dispatcher at work whenever something is due."""
        end = self.now + dt.timedelta(hours=hours)
        while (due := self._next()) is not None and due <= end:
            self.now = max(self.now, due) + dt.timedelta(milliseconds=1)
            self.run()
        self.now = max(self.now, end)
        self.run()

    def _next(self) -> dt.datetime | None:
        """When something will be due for the next time, as the rows say."""
        rows = Release.objects.exclude(next_try_at=None).exclude(todo="").exclude(channel__trouble=Trouble.CREDENTIALS)
        moments = [
            max(filter(None, (row.next_try_at, row.lease_until, row.channel.paused_until, self.now)))
            for row in rows.select_related("channel")
        ]
        return min(moments, default=None)

    def read(self, release: Release) -> Release:
        return Release.objects.select_related("channel", "dossier__story").get(pk=release.pk)

    def stands(self, text: str = "") -> int:
        """How many public posts there are."""
        return len([post for post in self.fake.public_posts if text in post.text])

    def get_out(self, release: Release) -> Release:
        """Bring a release to being public: sent, and the platform's own review over where it has one."""
        self.run()
        if self.read(release).state == ReleaseState.ACCEPTED:
            self.fake.settle()
            self.pass_time(2)
        return self.read(release)


@contextmanager
def bench(academy: Any, fake: FakePlatform) -> Iterator[Bench]:
    """A bench whose time is its own and whose kind of channel is the fake's."""
    with fake, patch.dict(PLATFORMS, {fake.platform.kind: fake.platform}):
        made = Bench(academy, fake)
        with patch.object(timezone, "now", lambda: made.now):
            yield made


def can(bench: Bench, ability: Ability) -> bool:
    """Whether the platform on the bench has an ability."""
    return ability in bench.fake.platform.abilities

"""The dispatcher never makes two public posts, whatever dies, hangs or fails when."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from scicomm.channels import actions
from scicomm.channels.clients import OutletError, Wrong
from scicomm.channels.enums import ReleaseState, Todo
from scicomm.channels.models import Channel, Release
from scicomm.channels.tasks.dispatch import Doors, dispatch_one
from tests.channels.bench import Bench, Fixed, Killed, bench
from tests.channels.fakes.invented import InventedPlatform, KeyedRules

pytestmark = pytest.mark.django_db


class Keyed(InventedPlatform):
    """Cannot be asked, but knows a key again."""

    rules = KeyedRules

    def _take(self, asked: Any) -> Any:
        key = asked.body.decode().split(" ", 2)[1]
        if key in self.keys:
            from tests.channels.fakes.base import Reply

            return Reply(200, self._said(self.keys[key]))
        return super()._take(asked)


class Chaos:
    """Dies, hangs, fails at random places between claim and note; a seed makes it the same each time."""

    def __init__(self, made: Bench, seed: int) -> None:
        self.made = made
        self.dice = random.Random(seed)
        self.on = True

    def happens(self, share: float) -> bool:
        return self.on and self.dice.random() < share

    def around(self, function: Any) -> Any:
        def called(*args: Any, **named: Any) -> Any:
            if self.happens(0.12):
                raise Killed
            answer = function(*args, **named)
            if self.happens(0.12):
                raise Killed
            return answer

        return called

    def around_send(self, function: Any) -> Any:
        def called(*args: Any, **named: Any) -> Any:
            if self.happens(0.15):
                raise OutletError("später", Wrong.LATER)
            self.made.fake.trials.hangs_after_taking = self.happens(0.3)
            return self.around(function)(*args, **named)

        return called

    @contextmanager
    def patched(self) -> Iterator[Doors]:
        outlet = self.made.fake.outlet
        for name in ("find", "poll"):
            setattr(outlet, name, self.around(getattr(outlet, name)))
        outlet.send = self.around_send(outlet.send)  # type: ignore[method-assign]
        names = ("note_answer", "note_absent", "note_unsure", "note_later", "prepare_errand", "claim_release")
        patches = [patch.object(actions, name, self.around(getattr(actions, name))) for name in names]
        for one in patches:
            one.start()
        try:
            yield Doors(lambda channel: outlet, Fixed(True))
        finally:
            for one in patches:
                one.stop()


@pytest.mark.parametrize("fake", [InventedPlatform, Keyed], ids=["asked", "keyed"])
def test_whatever_dies_when_there_is_one_public_post_in_the_end(academy: Any, fake: type[InventedPlatform]) -> None:
    with bench(academy, fake()) as made:
        release = made.release()
        for seed in range(25):
            made.fake.posts.clear()
            made.fake.keys.clear()  # type: ignore[attr-defined]
            Channel.objects.filter(pk=made.channel.pk).update(failures=0, paused_until=None, trouble="")
            Release.objects.filter(pk=release.pk).update(
                state=ReleaseState.WAITING, todo=Todo.SEND, next_try_at=made.now, lease_until=None, attempts=0, round=seed + 1,
                key="", outside_id="", url="", sent_at=None, accepted_at=None, package={}, digest="",
            )  # fmt: skip
            chaos = Chaos(made, seed)
            with chaos.patched() as way:
                for step in range(60):
                    chaos.on = step < 25
                    try:
                        while dispatch_one(way):
                            pass
                    except Killed:
                        pass
                    assert made.stands() <= 1, f"seed {seed}: posted {made.stands()} times"
                    made.now += dt.timedelta(minutes=20)
                    row = made.read(release)
                    if not chaos.on and row.is_out:
                        break
                    if row.state == ReleaseState.FAILED:
                        actions.retry_release(row, acting_user=academy.superuser)
            assert made.stands() == 1 and made.read(release).is_out, (
                seed,
                made.read(release).state,
                made.read(release).error,
            )

"""Promise: the snapshot says what the database says, survives being killed at any point, and takes up what changed."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.actions import snapshots
from scicomm.audiences.models import Consent, Interest, OutgoingMail, ReaderProfile, Segment, Subscription
from scicomm.audiences.queries import Columns, current_snapshot, matching_folder, readers_now
from scicomm.audiences.queries import snapshots as opened
from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import Readers
from scicomm.audiences.tasks import refresh_profiles
from scicomm.core.periodic import AGAIN
from tests.factories.matching import profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[ReaderProfile]:
    """Readers of every kind that a bit of the arrays speaks of."""
    teachers = Segment.objects.get_or_create(code="teachers-x", defaults={"name_zh": "教师", "name_en": "teachers"})[0]
    made = [
        profile({"140": 3, "150": 1}, segments=(teachers,), region="110108", also_reads=["en"], media=["talk"]),
        profile({"140": -1}, language="en", level=5, most_a_week=2),
        profile({"160": 2}, is_personal=False),
        profile({"160": 2}, is_under_14=True, level=1),
        profile({"160": 2}, is_under_14=True, level=1),
        profile({}, paused_until=timezone.now().date() + dt.timedelta(days=9)),
        profile({"110": 1}, state="left"),
    ]
    now = timezone.now()
    for at, is_given in ((now - dt.timedelta(days=2), True), (now, False)):
        for one in made[3:4] if is_given else ():
            _guardian(one, is_given=True, at=at)
        _guardian(made[4], is_given=is_given, at=at)
    for purpose, days in (("digest", 1), ("digest", 9), ("known", 1)):
        OutgoingMail.objects.create(
            purpose=purpose, subscription=made[1].subscription, message_id=f"<{purpose}-{days}@x.example>", state="sent",
            next_try_at=now, sent_at=now - dt.timedelta(days=days),
        )  # fmt: skip
    return made


def _guardian(one: ReaderProfile, *, is_given: bool, at: dt.datetime) -> None:
    Consent.objects.create(
        subscription=one.subscription, purpose="guardian", is_given=is_given, text_version="1", text_language="en",
        source="guardian", at=at,
    )  # fmt: skip


def same(one: Readers, other: Readers) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Readers))


def test_rows_say_what_readers_said(people: list[ReaderProfile]) -> None:
    readers = readers_now(one.pk for one in people)
    ids, traits, row, subject, weight = matching.taken_apart(readers)
    assert ids.tolist() == [one.pk for one in people]
    # Reachable 1, personal 2, under 14 4: a child only with a guardian's word that still holds.
    assert traits.flags.tolist() == [3, 3, 1, 7, 6, 2, 2]
    assert (traits.own[1], traits.reads[0], traits.reads[1]) == (1, 3, 2)
    assert (traits.level[1], traits.media[0], traits.region[0]) == (5, 1 << 4, 110108)
    assert traits.left.tolist()[:2] == [3, 1], "mails of this week count, older ones and answers do not"
    assert traits.segments[0] > 0 == traits.segments[1]
    assert sorted(zip(row[row < 2].tolist(), weight[row < 2].tolist(), strict=True)) == [(0, 1), (0, 3), (1, -1)]
    assert len(subject) == Interest.objects.count()


def test_a_killed_building_goes_on_and_the_old_one_stays_in_use(
    people: list[ReaderProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "WINDOW", 2)
    assert current_snapshot() is None
    assert refresh_profiles() is None, "in time when there is little"
    first = current_snapshot()
    assert first
    assert same(first.readers, readers_now(one.pk for one in people))
    # A bit at a time, with a kill in the middle of writing a window.
    turns = 0
    real = snapshots._keep
    while not actions.refresh_snapshot(seconds=0, whole=True):
        turns += 1
        assert current_snapshot() is first
        if turns == 3:
            monkeypatch.setattr(snapshots, "_keep", _dies)
            with pytest.raises(KeyboardInterrupt):
                actions.refresh_snapshot(seconds=0, whole=True)
            monkeypatch.setattr(snapshots, "_keep", real)
    assert turns > 5
    second = current_snapshot()
    assert second
    assert second is not first
    assert same(second.readers, first.readers)
    assert first.readers.weight.sum() == second.readers.weight.sum(), "who has the old one open keeps it"
    assert not (matching_folder() / "part").exists()
    monkeypatch.setattr("scicomm.audiences.tasks.matching.SECONDS_A_RUN", 0)
    (matching_folder() / "part").mkdir()
    assert refresh_profiles() is AGAIN


def _dies(part: Any, *args: Any) -> None:
    (part / "new").write_bytes(b"half")
    raise KeyboardInterrupt


def test_what_changed_is_taken_up(people: list[ReaderProfile], monkeypatch: pytest.MonkeyPatch) -> None:
    actions.refresh_snapshot()
    ids = [one.pk for one in people]
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    ReaderProfile.objects.update(changed_at=hour_ago)
    Subscription.objects.update(confirmed_at=hour_ago)
    OutgoingMail.objects.filter(sent_at__gte=hour_ago).update(sent_at=hour_ago)
    Consent.objects.update(at=hour_ago)
    monkeypatch.setattr(snapshots, "_build", lambda *_: pytest.fail("all is read, not only what changed"))
    people[0].interests.all().delete()
    people[0].region = "440305"
    people[0].save()
    people[2].subscription.delete()
    # Behind the back of all actions, so that nothing says that it changed: taken up when all is read, once a day.
    ReaderProfile.objects.filter(pk=ids[1]).update(level=1)
    new = profile({"140": 2}, language="en")
    assert actions.refresh_snapshot()
    after = current_snapshot()
    assert after
    wanted = readers_now([ids[0], *ids[3:], new.pk])
    held = [row for row, key in enumerate(after.readers.ids.tolist()) if key != ids[1]]
    assert after.readers.ids[held].tolist() == wanted.ids.tolist()
    _ids, traits, row, subject, weight = matching.taken_apart(after.readers)
    assert traits.region[0] == 440305
    assert traits.level[1] == 5
    found = {(int(after.readers.ids[r]), int(s), int(w)) for r, s, w in zip(row, subject, weight, strict=True)}
    _ids, _traits, row, subject, weight = matching.taken_apart(readers_now([*after.readers.ids.tolist()]))
    assert found == {(int(after.readers.ids[r]), int(s), int(w)) for r, s, w in zip(row, subject, weight, strict=True)}
    assert after.about.whole_at < after.about.made_at
    ReaderProfile.objects.update(changed_at=hour_ago)
    Subscription.objects.update(confirmed_at=hour_ago)
    assert actions.refresh_snapshot()
    assert current_snapshot() is after, "nothing changed, nothing written"


def test_other_subjects_or_another_version_mean_building_anew(people: list[ReaderProfile]) -> None:
    actions.refresh_snapshot()
    before = current_snapshot()
    assert before
    assert before.about.columns == Columns.now()
    Segment.objects.create(code="farmers-x", name_zh="农民", name_en="farmers")
    actions.refresh_snapshot()
    after = current_snapshot()
    assert after
    assert len(after.about.columns.segments) == len(before.about.columns.segments) + 1
    directory = matching_folder() / (matching_folder() / "current").read_text()
    about = json.loads((directory / "about.json").read_text())
    (directory / "about.json").write_text(json.dumps(about | {"schema": 99}))
    opened._open.clear()
    assert current_snapshot() is None


def test_the_command_builds_and_says_what(people: list[ReaderProfile]) -> None:
    output, errors = io.StringIO(), io.StringIO()
    call_command("match-snapshot", "--whole", stdout=output, stderr=errors)
    assert "7 profiles, 7 interests" in output.getvalue()
    with snapshots._alone(), pytest.raises(CommandError, match="Another process"):
        call_command("match-snapshot", stdout=output, stderr=errors)

"""Digests reach whose turn it is, once, with what is new to them, and never hold what was taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from scicomm.audiences.actions import digests as actions
from scicomm.audiences.actions.digest_feedback import decide_tests
from scicomm.audiences.actions.digest_items import choose_item, keep_up
from scicomm.audiences.models import Digest, DigestEdition, DigestItem, MailRules, OutgoingMail
from scicomm.audiences.queries.digests import board_for
from scicomm.audiences.rules.subject_tests import Verdict, group_of
from scicomm.audiences.tasks import build_digests, send_mails, settle_digests
from scicomm.core.models import FactRecord
from scicomm.core.periodic import AGAIN
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import withdraw_story
from scicomm.organisation.enums import Role
from tests.factories.audiences import kept
from tests.factories.channels import released_story
from tests.factories.digests import FRIDAY, digest_item, digest_reader, segment, subject

pytestmark = pytest.mark.django_db


def run(now: dt.datetime = FRIDAY) -> dict[int, Digest]:
    """The clock's run at a moment; what each subscription got in the newest edition."""
    with patch("django.utils.timezone.now", return_value=now):
        build_digests()
    return {row.subscription_id: row for row in Digest.objects.order_by("made_at")}


def item_ids(digest: Digest) -> list[int]:
    return [row[0] for row in digest.items]


def test_each_gets_what_they_asked_for_and_nobody_an_empty_mail(academy: Any) -> None:
    physics, botany = subject("140"), subject("18051")
    stars = digest_item(academy.north_lake, physics, published_at=FRIDAY - dt.timedelta(days=1))
    plants = digest_item(academy.south_sea, botany, published_at=FRIDAY - dt.timedelta(days=2))
    english = digest_item(academy.south_sea, botany, language="en", published_at=FRIDAY)
    likes = digest_reader(interests={physics: 3})
    never = digest_reader(interests={physics: -1}, also_reads=["en"])
    chosen = digest_reader(is_personal=False)
    chosen.subscription.all_units = False
    chosen.subscription.save()
    chosen.subscription.units.set([academy.south_sea])
    foreign = digest_reader(language="en", media=["video"])
    common = digest_reader(is_personal=False, interests={physics: -1})
    found = run()
    assert item_ids(found[likes.subscription_id]) == [stars.pk, plants.pk]
    assert found[likes.subscription_id].items[0][2][0] == ["interest", physics.pk]
    assert set(item_ids(found[never.subscription_id])) == {plants.pk, english.pk}
    # Who does not want a personal choice is asked nothing: also not what they never want.
    assert item_ids(found[common.subscription_id]) == [stars.pk, plants.pk]
    assert item_ids(found[chosen.subscription_id]) == [plants.pk]
    assert found[foreign.subscription_id].skipped == "nothing_new"
    assert OutgoingMail.objects.filter(purpose="digest").count() == 4
    run()
    assert Digest.objects.count() == 5, "a second run built something twice"
    edition = DigestEdition.objects.get(language="en")
    assert (edition.built, edition.skipped) == (0, {"nothing_new": 1})


def test_turns_follow_frequency_quiet_hours_holidays_and_pauses(academy: Any) -> None:
    for number in range(3):
        digest_item(academy.north_lake, published_at=FRIDAY - dt.timedelta(days=number))
    weekly, daily = digest_reader(), digest_reader(frequency="daily")
    early = digest_reader(frequency="daily", quiet_from=22, quiet_until=12)
    away = digest_reader(frequency="daily", paused_until=dt.date(2026, 11, 30))
    run(FRIDAY - dt.timedelta(hours=3))
    assert not Digest.objects.exists(), "before the sending hour"
    assert {weekly.subscription_id, daily.subscription_id} <= set(found := run())
    assert early.subscription_id not in found and away.subscription_id not in found
    assert early.subscription_id in run(FRIDAY + dt.timedelta(hours=4))
    # National Day: only who wants mail on holidays, and the weekly edition waits for the first day after.
    holiday = dt.datetime(2026, 10, 2, 1, tzinfo=dt.UTC)
    DigestItem.objects.update(published_at=holiday - dt.timedelta(days=1))
    Digest.objects.all().delete()
    DigestEdition.objects.all().delete()
    always = digest_reader(on_holidays=True)
    assert set(run(holiday)) == {always.subscription_id}
    assert weekly.subscription_id in run(holiday + dt.timedelta(days=6))


def test_nothing_comes_twice_to_a_mailbox_within_ninety_days(academy: Any) -> None:
    first = digest_item(academy.north_lake, published_at=FRIDAY - dt.timedelta(days=1))
    one = digest_reader("same@readers.example", frequency="daily")
    other = digest_reader("Same@readers.example", language="en", frequency="daily", also_reads=["zh-hans"])
    with patch("scicomm.audiences.actions.digests.settings.LANGUAGES", [("zh-hans", "")]):
        run()
    found = run(FRIDAY + dt.timedelta(hours=1))
    assert item_ids(found[one.subscription_id]) == [first.pk]
    assert found[other.subscription_id].skipped == "nothing_new", "the other language told it again"
    second = digest_item(academy.north_lake, published_at=FRIDAY)
    found = run(FRIDAY + dt.timedelta(days=1))
    assert item_ids(found[one.subscription_id]) == [second.pk]


def test_a_run_killed_after_a_batch_goes_on_where_it_stood(academy: Any, monkeypatch: Any) -> None:
    digest_item(academy.north_lake, published_at=FRIDAY)
    readers = [digest_reader() for _number in range(7)]
    monkeypatch.setattr("scicomm.audiences.tasks.digests.SECONDS_A_RUN", 0.0)
    monkeypatch.setattr("scicomm.audiences.actions.digests.BATCH", 3)
    with patch("django.utils.timezone.now", return_value=FRIDAY):
        assert build_digests() is AGAIN
        assert Digest.objects.count() == 3
        runs = 1
        while build_digests() is AGAIN:
            runs += 1
    assert runs == 2 and Digest.objects.count() == len(readers)
    assert DigestEdition.objects.get().built == 7


@pytest.mark.parametrize("count", [3, 40])
def test_a_batch_costs_the_same_queries_whatever_its_size(
    academy: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    about = subject("140")
    for _number in range(count):
        digest_item(academy.north_lake, about, published_at=FRIDAY)
        digest_reader(interests={about: 2}, segments=[segment()])
    board = board_for("zh-hans", FRIDAY)
    edition = DigestEdition.objects.create(language="zh-hans", frequency="weekly", day=FRIDAY.date())
    actions.begin_edition(edition, board, FRIDAY)
    with django_assert_max_num_queries(16):
        assert actions.build_batch(edition.pk, board, FRIDAY).readers == count


def test_a_real_story_goes_out_with_reasons_and_links_and_one_taken_back_does_not(academy: Any) -> None:
    story, other = released_story(academy), released_story(academy, title="湖冰在变薄")
    assert DigestItem.objects.count() == 2 and DigestItem.objects.get(key=f"newsroom.story:{story.pk}").level >= 1
    keep_up(f"newsroom.story:{story.pk}")
    assert DigestItem.objects.count() == 2
    now = timezone.now().replace(hour=1, minute=0) + dt.timedelta(days=1)
    # Mails go at whatever hour this test runs.
    MailRules.objects.create(pk=1, quiet_from=0, quiet_until=0, on_holidays=True)
    late = digest_reader(frequency="daily", quiet_from=0, quiet_until=0, on_holidays=True)
    run(now)
    # Withdrawn between building and sending, and no fact was delivered yet: the mail asks again.
    withdraw_story(story, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), reason="数据有误")
    OutgoingMail.objects.update(next_try_at=timezone.now())
    send_mails()
    mail = OutgoingMail.objects.get(purpose="digest")
    message = kept(mail)
    assert message is not None and mail.subscription_id == late.subscription_id
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "湖冰在变薄" in text and "草原上的斑纹" not in text
        for part in ("?dg=", "/subscribe/edition/", other.url, late.subscription.leave_token):
            assert part in text, part
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Worker().drain()
    assert DigestItem.objects.get(key=f"newsroom.story:{story.pk}").gone_at is not None
    with patch("django.utils.timezone.now", return_value=now):
        settle_digests()
        settle_digests()
    [fact] = FactRecord.objects.filter(name="audiences.digest_sent")
    assert fact.payload == {"language": "zh-hans", "frequency": "daily", "recipients": 1, "skipped": 0}


def test_two_lines_are_tried_on_a_few_and_the_rest_waits_for_the_better_one(academy: Any) -> None:
    digest_item(academy.north_lake, published_at=FRIDAY)
    readers = [digest_reader() for _number in range(40)]
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    with patch("django.utils.timezone.now", return_value=FRIDAY - dt.timedelta(days=1)):
        edition = actions.plan_lines(
            language="zh-hans", frequency="weekly", subject_a="甲", subject_b="乙", test_hours=4, acting_user=officer
        )
    assert edition.day == dt.date(2026, 11, 27)
    run()
    groups = {row.subscription_id: group_of(edition.pk, row.subscription_id) for row in readers}
    tried = {pk: group for pk, group in groups.items() if group}
    assert {row.subscription_id: row.variant for row in Digest.objects.all()} == tried
    OutgoingMail.objects.update(state="sent")
    with patch("scicomm.audiences.actions.digest_feedback.compared") as compared:
        compared.return_value = Verdict("b", 0.97, 0.1, 0.3)
        assert decide_tests(FRIDAY + dt.timedelta(hours=5)) == 1
    found = run(FRIDAY + dt.timedelta(hours=5))
    assert len(found) == 40
    assert {row.variant for pk, row in found.items() if pk not in tried} == {"b"}


def test_editors_pick_and_keep_out_for_a_language_and_a_time(academy: Any) -> None:
    old = digest_item(academy.north_lake, published_at=FRIDAY - dt.timedelta(days=30))
    new = digest_item(academy.north_lake, published_at=FRIDAY)
    out = digest_item(academy.north_lake, published_at=FRIDAY)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    day = FRIDAY.date()
    choose_item(old, "pick", acting_user=officer, starts_on=day, ends_on=day)
    choose_item(out, "out", acting_user=officer, language="zh-hans", starts_on=day)
    reader = digest_reader(is_personal=False)
    found = run()[reader.subscription_id]
    assert item_ids(found) == [old.pk, new.pk] and found.items[0][2][0] == ["pick", 0]
    assert out.pk in {one.id for one in board_for("en", FRIDAY).items.rows}


def test_children_and_who_chose_units_get_what_is_common_of_that(academy: Any) -> None:
    """However much else there is that would fill the common edition; a child gets nothing chosen and nothing hard."""
    for _number in range(9):
        digest_item(academy.north_lake, published_at=FRIDAY - dt.timedelta(hours=1))
    physics = subject("140")
    theirs = digest_item(academy.south_sea, published_at=FRIDAY - dt.timedelta(days=20))
    easy = digest_item(academy.north_lake, level=2, published_at=FRIDAY - dt.timedelta(days=25))
    digest_item(academy.south_sea, physics, level=2, language="en", published_at=FRIDAY)
    unit = digest_reader(is_personal=False)
    liking = digest_reader(interests={physics: 1})
    for reader in (unit, liking):
        reader.subscription.all_units = False
        reader.subscription.save()
        reader.subscription.units.set([academy.south_sea])
    child = digest_reader(is_under_14=True, interests={physics: 3}, also_reads=["en"], level=5)
    found = run()
    assert item_ids(found[unit.subscription_id]) == item_ids(found[liking.subscription_id]) == [theirs.pk]
    assert item_ids(found[child.subscription_id]) == [easy.pk]
    assert not found[child.subscription_id].is_personal and found[liking.subscription_id].is_personal
    assert found[child.subscription_id].items[0][2] == [["common", 0]]

"""No more mails than a reader wants, over all units and kinds; none in the night, on holidays, in a pause or without a yes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scicomm.audiences import actions
from scicomm.audiences.enums import MailState, Purpose
from scicomm.audiences.models import Consent, OutgoingMail, ReaderProfile, Subscription
from scicomm.audiences.queries import consented, held_back, held_back_mail, held_back_many
from scicomm.audiences.rules import Limits, is_nearby, is_public_holiday, is_quiet, nearness, regions, waiting, zone_of
from scicomm.core.workdays import china
from tests.factories.audiences import digest_reader, reader

ADDRESS = "lin@readers.example"
# A Tuesday noon in Beijing, no holiday near.
NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


def told(
    row: Subscription, at: dt.datetime, purpose: str = Purpose.DIGEST, state: str = MailState.SENT
) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    return OutgoingMail.objects.create(
        purpose=purpose, subscription=row, message_id=f"<caps-{number}@x>", state=state, next_try_at=at, sent_at=at
    )


def code(row: Subscription, purpose: str = Purpose.DIGEST, now: dt.datetime = NOON, **values: Any) -> str:
    held = held_back(row, purpose, now, **values)
    return held.code if held else ""


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Consents are older than the moments that these tests ask about."""
    monkeypatch.setattr(timezone, "now", lambda: NOON - dt.timedelta(days=30))


@pytest.mark.django_db
def test_mails_of_all_kinds_units_and_languages_of_a_mailbox_count_together(academy: Any) -> None:
    digest = digest_reader(ADDRESS, most_a_week=3)
    other = digest_reader(ADDRESS, language="en", most_a_week=9)
    letters = reader(ADDRESS.upper(), units=[academy.north_lake])
    stranger = digest_reader("zhou@readers.example", most_a_week=3)
    told(letters, NOON - dt.timedelta(days=6), Purpose.CAMPAIGN)
    told(other, NOON - dt.timedelta(days=2))
    told(digest, NOON - dt.timedelta(days=8))
    told(letters, NOON - dt.timedelta(days=1), Purpose.KNOWN)
    assert code(digest) == code(letters, Purpose.ISSUE) == ""
    told(digest, NOON - dt.timedelta(hours=1))
    held = held_back(digest, Purpose.DIGEST, NOON)
    assert held and held.code == "cap" and held.until == NOON + dt.timedelta(days=1)
    assert str(held.words)
    for row, purpose in ((other, Purpose.DIGEST), (letters, Purpose.ISSUE), (letters, Purpose.CHANGE)):
        assert code(row, purpose) == "cap"
    assert code(stranger) == "" and code(letters, Purpose.CHANGE, killed=True) == ""
    assert all(code(digest, purpose) == "" for purpose in (Purpose.CONFIRM, Purpose.KNOWN, Purpose.GUARDIAN))
    assert code(digest, now=NOON + dt.timedelta(days=1, minutes=1)) == ""


@pytest.mark.django_db
def test_what_another_worker_is_sending_counts_and_of_two_that_wait_one_goes(academy: Any) -> None:
    first, second = digest_reader(ADDRESS, most_a_week=1), digest_reader(ADDRESS, language="en", most_a_week=1)
    one = told(first, NOON, state=MailState.IN_FLIGHT)
    assert held_back_mail(one, NOON) is None
    two = told(second, NOON, state=MailState.IN_FLIGHT)
    waits = [held_back_mail(mail, NOON) for mail in (one, two)]
    untils = [wait.until for wait in waits if wait and wait.until]
    assert len(untils) == 2 and untils[0] < untils[1]
    both = held_back_many([first.pk, second.pk], Purpose.DIGEST, NOON, own=[one.pk, two.pk])
    assert [both[row.pk].until for row in (first, second)] == untils
    OutgoingMail.objects.filter(pk=two.pk).update(state=MailState.QUEUED)
    assert held_back_mail(one, untils[0]) is None


@pytest.mark.django_db
def test_night_holiday_pause_and_a_dead_mailbox_hold_mails_and_say_until_when(academy: Any) -> None:
    row = digest_reader(ADDRESS)
    night = NOON.replace(hour=14)
    held = held_back(row, Purpose.DIGEST, night)
    assert held and held.code == "quiet" and held.until == dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.UTC)
    holiday = dt.datetime(2026, 10, 2, 4, 0, tzinfo=dt.UTC)
    Consent.objects.update(at=holiday - dt.timedelta(days=9))
    held = held_back(row, Purpose.DIGEST, holiday)
    assert held and held.code == "holiday" and held.until and held.until > holiday + dt.timedelta(days=1)
    ReaderProfile.objects.update(on_holidays=True)
    assert code(row, now=holiday) == ""
    ReaderProfile.objects.update(paused_until=dt.date(2026, 11, 30))
    letters = reader(ADDRESS)
    held = held_back(letters, Purpose.ISSUE, NOON)
    assert held and held.code == "paused" and held.until == dt.datetime(2026, 11, 29, 16, 0, tzinfo=dt.UTC)
    ReaderProfile.objects.update(paused_until=None)
    Subscription.objects.filter(pk=row.pk).update(undeliverable_since=NOON)
    assert code(row) == "bounced" and code(row, Purpose.CONFIRM) == ""


@pytest.mark.django_db
def test_without_a_yes_or_after_its_end_nothing_goes(academy: Any) -> None:
    row = digest_reader(ADDRESS)
    assert consented(row, "digest", NOON) and consented(row, "personal", NOON)
    assert not consented(row, "newsletter", NOON) and not consented(row, "digest", NOON - dt.timedelta(days=31))
    Consent.objects.create(
        subscription=row, purpose="digest", is_given=False, text_version="2026-1", text_language="zh-hans",
        source="link", at=NOON - dt.timedelta(days=1),
    )  # fmt: skip
    assert code(row) == "no_consent"
    left = reader()
    actions.end_subscription(left)
    assert code(left, Purpose.ISSUE) == "no_consent" and code(left, Purpose.CHANGE, killed=True) == ""
    gone = reader()
    actions.erase_subscription(gone)
    assert code(gone, Purpose.CHANGE, killed=True) == "no_consent"
    assert held_back_many([10**9], Purpose.DIGEST, NOON)[10**9].code == "no_consent"


@pytest.mark.django_db
def test_administrators_of_the_academy_set_what_holds_for_all(academy: Any) -> None:
    from django.core.exceptions import PermissionDenied

    from scicomm.organisation.enums import Role

    values = {"most_a_week": 2, "quiet_from": 0, "quiet_until": 0, "on_holidays": True}
    for role, unit in ((Role.COMMUNICATION_OFFICER, academy.top), (Role.ADMINISTRATOR, academy.north)):
        with pytest.raises(PermissionDenied):
            actions.save_mail_rules(acting_user=academy.user(role, unit), **values)
    row = reader(ADDRESS)
    for hours in (1, 2):
        told(row, NOON - dt.timedelta(hours=hours), Purpose.SEARCH_ALERT)
    assert code(row, Purpose.ISSUE) == ""
    actions.save_mail_rules(acting_user=academy.user(Role.ADMINISTRATOR, academy.top), **values)
    assert code(row, Purpose.ISSUE) == "cap"


@pytest.mark.django_db
def test_many_are_asked_for_with_as_few_queries_as_one_and_the_answers_agree(
    academy: Any, django_assert_max_num_queries: Any
) -> None:
    rows = [digest_reader(f"r{number}@readers.example", most_a_week=1 + number % 2) for number in range(12)]
    for row in rows[::3]:
        told(row, NOON - dt.timedelta(days=1))
    with django_assert_max_num_queries(7):
        many = held_back_many([row.pk for row in rows], Purpose.DIGEST, NOON)
    with django_assert_max_num_queries(7):
        held_back(rows[0], Purpose.DIGEST, NOON)
    single = {row.pk: held for row in rows if (held := held_back(row, Purpose.DIGEST, NOON))}
    assert many == single and len(many) == 2


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_the_night_is_where_the_clock_goes_from_begin_to_end(hour: int, begin: int, end: int) -> None:
    inside = (hour - begin) % 24 < (end - begin) % 24
    assert is_quiet(hour, begin, end) == inside


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 23), st.integers(0, 23), st.integers(1, 5), st.booleans(),
    st.lists(st.integers(0, 300), max_size=9), st.integers(0, 8000),
)  # fmt: skip
def test_a_wait_ends_later_than_now_and_asking_again_and_again_comes_to_an_end(
    begin: int, end: int, most: int, holidays: bool, sent: list[int], hours: int
) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    rows = [Limits(most, begin, end, holidays), Limits(14)]
    times = [now - dt.timedelta(hours=back) for back in sent]
    for _turn in range(40):
        wait = waiting(rows, times, now, china())
        if wait is None:
            return
        assert wait.until > now
        now = wait.until
    raise AssertionError("a mail is held for ever")


def test_a_public_holiday_has_its_weekends_and_a_plain_weekend_is_none() -> None:
    calendar = china()
    assert all(is_public_holiday(dt.date(2025, 10, day), calendar) for day in range(1, 9))
    assert not is_public_holiday(dt.date(2025, 9, 28), calendar)
    assert not is_public_holiday(dt.date(2025, 11, 22), calendar)
    assert not is_public_holiday(dt.date(2025, 10, 9), calendar)


def test_near_is_what_shares_the_longest_code_that_both_name() -> None:
    assert nearness("420106", "420111") == 4 and nearness("4201", "4205") == 2 and nearness("42", "43") == 0
    assert is_nearby("4201", "420106") and is_nearby("4201", "42") and is_nearby("42", "4205")
    assert not is_nearby("4201", "4205") and not is_nearby("", "42") and not is_nearby("42", "")
    assert len([code for code in regions() if len(code) == 2]) == 34
    assert all(code[:2] in regions() and row.name_zh and row.name_en for code, row in regions().items())
    assert len({row.name_en for row in regions().values()}) == len(regions())
    assert zone_of("650100") == zone_of("") == "Asia/Shanghai"

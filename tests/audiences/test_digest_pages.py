"""Readers see their digest and why, tune it by pressing and never by opening; staff pick and preview within their duty."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.audiences.actions import digests as actions
from scicomm.audiences.actions.digest_items import keep_up, rebuild_items
from scicomm.audiences.models import Digest, DigestChoice, DigestEdition, DigestItem, EditionVisits, Interest
from scicomm.audiences.queries.digest_lines import digest_token, digests_of
from scicomm.audiences.queries.digests import board_for
from scicomm.audiences.rules.digest_marks import edition_mark
from scicomm.core.models import ProgressRow
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import kill_story
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.factories.channels import released_story
from tests.factories.digests import digest_item, digest_reader, segment, subject
from tests.factories.newsroom import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(academy: Any) -> tuple[Digest, DigestItem]:
    """A digest with one real story on physics, for a reader who likes it."""
    article = make_article(academy.north_lake)
    article.subjects.set([subject("140", "物理学", "Physics")])
    story = released_story(academy, article=article)
    item = DigestItem.objects.get(key=f"newsroom.story:{story.pk}")
    profile = digest_reader(interests={subject("140"): 2}, quiet_from=0, quiet_until=0)
    return made(profile), item


def made(profile: Any) -> Digest:
    now = timezone.now()
    edition, _made = DigestEdition.objects.get_or_create(language="zh-hans", frequency="weekly", day=now.date())
    board = board_for("zh-hans", now)
    actions.begin_edition(edition, board, now)
    profile.on_holidays = True
    profile.save()
    actions.build_batch(edition.pk, board, now)
    return Digest.objects.select_related("subscription", "edition").get(subscription=profile.subscription)


def test_a_reader_reads_why_and_asks_for_more_by_pressing(sent: tuple[Digest, DigestItem], client: Client) -> None:
    digest, item = sent
    token = digest_token(digest)
    page = client.get(reverse("audiences:digest_web", args=[token]))
    assert page.status_code == 200 and item.title in page.content.decode() and "no-store" in page["Cache-Control"]
    why = client.get(reverse("audiences:digest_item", args=[token, item.pk])).content.decode()
    assert "物理学" in why and digest.matching in why
    tune = reverse("audiences:digest_tune", args=[token, item.pk, "more"])
    assert client.get(tune).status_code == 200
    assert Interest.objects.get().weight == 2, "opening a link changed something"
    assert client.post(tune).status_code == 302
    assert Interest.objects.get().weight == 3
    less = reverse("audiences:digest_tune", args=[token, item.pk, "less"])
    for weight in (2, 1, None, -1, -1):
        client.post(less)
        assert Interest.objects.values_list("weight", flat=True).first() == weight
    assert digests_of(digest.subscription)[0]["items"][0]["title"] == item.title


def test_forged_expired_and_foreign_links_show_nothing(
    sent: tuple[Digest, DigestItem], client: Client, academy: Any
) -> None:
    digest, item = sent
    token = digest_token(digest)
    other = digest_item(academy.north_lake)
    bad = [
        reverse("audiences:digest_web", args=[token[:-1] + ("A" if token[-1] != "A" else "B")]),
        reverse("audiences:digest_web", args=[digest.subscription.manage_token]),
        reverse("audiences:digest_item", args=[token, other.pk]),
        reverse("audiences:digest_tune", args=[token, item.pk, "delete"]),
    ]
    assert [client.get(address).status_code for address in bad] == [404] * 4
    Digest.objects.update(made_at=timezone.now() - dt.timedelta(days=91))
    assert client.get(reverse("audiences:digest_web", args=[token])).status_code == 404


def test_a_killed_story_leaves_nothing_to_repeat(sent: tuple[Digest, DigestItem], client: Client, academy: Any) -> None:
    digest, item = sent
    title = item.title
    token = digest_token(digest)
    story_id = int(item.key.rpartition(":")[2])
    kill_story(
        StoryPage.objects.get(pk=story_id), acting_user=academy.user(Role.COORDINATOR, academy.top), note="权利有问题"
    )
    Worker().drain()
    item.refresh_from_db()
    assert item.gone_at and not item.title and not item.summary
    for name, arguments in (("digest_web", [token]), ("digest_item", [token, item.pk]), ("digest_common", [])):
        page = client.get(reverse(f"audiences:{name}", args=arguments))
        assert page.status_code == 200 and title not in page.content.decode()


def test_visits_are_counted_by_edition_and_line_once_a_sender(sent: tuple[Digest, DigestItem], client: Client) -> None:
    digest, item = sent
    mark = edition_mark(digest.edition_id, "")
    for _visit in range(3):
        assert client.get(f"{item.url}?dg={mark}").status_code == 200
    client.head(f"{item.url}?dg={mark}", REMOTE_ADDR="192.0.2.7")
    client.get(f"{item.url}?dg={mark[:-1]}0", REMOTE_ADDR="192.0.2.8")
    client.get(f"{item.url}?dg={mark}", REMOTE_ADDR="192.0.2.9")
    assert list(EditionVisits.objects.values_list("variant", "place", "count")) == [("", "item", 2)]


@pytest.mark.parametrize("count", [2, 30])
def test_the_lists_cost_the_same_queries_whatever_their_length(
    academy: Any, client_for: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    browser = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    for number in range(count):
        item = digest_item(academy.north_lake, subject("140"), segments=[segment()])
        DigestChoice.objects.create(item=item, kind="pick", starts_on=timezone.localdate())
        edition = DigestEdition.objects.create(
            language="en", frequency="daily", day=dt.date(2026, 1, 1) + dt.timedelta(days=number),
            skipped={"nothing_new": 2}, built=3,
        )  # fmt: skip
        EditionVisits.objects.create(edition=edition, variant="a", place="web", count=4)
    for name in ("audiences_digests", "audiences_digest_items"):
        browser.get(reverse(name))
        with django_assert_max_num_queries(12 + 18):  # our rows, and the frame of Wagtail's admin
            assert browser.get(reverse(name)).status_code == 200


def test_staff_see_a_made_up_persons_digest_and_keepers_a_real_one_with_a_trace(
    sent: tuple[Digest, DigestItem], academy: Any, client_for: Any
) -> None:
    digest, item = sent
    officer = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    asked = "?language=zh-hans&level=3&is_personal=on&subjects=140"
    page = officer.get(reverse("audiences_digest_preview") + asked).content.decode()
    html = officer.get(reverse("audiences_digest_preview_html") + asked)
    assert item.title in page and item.title in html.content.decode() and "物理学" in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    look = reverse("audiences_digest_look")
    assert "audiences.digest.look" not in set(ModelLogEntry.objects.values_list("action", flat=True))
    assert officer.post(look, {"number": digest.subscription_id}).status_code == 200
    assert ModelLogEntry.objects.filter(action="audiences.digest.look").count() == 1
    assert officer.post(look, {"number": 10**6}).status_code == 200
    lake = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert lake.get(look).status_code == 404 and lake.get(reverse("audiences_digest_lines")).status_code == 404
    assert lake.post(reverse("audiences_digest_compare")).status_code == 404


def test_editors_set_levels_and_picks_within_their_duty(
    sent: tuple[Digest, DigestItem], academy: Any, client_for: Any
) -> None:
    _digest, item = sent
    address = reverse("audiences_digest_item", args=[item.pk])
    lake = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    sea = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    who = segment("teachers")
    lake.post(address, {"what": "item", "level": "5", "segments_by_editor": "on", "segments": [who.pk]})
    keep_up(item.key)
    item.refresh_from_db()
    assert (item.level, item.level_by_editor, list(item.segments.all())) == (5, True, [who])
    sea.post(address, {"what": "item", "level": "1"})
    item.refresh_from_db()
    assert item.level == 5, "an editor of another unit changed it"
    lake.post(address, {"what": "choice", "kind": "pick"})
    assert not DigestChoice.objects.exists(), "a pick is the academy's"
    lake.post(address, {"what": "choice", "kind": "out", "ends_on": "2020-01-01"})
    assert not DigestChoice.objects.exists()
    lake.post(address, {"what": "choice", "kind": "out", "note": "还在核对"})
    choice = DigestChoice.objects.get()
    assert sea.post(reverse("audiences_digest_end_choice", args=[choice.pk])).status_code == 404
    assert lake.post(reverse("audiences_digest_end_choice", args=[choice.pk])).status_code == 302


def test_a_comparison_brings_back_what_was_lost_and_goes_on_where_it_stopped(
    sent: tuple[Digest, DigestItem], academy: Any
) -> None:
    released_story(academy, title="另一件事")
    Digest.objects.all().delete()
    DigestItem.objects.all().delete()
    stray = digest_item(academy.north_lake)
    assert rebuild_items(seconds=0.000001) == (1, False)
    assert ProgressRow.objects.get(key="audiences.digest_items").state == "stopped"
    assert rebuild_items() == (2, True)
    assert rebuild_items() == (0, True)
    stray.refresh_from_db()
    assert stray.gone_at is not None and DigestItem.objects.filter(gone_at=None).count() == 2

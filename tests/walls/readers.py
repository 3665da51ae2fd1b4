"""Private things of readers: issues, subscriptions, saved searches with their alerts, mails."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.models import (
    Issue,
    IssueItem,
    NewItem,
    OutgoingMail,
    SavedSearch,
    SearchAlert,
    Subscription,
    ToldItem,
    WatchedQuery,
)
from scicomm.channels.models import Release
from tests.walls.world import COMMON, World, private


@private(Issue)
def make_issue(world: World) -> Issue:
    return Issue.objects.create(unit=world.unit, language="en", period="2026-W01", subject=world.secret("issue"))


@private(IssueItem)
def make_issue_item(world: World) -> IssueItem:
    return IssueItem.objects.create(issue=world.one(Issue), release=world.one(Release), position=1)


@private(Subscription)
def make_subscription(world: World) -> Subscription:
    # What its reader said of themselves is made before it and has made it already.
    row, _made = Subscription.objects.get_or_create(
        email="zz7qxjreader@readers.example", language="en", defaults={
            "all_units": False, "asked_at": timezone.now(), "consent_version": "1", "consent_locale": "en",
            "state": "confirmed", "confirmed_at": timezone.now(),
        },
    )  # fmt: skip
    row.units.add(world.unit)
    return row


@private(SavedSearch)
def make_saved_search(world: World) -> SavedSearch:
    # What is watched is shown to staff as words and numbers; what its reader calls it and who that is are nobody's business.
    query = WatchedQuery.objects.create(digest="8" * 64, text="湖冰")
    return SavedSearch.objects.create(
        subscription=world.one(Subscription), query=query, name=world.secret("search"), state="active",
        asked_at=timezone.now(), consent_version="1", consent_locale="en",
    )  # fmt: skip


@private(SearchAlert)
def make_search_alert(world: World) -> SearchAlert:
    return SearchAlert.objects.create(saved_search=world.one(SavedSearch), total=1)


@private(ToldItem)
def make_told_item(world: World) -> ToldItem:
    item = NewItem.objects.create(key="journals.article:0", public_at=timezone.now(), title=COMMON)
    return ToldItem.objects.create(
        alert=world.one(SearchAlert), saved_search=world.one(SavedSearch), item=item, kind="new", position=0
    )


@private(OutgoingMail)
def make_mail(world: World) -> OutgoingMail:
    return OutgoingMail.objects.create(
        purpose="issue", subscription=world.one(Subscription), issue=world.one(Issue), message_id="<zz7qxjmail@lake.example>",
        next_try_at=timezone.now(), state="failed", error=world.secret("mailerror"),
    )  # fmt: skip

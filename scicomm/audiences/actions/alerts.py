"""Alerts: what became public, which queries found it, who is told. Nothing is told twice, and nothing that is not public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scicomm.audiences.enums import ItemNotice, MailState, Purpose, SearchState, SubscriptionState, Told
from scicomm.audiences.models import (
    MatchRound,
    NewItem,
    OutgoingMail,
    SavedSearch,
    SearchAlert,
    SearchMatch,
    ToldItem,
    WatchedQuery,
)
from scicomm.audiences.queries import public_documents, query_problem, unfinished_round, waiting_items
from scicomm.audiences.rules import message_id, next_mail
from scicomm.channels.queries import root_unit
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref

ROUND_SIZE = 500
LISTED = 20
BATCH = 500


@transaction.atomic
def note_new_item(key: str, public_at: dt.datetime | None = None) -> NewItem:
    """Something went public, now or at the moment given; what is known stays known.

    What had been withdrawn and is public again has nothing against it any more.
    """
    item, fresh = NewItem.objects.select_for_update().get_or_create(
        key=key, defaults={"public_at": public_at or timezone.now()}
    )
    if not fresh and item.notice == ItemNotice.WITHDRAWN:
        item.notice, item.notice_at = "", None
        item.save(update_fields=["notice", "notice_at"])
    return item


@transaction.atomic
def note_notice(key: str, notice: str, *, title: str = "") -> int:
    """Something was retracted, doubted or withdrawn: who was told of it is to be told of that; returns how many searches. `title`
    takes the place of the kept one, where that must not be said any more."""
    item = NewItem.objects.select_for_update().filter(key=key).first()
    if item is None or (item.notice == notice and title in {"", item.title}):
        return 0
    item.notice, item.notice_at, item.title = notice, timezone.now(), title or item.title
    item.save(update_fields=["notice", "notice_at", "title"])
    return (
        SavedSearch.objects.running()
        .filter(pk__in=ToldItem.objects.filter(item=item, kind=Told.NEW).values("saved_search_id"))
        .update(has_news=True)
    )


@transaction.atomic
def open_round() -> MatchRound | None:
    """The round to go on with: the one that is not finished, else a new one of waiting items; None when nothing waits.

    An item whose search document is not there yet goes on waiting for it.
    """
    if round_ := unfinished_round():
        return round_
    waiting = list(waiting_items()[:ROUND_SIZE])
    documents = public_documents([item.key for item in waiting])
    ready = [item for item in waiting if item.key in documents]
    if not ready:
        return None
    round_ = MatchRound.objects.create()
    for item in ready:
        document = documents[item.key]
        item.round, item.title = round_, document.title or document.title_other
    NewItem.objects.bulk_update(ready, ["round", "title"], batch_size=BATCH)
    return round_


@transaction.atomic
def note_matches(
    round_: MatchRound, found: Iterable[tuple[int, int]], *, last_query: int, unreadable: Collection[int] = ()
) -> None:
    """Keep what a stretch of queries found (pairs of query and item) and where the round stands, as one."""
    pairs = list(found)
    SearchMatch.objects.bulk_create(
        (SearchMatch(query_id=query, item_id=item) for query, item in pairs), batch_size=BATCH, ignore_conflicts=True
    )
    queries = sorted({query for query, _item in pairs})
    for start in range(0, len(queries), BATCH):
        SavedSearch.objects.filter(query_id__in=queries[start : start + BATCH], state=SearchState.ACTIVE).update(
            has_news=True
        )
    for query in WatchedQuery.objects.filter(pk__in=list(unreadable), problem=""):
        note_problem(query, "unreadable")
    MatchRound.objects.filter(pk=round_.pk).update(last_query=last_query)


@transaction.atomic
def finish_round(round_: MatchRound) -> None:
    """All queries have been put to these items."""
    NewItem.objects.filter(round=round_).update(is_matched=True)
    MatchRound.objects.filter(pk=round_.pk).update(finished_at=timezone.now())


@transaction.atomic
def tell_search(search_id: int) -> SearchAlert | None:
    """Make the alert of one search and queue its mail; None when there is nothing to tell after all. Safe to repeat."""
    row = (
        SavedSearch.objects.select_for_update(of=("self",))
        .select_related("subscription", "query")
        .filter(pk=search_id, has_news=True, next_at__lte=timezone.now())
        .first()
    )
    if row is None:
        return None
    if row.state != SearchState.ACTIVE or row.subscription.state != SubscriptionState.CONFIRMED:
        SavedSearch.objects.filter(pk=row.pk).update(has_news=False)
        return None
    matches = SearchMatch.objects.filter(query=row.query, pk__gt=row.told_up_to).order_by("pk")
    numbers = list(matches.values_list("pk", "item_id"))
    news = _news(row, [item for _pk, item in numbers])
    notices = _notices(row)
    now = timezone.now()
    row.has_news, row.told_up_to = False, numbers[-1][0] if numbers else row.told_up_to
    alert = _alert(row, news, notices) if news or notices else None
    if alert:
        row.last_told_at, row.next_at = now, next_mail(row.frequency, now)
    row.save(update_fields=["has_news", "told_up_to", "last_told_at", "next_at"])
    return alert


def _news(row: SavedSearch, items: list[int]) -> list[int]:
    """Of the items found those to tell, in their order: public since the reader's yes, not withdrawn, not told before."""
    told = row.told.filter(kind=Told.NEW).values("item_id")
    rows = NewItem.objects.filter(pk__in=items, public_at__gte=row.since or row.asked_at).exclude(pk__in=told)
    wanted = set(rows.exclude(notice=ItemNotice.WITHDRAWN).values_list("pk", flat=True))
    return [item for item in items if item in wanted]


def _notices(row: SavedSearch) -> list[int]:
    """Items that this reader got a mail about, and of which something has become known since that mail."""
    known = row.told.filter(kind=Told.NOTICE).values("item_id")
    told = row.told.filter(kind=Told.NEW, item__notice_at__isnull=False, alert__mails__state=MailState.SENT)
    told = told.exclude(item_id__in=known).exclude(item__notice="")
    rows = told.values_list("item_id", "item__notice_at", "alert__mails__sent_at").order_by("item_id")
    return [item for item, since, sent in rows[:LISTED] if sent and since and sent < since]


def _alert(row: SavedSearch, news: list[int], notices: list[int]) -> SearchAlert:
    alert = SearchAlert.objects.create(saved_search=row, total=len(news))
    listed = [*((item, Told.NOTICE) for item in notices), *((item, Told.NEW) for item in news[:LISTED])]
    ToldItem.objects.bulk_create(
        ToldItem(alert=alert, saved_search=row, item_id=item, kind=kind, position=position)
        for position, (item, kind) in enumerate(listed)
    )
    OutgoingMail.objects.create(
        purpose=Purpose.SEARCH_ALERT,
        subscription_id=row.subscription_id,
        saved_search=row,
        alert=alert,
        message_id=message_id("alert", alert.pk, row.pk, settings.SITE_URL),
        next_try_at=timezone.now(),
    )
    return alert


def alert_sent(alert: SearchAlert) -> None:
    """State that an alert went out; call inside the transaction that notes the sending."""
    root = root_unit()
    keys = alert.items.filter(kind=Told.NEW).values_list("item__key", flat=True)
    record(
        facts.SearchAlertSent(
            unit_id=root.pk if root else 0,
            subject=ref("audiences", "search_alert", alert.pk),
            about=tuple(keys),
            items=alert.total,
        )
    )


@transaction.atomic
def note_problem(query: WatchedQuery, problem: str) -> None:
    """A query cannot run any more, or can again: its readers are told once of each trouble."""
    row = WatchedQuery.objects.select_for_update().get(pk=query.pk)
    if row.problem == problem:
        return
    row.problem = problem
    row.save(update_fields=["problem"])
    searches: Any = SavedSearch.objects.running().filter(query=row).select_related("subscription")
    if not problem:
        SavedSearch.objects.filter(query=row).update(problem_told="")
        return
    for search in searches.exclude(problem_told=problem):
        SavedSearch.objects.filter(pk=search.pk).update(problem_told=problem)
        OutgoingMail.objects.get_or_create(
            message_id=message_id("trouble", search.pk, f"{problem}-{timezone.now():%Y%m%d}", settings.SITE_URL),
            defaults={
                "purpose": Purpose.SEARCH_TROUBLE,
                "subscription_id": search.subscription_id,
                "saved_search": search,
                "next_try_at": timezone.now(),
            },
        )


def check_queries() -> int:
    """Look whether what the queries ask for is still there, and say where it is not; returns how many changed."""
    changed, last = 0, 0
    while rows := list(
        WatchedQuery.objects.filter(pk__gt=last, searches__isnull=False).distinct().order_by("pk")[:BATCH]
    ):
        for row, problem in query_problem(rows):
            if problem != row.problem:
                note_problem(row, problem)
                changed += 1
        last = rows[-1].pk
    return changed

"""Reads of the audiences: who gets an issue, which mails are due, what stands in an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.audiences.enums import OPEN_MAILS, MailState, SearchState, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import (
    Issue,
    MatchRound,
    NewItem,
    OutgoingMail,
    SavedSearch,
    Subscription,
    WatchedQuery,
)
from scicomm.audiences.rules import CONFIRM_WITHIN, FORGET_AFTER, Query, token_hash
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import public_now, story_url
from scicomm.channels.rules import one_line
from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Journal
from scicomm.organisation.models import Unit
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry


def readers_of(unit: Unit, language: str) -> QuerySet[Subscription]:
    """Confirmed readers of a unit's newsletter. Who wants all units gets the academy's issue, which holds every story once;
    who chose units gets theirs."""
    readers = Subscription.objects.confirmed().filter(language=language, kind=SubscriptionKind.NEWSLETTER)
    readers = readers.exclude(email="")
    chosen = Subscription.units.through.objects.filter(subscription_id=OuterRef("pk"), unit_id=unit.pk)
    if unit.depth == 1:
        return readers.filter(Q(all_units=True) | Exists(chosen))
    return readers.filter(Exists(chosen), all_units=False)


def wants(subscription: Subscription, issue: Issue) -> bool:
    """Whether a reader still wants an issue, asked at the moment of sending."""
    return readers_of(issue.unit, issue.language).filter(pk=subscription.pk).exists()


def subscription_to_confirm(token: str) -> Subscription | None:
    """The subscription a confirmation link speaks of; None when forged, used up by a newer one, or too old."""
    since = timezone.now() - CONFIRM_WITHIN
    return Subscription.objects.filter(
        Q(state=SubscriptionState.CONFIRMED) | Q(state=SubscriptionState.PENDING, asked_at__gte=since),
        confirm_hash=token_hash(token),
    ).first()


def due_mails(now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Mails to send now, those somebody waits for first; one whose worker was killed is due again when its lease has ended."""
    due = Q(state=MailState.QUEUED, next_try_at__lte=now) | Q(state=MailState.IN_FLIGHT, lease_until__lt=now)
    return OutgoingMail.objects.filter(due).order_by(F("issue").asc(nulls_first=True), "next_try_at", "id")


@dataclass(frozen=True)
class IssueStory:
    """A story as an issue shows it."""

    title: str
    standfirst: str
    unit: str
    url: str


def stories_in(issue: Issue) -> list[IssueStory]:
    """The stories of an issue that are public at this moment: one withdrawn since is left out. In the active language."""
    releases = Release.objects.filter(issue_item__issue=issue).filter(public_now())
    return [
        IssueStory(
            title=one_line(release.dossier.story.title),
            standfirst=one_line(release.dossier.story.standfirst),
            unit=release.dossier.unit.name,
            url=story_url(release.dossier.story),
        )
        for release in releases.select_related("dossier__story", "dossier__unit").order_by("issue_item__position")
    ]


def last_issue_at(channel: Channel) -> dt.datetime | None:
    """When the newest issue of a newsletter was made."""
    issues = Issue.objects.filter(unit_id=channel.unit_id, language=channel.language)
    return issues.order_by("-created_at").values_list("created_at", flat=True).first()


def erased_with_mails() -> QuerySet[Subscription]:
    """Erased subscriptions of which mails are still kept, and none is on its way."""
    mails = OutgoingMail.objects.filter(subscription_id=OuterRef("pk"))
    waiting = mails.filter(state__in=OPEN_MAILS)
    return Subscription.objects.filter(Exists(mails), ~Exists(waiting), erased_at__isnull=False)


def never_confirmed(now: dt.datetime) -> QuerySet[Subscription]:
    """Addresses that somebody typed in and nobody confirmed, old enough to be forgotten."""
    return Subscription.objects.filter(state=SubscriptionState.PENDING, asked_at__lt=now - FORGET_AFTER, email__gt="")


def choosable_units() -> QuerySet[Unit]:
    """The units whose news one can choose."""
    return Unit.objects.filter(is_active=True, depth__gt=1).order_by("path")


def search_to_confirm(token: str) -> SavedSearch | None:
    """The saved search a confirmation link speaks of; None when forged, replaced by a newer one, or too old."""
    since = timezone.now() - CONFIRM_WITHIN
    return SavedSearch.objects.filter(
        ~Q(state=SearchState.PENDING) | Q(asked_at__gte=since), confirm_hash=token_hash(token)
    ).first()


def unfinished_round() -> MatchRound | None:
    """The round that a killed or paused worker left open."""
    return MatchRound.objects.filter(finished_at=None).order_by("pk").first()


def waiting_items() -> QuerySet[NewItem]:
    """Items that no round has taken yet, those whose document may still come last: a day later nobody waits for it."""
    since = timezone.now() - dt.timedelta(days=1)
    return (
        NewItem.objects.filter(is_matched=False, round=None, noted_at__gte=since)
        .exclude(notice="withdrawn")
        .order_by("pk")
    )


def public_documents(keys: Iterable[str]) -> dict[str, SearchDocument]:
    """The documents of things that stand in the public index at this moment, by key: one withdrawn or held back is not there."""
    rows = IndexEntry.objects.filter(index=IndexEntry.Index.PUBLIC, key__in=list(keys), payload__isnull=False)
    found = rows.values_list("key", "payload")
    return {key: SearchDocument.from_json(payload) for key, payload in found if payload is not None}


def watched_after(last: int, most: int) -> list[WatchedQuery]:
    """The next watched queries in the order of their numbers; those nobody is waiting for are left out."""
    running = SavedSearch.objects.running().filter(query_id=OuterRef("pk"))
    return list(WatchedQuery.objects.filter(Exists(running), pk__gt=last).order_by("pk")[:most])


def due_searches(now: dt.datetime, most: int) -> list[int]:
    """Saved searches that have something to tell and whose time has come."""
    rows = SavedSearch.objects.filter(has_news=True, next_at__lte=now)
    return list(rows.order_by("next_at").values_list("pk", flat=True)[:most])


def most_watched() -> QuerySet[WatchedQuery]:
    """Queries by the number of readers who watch them; numbers only."""
    running = Q(searches__state=SearchState.ACTIVE, searches__subscription__state=SubscriptionState.CONFIRMED)
    counted = WatchedQuery.objects.annotate(readers=Count("searches", filter=running))
    return counted.filter(readers__gt=0).order_by("-readers", "pk")


def words_of(query: WatchedQuery | Query) -> list[str]:
    """A query in the reader's words: what was typed, then each filter by its name."""
    names = _names(query.filters)
    chosen = [names.get((name, value), value) for name, values in query.filters.items() for value in values]
    return [*([query.text] if query.text else []), *chosen]


def _names(filters: dict[str, list[str]]) -> dict[tuple[str, str], str]:
    """What units, subjects, journals and kinds of things are called; a type stands as JATS names it."""
    found: dict[tuple[str, str], str] = {
        ("kind", "story"): pgettext("public", "Stories"),
        ("kind", "article"): _("Papers"),
        ("kind", "answer"): _("Answers"),
        ("language", "zh"): _("Chinese"),
        ("language", "en"): _("English"),
        ("open_access", "yes"): _("Open access"),
        ("open_access", "no"): _("Other access"),
    }
    units = Unit.objects.filter(slug__in=filters.get("unit", [])) if "unit" in filters else []
    found |= {("unit", unit.slug): unit.name for unit in units}
    subjects = Subject.objects.filter(code__in=filters.get("subject", [])) if "subject" in filters else []
    found |= {("subject", subject.code): pick(subject.name_zh, subject.name_en) for subject in subjects}
    journals = Journal.objects.filter(slug__in=filters.get("journal", [])) if "journal" in filters else []
    return found | {("journal", journal.slug): journal.title for journal in journals}


def query_problem(queries: list[WatchedQuery]) -> list[tuple[WatchedQuery, str]]:
    """What keeps each query from running, empty for nothing: words that mean nothing any more, or filters of which no value is
    there any more. Three queries for a handful."""
    wanted: dict[str, set[str]] = {"unit": set(), "subject": set(), "journal": set()}
    for query in queries:
        for name, values in wanted.items():
            values.update(query.filters.get(name, []))
    units = set(Unit.objects.filter(slug__in=wanted["unit"]).values_list("slug", flat=True))
    subjects = set(Subject.objects.filter(code__in=wanted["subject"]).values_list("code", flat=True))
    titles = Journal.objects.filter(
        Q(slug__in=wanted["journal"]) | Q(title_zh__in=wanted["journal"]) | Q(title_en__in=wanted["journal"])
    )
    journals = {text for row in titles.values_list("slug", "title_zh", "title_en") for text in row}
    there = {"unit_gone": ("unit", units), "journal_gone": ("journal", journals), "subject_gone": ("subject", subjects)}
    found = []
    for query in queries:
        problem = "unreadable" if Query(query.text, query.filters).is_unreadable else ""
        for code, (name, known) in there.items():
            if query.filters.get(name) and not known & set(query.filters[name]):
                problem = problem or code
        found.append((query, problem))
    return found

"""Reads of saved searches: what is new, which queries run, what they are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.audiences.enums import SearchState, SubscriptionState
from scicomm.audiences.models import (
    MatchRound,
    NewItem,
    SavedSearch,
    WatchedQuery,
)
from scicomm.audiences.rules import CONFIRM_WITHIN, Query, token_hash
from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Journal
from scicomm.organisation.models import Unit
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry


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

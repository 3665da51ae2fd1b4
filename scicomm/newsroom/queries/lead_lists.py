"""Lists of leads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.enums import LeadState
from scicomm.newsroom.models import Lead, LeadAttachment
from scicomm.newsroom.permissions import leads_for
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import EDITORS, units_here, units_under


def leads_waiting_for(user: Any) -> QuerySet[Lead]:
    """New leads the user may decide on, the most newsworthy first; confidential ones of the very unit alone."""
    open_ones = Q(pk__in=Lead.objects.open().filter(unit__in=units_under(user, EDITORS)).values("pk"))
    return (
        Lead.objects.filter(open_ones | Q(unit__in=units_here(user, EDITORS)), state=LeadState.NEW)
        .select_related("unit", "article", "reported_by")
        .order_by("-value_now", "-created_at")
    )


def leads_of(person: Person) -> QuerySet[Lead]:
    """The leads a person handed in, newest first, with what became of them or of the lead they are the same as."""
    return (
        Lead.objects.filter(reported_by=person)
        .select_related("unit", "topic", "same_as__topic")
        .prefetch_related("attachments", "topic__dossiers__story", "same_as__topic__dossiers__story")[:20]
    )


def leads_listed(user: Any, state: str) -> QuerySet[Lead]:
    """The leads a user may read, in one state or in all, the most newsworthy first."""
    mine = leads_for(user).select_related("unit", "article__journal", "reported_by")
    return (mine.filter(state=state) if state else mine).order_by("-value_now", "-created_at")


def held_files(person: Person, post_key: Any) -> list[LeadAttachment]:
    """Files that came with a form which was not handed in yet."""
    return list(LeadAttachment.objects.filter(held_by=person, post_key=post_key, lead=None)) if post_key else []

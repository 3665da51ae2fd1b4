"""Reads of the newsroom: what is known of a paper, what waits for whom, public stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.newsroom.enums import (
    IN_REVIEW,
    STATE_OF_STEP,
    LeadSource,
    LeadState,
    Step,
    StoryState,
    TopicState,
    Verdict,
)
from scicomm.newsroom.models import ROLE_OF_STEP, Dossier, Lead, StoryPage, Topic
from scicomm.newsroom.queries.leads import hot_subjects, paper_facts, reasons_in_words, told_subjects
from scicomm.newsroom.queries.paper_notices import PaperNotice, notice_of, notices_waiting_for, paper_notice
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import EDITORS, OVERSEERS, current_holders, units_under

__all__ = [
    "Lane",
    "PaperNotice",
    "board_of",
    "hot_subjects",
    "leads_listed",
    "leads_of",
    "leads_waiting_for",
    "next_lifting",
    "notice_of",
    "notices_waiting_for",
    "paper_facts",
    "paper_notice",
    "possible_experts",
    "public_stories",
    "reasons_in_words",
    "reviews_waiting_for",
    "steps_of",
    "stories_of",
    "told_subjects",
]


def public_stories(language: str = "") -> QuerySet[StoryPage]:
    """Stories anyone may read, newest first, with what a card shows."""
    stories = StoryPage.objects.filter(
        live=True, dossier__published_at__isnull=False, dossier__withdrawn_at__isnull=True
    )
    if language:
        stories = stories.filter(dossier__language=language)
    return stories.select_related("dossier__unit", "dossier__article", "cover_image").order_by(
        "-dossier__published_at", "-pk"
    )


def reviews_waiting_for(user: Any) -> QuerySet[Dossier]:
    """Stories whose next signature the user may give."""
    waiting = Q(pk__in=[])
    for step in Step:
        waiting |= Q(state=STATE_OF_STEP[step], unit__in=units_under(user, [ROLE_OF_STEP[step]]))
    return Dossier.objects.filter(waiting).exclude(author=user).select_related("story", "unit").order_by("changed_at")


def leads_waiting_for(user: Any) -> QuerySet[Lead]:
    """New leads the user may decide on, the most newsworthy first."""
    return (
        Lead.objects.filter(state=LeadState.NEW, unit__in=units_under(user, EDITORS))
        .select_related("unit", "article", "reported_by")
        .order_by("-news_value", "-created_at")
    )


def stories_of(user: Any) -> QuerySet[Dossier]:
    """The user's own stories, last changed first."""
    return Dossier.objects.filter(author=user).select_related("story", "unit").order_by("-changed_at")


def next_lifting(now: dt.datetime) -> dt.datetime | None:
    """When the next embargo lifts; no cached page may outlive it."""
    return (
        Dossier.objects.filter(state=StoryState.HELD, embargo_until__gt=now)
        .order_by("embargo_until")
        .values_list("embargo_until", flat=True)
        .first()
    )


@dataclass(frozen=True)
class Lane:
    """One column of the board."""

    label: str
    slips: list[dict[str, Any]]
    more: int
    url: str


LANE_SIZE = 12


def leads_of(person: Person) -> QuerySet[Lead]:
    """The leads a person handed in, newest first."""
    return Lead.objects.filter(reported_by=person).select_related("unit", "topic").prefetch_related(
        "topic__dossiers__story"
    )[:20]  # fmt: skip


def leads_listed(user: Any, state: str) -> QuerySet[Lead]:
    """The leads a user may read, in one state or in all, the most newsworthy first."""
    mine = Lead.objects.filter(
        Q(unit__in=units_under(user, OVERSEERS)) | Q(reported_by__user_id=user.pk)
    ).select_related("unit", "article", "reported_by")
    return (mine.filter(state=state) if state else mine).order_by("-news_value", "-created_at")


def steps_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The three steps of the revision under review: who signed, or who may."""
    signed = {
        sign.step: sign
        for sign in dossier.sign_offs.select_related("reviewer__person")
        if sign.verdict == Verdict.APPROVED and sign.revision_id == dossier.reviewed_revision_id
    }
    return [
        {
            "label": step.label,
            "sign": signed.get(step.value),
            "waits": STATE_OF_STEP[step] == dossier.state,
            "holders": list(current_holders(dossier.unit, ROLE_OF_STEP[step])[:3]) if step.value not in signed else [],
        }
        for step in Step
    ]


def board_of(user: Any) -> list[Lane]:
    """The board of the units a user oversees: leads, topics, writing, review, to be released."""
    units = units_under(user, OVERSEERS)
    leads = leads_listed(user, LeadState.NEW)
    topics = Topic.objects.filter(unit__in=units, state=TopicState.PLANNED).select_related("unit", "editor__person")
    stories = Dossier.objects.filter(unit__in=units).select_related("story", "unit", "author__person")
    url = reverse("newsroom_leads")
    return [
        _lane(_("Leads"), leads, lambda lead: _lead_slip(lead), url),
        _lane(_("Topics"), topics, lambda topic: _topic_slip(topic), ""),
        _lane(_("Writing"), stories.filter(state__in=[StoryState.DRAFT, StoryState.RETURNED]), _story_slip, ""),
        _lane(_("Review"), stories.filter(state__in=IN_REVIEW), _story_slip, ""),
        _lane(_("To be released"), stories.filter(state=StoryState.HELD).order_by("embargo_until"), _story_slip, ""),
    ]


def _lane(label: str, rows: QuerySet[Any], slip: Callable[[Any], dict[str, Any]], url: str) -> Lane:
    count = rows.count()
    return Lane(label, [slip(row) for row in rows[:LANE_SIZE]], max(count - LANE_SIZE, 0), url)


def _lead_slip(lead: Lead) -> dict[str, Any]:
    note = (
        _("New paper, news value %(value)s") % {"value": f"{lead.news_value:.2f}"}
        if lead.source == LeadSource.PAPER
        else _("Handed in by %(name)s") % {"name": lead.reported_by or _("somebody")}
    )
    return {
        "url": reverse("newsroom_lead", args=[lead.pk]), "title": lead.title, "note": note, "who": lead.unit.short_name,
        "date": lead.created_at,
    }  # fmt: skip


def _topic_slip(topic: Topic) -> dict[str, Any]:
    return {
        "url": reverse("newsroom_topic", args=[topic.pk]), "title": topic.title, "note": topic.audience,
        "who": topic.editor.get_full_name() if topic.editor else topic.unit.short_name, "date": topic.planned_on,
    }  # fmt: skip


def _story_slip(dossier: Dossier) -> dict[str, Any]:
    return {
        "url": reverse("newsroom_story", args=[dossier.story_id]),
        "title": dossier.story.draft_title or dossier.story.title,
        "note": dossier.get_state_display(),
        "who": dossier.author.get_full_name() if dossier.author else dossier.unit.short_name,
        "date": dossier.embargo_until or dossier.changed_at,
        "late": dossier.state == StoryState.RETURNED,
        "held": bool(dossier.embargo_until) and dossier.state != StoryState.PUBLISHED,
    }


def possible_experts(dossier: Dossier) -> QuerySet[Person]:
    """Who may be named as an expert on a story: the unit's people, the paper's authors, and who is named already."""
    who = Q(unit=dossier.unit) | Q(dossiers=dossier)
    if dossier.article_id:
        who |= Q(authorships__article=dossier.article_id)
    return Person.objects.filter(who).distinct()

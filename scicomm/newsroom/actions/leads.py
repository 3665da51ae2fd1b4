"""Leads: handed in by people or mined from papers, accepted into topics or declined with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.enums import LeadSource, LeadState, Public
from scicomm.newsroom.models import Lead, LeadAttachment, Topic, TopicSegment
from scicomm.newsroom.permissions import can_accept_lead
from scicomm.newsroom.queries import paper_facts
from scicomm.newsroom.rules import THRESHOLD, WEIGHTS_VERSION, Reason, news_value
from scicomm.newsroom.rules.hints import HintFacts, hint_value
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require

REPORTED = audit_entry("newsroom.lead.report", gettext_lazy("Hand in lead"), shred=nothing_personal)
ACCEPTED = audit_entry("newsroom.lead.accept", gettext_lazy("Accept lead"), shred=nothing_personal)
DECLINED = audit_entry("newsroom.lead.decline", gettext_lazy("Decline lead"), shred=nothing_personal)


def weighed(
    source: str, body: str, article: Article | None, until: dt.datetime | None, files: int = 0
) -> dict[str, Any]:
    """The news value of a hint that somebody gave, as the columns of a lead."""
    today = timezone.localdate()
    _value, paper = news_value(paper_facts(article, today)) if article else (0.0, [])
    hint = HintFacts(
        source, len(body), files, timezone.localdate(until).isoformat() if until and until > timezone.now() else ""
    )
    return value_columns(*hint_value(hint, paper))


def value_columns(value: float, reasons: list[Reason]) -> dict[str, Any]:
    """A news value with its reasons, as a lead keeps them."""
    kept = [asdict(reason) for reason in reasons]
    return {"news_value": value, "value_now": value, "reasons": kept, "weighed_by": WEIGHTS_VERSION}


def state_reported(lead: Lead, actor_id: int | None) -> None:
    """State that a lead came in; its title only where everybody in the house may read it."""
    record(
        facts.LeadReported(
            unit_id=lead.unit_id,
            subject=ref("newsroom", "lead", lead.pk),
            about=(ref("journals", "article", lead.article_id),) if lead.article_id else (),
            actor_id=actor_id,
            title="" if lead.is_confidential else lead.title,
        )
    )


@transaction.atomic
def report_lead(
    *,
    title: str,
    body: str,
    unit: Unit,
    reported_by: Person,
    acting_user: Any,
    article: Article | None = None,
    embargo_until: dt.datetime | None = None,
    confidential_until: dt.datetime | None = None,
    post_key: uuid.UUID | None = None,
    source: LeadSource = LeadSource.PERSON,
    language: str = "",
) -> Lead:
    """A person tells of something worth telling. The same post key gives the same lead, so that a double post is one; files that
    were kept under it are the lead's from now on."""
    require(reported_by.user_id is not None and reported_by.user_id == acting_user.pk)
    title, body = title.strip()[:300], body.strip()
    if not title:
        raise ValidationError(_("Say in one line what was found."))
    key = post_key or uuid.uuid4()
    files = LeadAttachment.objects.filter(post_key=key, held_by=reported_by)
    lead, created = Lead.objects.get_or_create(
        post_key=key,
        defaults={
            "title": title, "body": body, "unit": unit, "reported_by": reported_by, "article": article,
            "embargo_until": embargo_until, "confidential_until": confidential_until,
            "language": language or get_language() or "zh-hans", "source": source,
            **weighed(source, body, article, embargo_until, files.count()),
        },
    )  # fmt: skip
    if not created:
        require(lead.reported_by_id == reported_by.pk)
        return lead
    files.filter(lead=None).update(lead=lead)
    audit(REPORTED, lead, user=acting_user, new="" if lead.is_confidential else title)
    state_reported(lead, acting_user.pk)
    return lead


@transaction.atomic
def mine_lead(article: Article) -> Lead | None:
    """A new paper worth telling becomes a lead with the reasons for its news value; once a paper.

    None for corrections, notices and editorials, and none below the threshold of rules/leads.py. A paper whose day is still to
    come gives the lead its embargo. A lead that is there is never weighed again.
    """
    if Lead.objects.filter(article=article, source=LeadSource.PAPER).exists():
        return None
    paper = paper_facts(article, timezone.localdate())
    value, reasons = news_value(paper)
    if paper.is_correction or value < THRESHOLD:
        return None
    lead, created = Lead.objects.get_or_create(
        article=article,
        source=LeadSource.PAPER,
        defaults={
            "unit": article.unit,
            "title": (article.title_zh or article.title_en)[:300],
            **value_columns(value, reasons),
            "embargo_until": _morning(article.published_on) if paper.embargo else None,
        },
    )
    if created:
        record(
            facts.LeadMined(
                unit_id=article.unit.pk,
                subject=ref("newsroom", "lead", lead.pk),
                about=(ref("journals", "article", article.pk),),
                title=lead.title,
                news_value=value,
            )
        )
    return lead


def _morning(day: dt.date) -> dt.datetime:
    """The first minute of a day, in the house's time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def locked_lead(lead: Lead, acting_user: Any) -> Lead:
    locked = Lead.objects.select_for_update(of=("self",)).select_related("unit", "important_date").get(pk=lead.pk)
    require(can_accept_lead(acting_user, locked))
    return locked


@transaction.atomic
def accept_lead(
    lead: Lead,
    *,
    acting_user: Any,
    title: str = "",
    angle: str = "",
    audience: str = "",
    planned_on: dt.date | None = None,
    publics: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> Topic:
    """An editor takes a lead into a topic, a stale one too. Accepting it again gives the topic that is there."""
    locked = locked_lead(lead, acting_user)
    known = Topic.objects.filter(lead=locked).first()
    if known:
        return known
    _refuse_what_is_over(locked)
    topic = Topic.objects.create(
        unit=locked.unit, title=(title.strip() or locked.title)[:300], angle=angle, audience=audience, lead=locked,
        article=locked.article, important_date=locked.important_date, planned_on=planned_on or day_of(locked),
        languages=[code for code in languages if code in {"zh-hans", "en"}], editor=acting_user,
    )  # fmt: skip
    wanted = [public for public in Public if public in set(publics)]
    TopicSegment.objects.bulk_create([TopicSegment(topic=topic, public=public) for public in wanted])
    locked.state = LeadState.ACCEPTED
    locked.save(update_fields=["state"])
    audit(ACCEPTED, locked, user=acting_user, new="" if locked.is_confidential else topic.title)
    record(
        facts.LeadAccepted(
            unit_id=locked.unit_id,
            subject=ref("newsroom", "topic", topic.pk),
            about=(ref("newsroom", "lead", locked.pk),),
            actor_id=acting_user.pk,
            title="" if locked.is_confidential else topic.title,
        )
    )
    return topic


def _refuse_what_is_over(lead: Lead) -> None:
    if lead.state == LeadState.DECLINED:
        raise ValidationError(_("This lead was set aside: %(reason)s") % {"reason": lead.decline_reason})
    if lead.state == LeadState.MERGED:
        raise ValidationError(_("This lead is the same as another, which goes on."))


def day_of(lead: Lead) -> dt.date | None:
    """The day a lead from an important date is for."""
    if lead.source != LeadSource.DATE or not lead.occurrence:
        return None
    return dt.date.fromisoformat(lead.occurrence.rpartition(":")[2])


@transaction.atomic
def decline_lead(lead: Lead, *, acting_user: Any, reason: str) -> Lead:
    """An editor sets a lead aside and says why; the person who handed it in reads the reason."""
    locked = locked_lead(lead, acting_user)
    if locked.state == LeadState.DECLINED:
        return locked
    if locked.state == LeadState.ACCEPTED:
        raise ValidationError(_("This lead is a topic already."))
    if locked.state == LeadState.MERGED:
        raise ValidationError(_("This lead is the same as another, which goes on."))
    if not reason.strip():
        raise ValidationError(_("Say why: whoever handed it in will read it."))
    locked.state, locked.decline_reason = LeadState.DECLINED, reason.strip()[:300]
    locked.save(update_fields=["state", "decline_reason"])
    audit(DECLINED, locked, user=acting_user, new=locked.decline_reason)
    record(
        facts.LeadDeclined(
            unit_id=locked.unit_id,
            subject=ref("newsroom", "lead", locked.pk),
            actor_id=acting_user.pk,
            reason=locked.decline_reason,
        )
    )
    return locked

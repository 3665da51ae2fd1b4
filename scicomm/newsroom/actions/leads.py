"""Leads: handed in by people or mined from papers, accepted into topics or declined with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.enums import LeadSource, LeadState
from scicomm.newsroom.models import Lead, Topic
from scicomm.newsroom.permissions import can_accept_lead
from scicomm.newsroom.queries import paper_facts
from scicomm.newsroom.rules import THRESHOLD, WEIGHTS_VERSION, news_value
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require

REPORTED = audit_entry("newsroom.lead.report", gettext_lazy("Hand in lead"), shred=nothing_personal)
ACCEPTED = audit_entry("newsroom.lead.accept", gettext_lazy("Accept lead"), shred=nothing_personal)
DECLINED = audit_entry("newsroom.lead.decline", gettext_lazy("Decline lead"), shred=nothing_personal)


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
    post_key: uuid.UUID | None = None,
) -> Lead:
    """A person tells of something worth telling. The same post key gives the same lead, so that a double post is one."""
    require(reported_by.user_id is not None and reported_by.user_id == acting_user.pk)
    title, body = title.strip()[:300], body.strip()
    if not title:
        raise ValidationError(_("Say in one line what was found."))
    lead, created = Lead.objects.get_or_create(
        post_key=post_key or uuid.uuid4(),
        defaults={
            "title": title,
            "body": body,
            "unit": unit,
            "reported_by": reported_by,
            "article": article,
            "embargo_until": embargo_until,
            "source": LeadSource.PERSON,
        },
    )
    if not created:
        require(lead.reported_by_id == reported_by.pk)
        return lead
    audit(REPORTED, lead, user=acting_user, new=title)
    about = (ref("journals", "article", article.pk),) if article else ()
    subject = ref("newsroom", "lead", lead.pk)
    record(facts.LeadReported(unit_id=unit.pk, subject=subject, about=about, actor_id=acting_user.pk, title=title))
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
            "news_value": value,
            "reasons": [asdict(reason) for reason in reasons],
            "weighed_by": WEIGHTS_VERSION,
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


def _locked_lead(lead: Lead, acting_user: Any) -> Lead:
    locked = Lead.objects.select_for_update().select_related("unit").get(pk=lead.pk)
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
) -> Topic:
    """An editor takes a lead into a topic. Accepting it again gives the topic that is there."""
    locked = _locked_lead(lead, acting_user)
    known = Topic.objects.filter(lead=locked).first()
    if known:
        return known
    if locked.state == LeadState.DECLINED:
        raise ValidationError(_("This lead was set aside: %(reason)s") % {"reason": locked.decline_reason})
    topic = Topic.objects.create(
        unit=locked.unit,
        title=(title.strip() or locked.title)[:300],
        angle=angle,
        audience=audience,
        lead=locked,
        article=locked.article,
        planned_on=planned_on,
        editor=acting_user,
    )
    locked.state = LeadState.ACCEPTED
    locked.save(update_fields=["state"])
    audit(ACCEPTED, locked, user=acting_user, new=topic.title)
    record(
        facts.LeadAccepted(
            unit_id=locked.unit_id,
            subject=ref("newsroom", "topic", topic.pk),
            about=(ref("newsroom", "lead", locked.pk),),
            actor_id=acting_user.pk,
            title=topic.title,
        )
    )
    return topic


@transaction.atomic
def decline_lead(lead: Lead, *, acting_user: Any, reason: str) -> Lead:
    """An editor sets a lead aside and says why; the person who handed it in reads the reason."""
    locked = _locked_lead(lead, acting_user)
    if locked.state == LeadState.DECLINED:
        return locked
    if locked.state == LeadState.ACCEPTED:
        raise ValidationError(_("This lead is a topic already."))
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

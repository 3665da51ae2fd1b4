"""What becomes of leads beside a decision: the same as another, no longer confidential, older, stale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.leads import locked_lead
from scicomm.newsroom.enums import ALIVE, LeadState
from scicomm.newsroom.models import Lead, Topic
from scicomm.newsroom.permissions import can_open_lead, get_lead_for, get_topic_for
from scicomm.newsroom.rules.decay import is_stale, value_left, waiting_days
from scicomm.organisation.permissions import require

MERGED = audit_entry("newsroom.lead.merge", gettext_lazy("Same as another lead"), shred=nothing_personal)
OPENED = audit_entry("newsroom.lead.open", gettext_lazy("No longer confidential"), shred=nothing_personal)
# A lead that is over names nobody from outside after so long.
FORGET_AFTER = dt.timedelta(days=180)


def _survivor(lead: Lead, into: Lead | Topic) -> Lead | None:
    """The lead that goes on; None when the topic has none, and takes this one."""
    if isinstance(into, Topic):
        return into.lead
    return into.same_as or into


@transaction.atomic
def merge_lead(lead: Lead, *, into: Lead | Topic, acting_user: Any) -> Lead:
    """An editor finds that a lead is the same as another or as a topic. Its sender follows the one that goes on; a topic
    without a lead takes this one as its own. Doing it again changes nothing."""
    locked = locked_lead(lead, acting_user)
    # Also asked here: nobody may merge into what they may not see.
    into = get_topic_for(acting_user, into.pk) if isinstance(into, Topic) else get_lead_for(acting_user, into.pk)
    survivor = _survivor(locked, into)
    if locked.state == LeadState.MERGED and survivor is not None and locked.same_as_id == survivor.pk:
        return locked
    if locked.state == LeadState.ACCEPTED:
        raise ValidationError(_("This lead is a topic already."))
    if survivor is not None and survivor.pk == locked.pk:
        raise ValidationError(_("A lead cannot be the same as itself."))
    if survivor is None:
        Topic.objects.filter(pk=into.pk, lead=None).update(lead=locked)
        locked.state = LeadState.ACCEPTED
        locked.save(update_fields=["state"])
        about = (ref("newsroom", "topic", into.pk),)
    else:
        if survivor.state not in ALIVE:
            raise ValidationError(_("The other lead is over: choose one that goes on."))
        locked.same_as, locked.state = survivor, LeadState.MERGED
        locked.save(update_fields=["same_as", "state"])
        Lead.objects.filter(same_as=locked).update(same_as=survivor)
        about = (ref("newsroom", "lead", survivor.pk),)
    audit(MERGED, locked, user=acting_user, new=about[0])
    record(
        facts.LeadMerged(
            unit_id=locked.unit_id, subject=ref("newsroom", "lead", locked.pk), about=about, actor_id=acting_user.pk
        )
    )
    return locked


@transaction.atomic
def open_lead(lead: Lead, *, acting_user: Any) -> Lead:
    """Whoever asked for confidentiality gives it up before the time. Again, it changes nothing."""
    locked = Lead.objects.select_for_update(of=("self",)).select_related("unit", "reported_by").get(pk=lead.pk)
    require(can_open_lead(acting_user, locked))
    if not locked.is_confidential:
        return locked
    locked.confidential_until = timezone.now()
    _open(locked, actor_id=acting_user.pk, early=True)
    audit(OPENED, locked, user=acting_user)
    return locked


def _open(lead: Lead, *, actor_id: int | None, early: bool) -> None:
    lead.opened_at = timezone.now()
    lead.save(update_fields=["confidential_until", "opened_at"])
    subject = ref("newsroom", "lead", lead.pk)
    record(facts.LeadOpened(unit_id=lead.unit_id, subject=subject, actor_id=actor_id, early=early))


def open_due_leads(now: dt.datetime | None = None) -> int:
    """Note, once each, that the time of confidential leads is over. Who sees them is decided by the time itself, not by this."""
    due = Lead.objects.open(now).filter(confidential_until__isnull=False, opened_at=None)
    opened = 0
    for key in due.values_list("pk", flat=True):
        with transaction.atomic():
            lead = Lead.objects.select_for_update(of=("self",)).filter(pk=key, opened_at=None).first()
            if lead and not lead.is_confidential:
                _open(lead, actor_id=None, early=False)
                opened += 1
    return opened


def age_leads(today: dt.date | None = None) -> int:
    """Write what is left of the news value of leads that nobody took; those past their term go stale. Returns how many did."""
    today, worked = today or timezone.localdate(), calendar()
    changed: list[Lead] = []
    stale: list[int] = []
    for lead in Lead.objects.filter(state=LeadState.NEW).defer("body", "reasons").iterator():
        days = waiting_days(lead.clock_from, today, worked)
        if is_stale(days):
            stale.append(lead.pk)
        left = value_left(lead.news_value, days)
        if left != lead.value_now:
            lead.value_now = left
            changed.append(lead)
    Lead.objects.bulk_update(changed, ["value_now"], batch_size=500)
    return sum(_went_stale(key, today, worked) for key in stale)


@transaction.atomic
def _went_stale(key: int, today: dt.date, worked: Calendar) -> bool:
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=key, state=LeadState.NEW).first()
    if lead is None:
        return False
    lead.state = LeadState.STALE
    lead.save(update_fields=["state"])
    days = waiting_days(lead.clock_from, today, worked)
    subject = ref("newsroom", "lead", lead.pk)
    record(facts.LeadWentStale(unit_id=lead.unit_id, subject=subject, working_days=days))
    return True


def forget_senders(now: dt.datetime | None = None) -> int:
    """Wipe the senders from outside of leads that are over since long; nothing else knows them."""
    over = Lead.objects.exclude(state__in=ALIVE).exclude(outside_sender="")
    return over.filter(created_at__lt=(now or timezone.now()) - FORGET_AFTER).update(outside_sender="")

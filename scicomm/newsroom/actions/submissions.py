"""Offered upward (报送) and adopted (采用): one story, shown by several units; a lead that becomes a topic of the unit above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.enums import LeadState, StoryState, SubmissionState
from scicomm.newsroom.models import Dossier, Lead, StoryPage, Submission, SubmissionStep, Topic
from scicomm.newsroom.permissions import can_adopt, can_offer
from scicomm.newsroom.rules import submissions as rules
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

OFFERED = audit_entry("newsroom.submission.offer", gettext_lazy("Offer upward"), shred=nothing_personal)
ANSWERED = audit_entry("newsroom.submission.answer", gettext_lazy("Answer offer"), shred=nothing_personal)
ENDED = audit_entry("newsroom.submission.end", gettext_lazy("Take off adopted story"), shred=nothing_personal)


class OfferMoved(ValidationError):
    """The offer is no longer in the state this step needs; most often somebody else was first."""


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("dossier__story", "dossier__unit", "lead__unit", "from_unit", "to_unit").get(
        pk=submission.pk
    )


def _subject(row: Submission) -> str:
    if row.dossier is not None:
        return ref("newsroom", "story", row.dossier.story_id)
    return ref("newsroom", "lead", row.lead_id or 0)


def _step(row: Submission, verb: str, *, words: str, acting_user: Any) -> SubmissionStep:
    """Move a submission and keep the step; an answer keeps how many working days it took."""
    state = rules.after(row.state, verb)
    if state is None:
        now_is = SubmissionState(row.state).label
        raise OfferMoved(_("This cannot be done now: the offer is “%(state)s”.") % {"state": now_is})
    now = timezone.now()
    days = None
    if verb in rules.ANSWERS:
        days = calendar().working_days_between(timezone.localdate(row.offered_at), timezone.localdate(now))
    old, row.state = row.state, state
    row.offered_at = now if verb == "offer" else row.offered_at
    row.adopted_at = now if verb == "adopt" else row.adopted_at
    row.save(update_fields=["state", "offered_at", "adopted_at", "topic", "changed_at"])
    step = SubmissionStep.objects.create(
        submission=row, verb=verb, words=words.strip()[:2000], made_by=acting_user, made_at=now, days=days
    )
    audit(OFFERED if verb == "offer" else ANSWERED, row, user=acting_user, old=old, new=state, words=step.words or None)
    return step


def _said(words: str) -> str:
    if not words.strip():
        raise ValidationError(_("Say it in words: the other unit reads them."))
    return words.strip()


@transaction.atomic
def offer_story(story: StoryPage, *, to: Sequence[Unit], acting_user: Any, words: str = "") -> list[Submission]:
    """Offer a story to units above its own, in any state but withdrawn. Offering what waits already changes nothing."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("unit").get(story_id=story.pk)
    require(can_offer(acting_user, dossier.unit))
    if dossier.state == StoryState.WITHDRAWN:
        raise ValidationError(_("A withdrawn story is offered to nobody."))
    return _offer(dossier.unit, to, words, acting_user, {"dossier": dossier})


@transaction.atomic
def offer_lead(lead: Lead, *, to: Sequence[Unit], acting_user: Any, words: str = "") -> list[Submission]:
    """Offer a lead to units above its own; one that was set aside is offered to nobody."""
    row = Lead.objects.select_for_update(of=("self",)).select_related("unit").get(pk=lead.pk)
    require(can_offer(acting_user, row.unit))
    if row.state == LeadState.DECLINED:
        raise ValidationError(_("This lead was set aside: %(reason)s") % {"reason": row.decline_reason})
    return _offer(row.unit, to, words, acting_user, {"lead": row})


def _offer(unit: Unit, to: Sequence[Unit], words: str, acting_user: Any, thing: dict[str, Any]) -> list[Submission]:
    if not to:
        raise ValidationError(_("Choose to whom it is offered."))
    made = []
    for above in to:
        if above.pk == unit.pk or not above.contains(unit):
            raise ValidationError(_("%(unit)s does not stand above your unit.") % {"unit": above.short_name})
        row = Submission.objects.select_for_update().filter(to_unit=above, **thing).first()
        if row is None:
            row = Submission(**thing, from_unit=unit, to_unit=above, state=rules.TAKEN_BACK, offered_at=timezone.now())
            row.save()
        if row.state in {rules.OFFERED, rules.ADOPTED}:
            made.append(row)
            continue
        _step(row, "offer", words=words, acting_user=acting_user)
        kind = facts.StorySubmittedUpward if "dossier" in thing else facts.LeadSubmittedUpward
        record(kind(unit_id=unit.pk, subject=_subject(row), actor_id=acting_user.pk, to_unit_id=above.pk))
        made.append(row)
    return made


@transaction.atomic
def offer_again(submission: Submission, *, acting_user: Any, words: str) -> Submission:
    """Answer what was asked for, or a refusal, and offer once more."""
    row = _locked(submission)
    require(can_offer(acting_user, row.from_unit))
    if row.dossier is not None and row.dossier.state == StoryState.WITHDRAWN:
        raise ValidationError(_("A withdrawn story is offered to nobody."))
    _step(row, "offer", words=_said(words), acting_user=acting_user)
    kind = facts.StorySubmittedUpward if row.dossier_id else facts.LeadSubmittedUpward
    record(kind(unit_id=row.from_unit_id, subject=_subject(row), actor_id=acting_user.pk, to_unit_id=row.to_unit_id))
    return row


@transaction.atomic
def take_back_offer(submission: Submission, *, acting_user: Any, words: str = "") -> Submission:
    """The unit takes its offer back, as long as it was not decided on."""
    row = _locked(submission)
    require(can_offer(acting_user, row.from_unit))
    _step(row, "take_back", words=words, acting_user=acting_user)
    return row


@transaction.atomic
def ask_for_changes(submission: Submission, *, acting_user: Any, words: str) -> Submission:
    """The higher unit says what it would need."""
    return _refuse(submission, "ask", "changes", words, acting_user)


@transaction.atomic
def decline_offer(submission: Submission, *, acting_user: Any, words: str) -> Submission:
    """The higher unit does not take it and says why."""
    return _refuse(submission, "decline", "declined", words, acting_user)


def _refuse(submission: Submission, verb: str, answer: str, words: str, acting_user: Any) -> Submission:
    row = _locked(submission)
    require(can_adopt(acting_user, row.to_unit))
    why = _said(words)
    _step(row, verb, words=why, acting_user=acting_user)
    record(
        facts.SubmissionAnswered(
            unit_id=row.from_unit_id, subject=_subject(row), actor_id=acting_user.pk, by_unit_id=row.to_unit_id,
            answer=answer, reason=why,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def adopt(submission: Submission, *, acting_user: Any, words: str = "") -> Submission:
    """The higher unit takes it: a story is shown on its site as soon as it is public, the very page and no copy; a lead becomes a
    topic of the higher unit. Both units get their fact. Adopting again changes nothing."""
    row = _locked(submission)
    require(can_adopt(acting_user, row.to_unit))
    if row.state == rules.ADOPTED:
        return row
    if row.dossier is not None and row.dossier.state == StoryState.WITHDRAWN:
        raise ValidationError(_("This story was withdrawn."))
    if row.lead is not None and row.topic_id is None:
        lead = row.lead
        row.topic = Topic.objects.create(
            unit=row.to_unit, title=lead.title, angle=lead.body, article=lead.article, editor=acting_user
        )
    _step(row, "adopt", words=words, acting_user=acting_user)
    if row.dossier is not None:
        _story_credit(row, acting_user)
    else:
        _lead_credit(row, acting_user)
    return row


def _story_credit(row: Submission, acting_user: Any) -> None:
    both = {"subject": _subject(row), "actor_id": acting_user.pk}
    record(facts.StoryAdopted(unit_id=row.from_unit_id, by_unit_id=row.to_unit_id, **both))
    record(facts.StoryTakenUp(unit_id=row.to_unit_id, from_unit_id=row.from_unit_id, **both))


def _lead_credit(row: Submission, acting_user: Any) -> None:
    lead = _subject(row)
    record(
        facts.LeadAdopted(unit_id=row.from_unit_id, subject=lead, actor_id=acting_user.pk, by_unit_id=row.to_unit_id)
    )
    record(
        facts.LeadTakenUp(
            unit_id=row.to_unit_id, subject=ref("newsroom", "topic", row.topic_id or 0), about=(lead,),
            actor_id=acting_user.pk, title=row.topic.title if row.topic else "", from_unit_id=row.from_unit_id,
        )
    )  # fmt: skip


@transaction.atomic
def end_adoption(submission: Submission, *, acting_user: Any, words: str) -> Submission:
    """The higher unit takes an adopted story off its own site and says why; with the unit that wrote it, it stays."""
    row = _locked(submission)
    require(can_adopt(acting_user, row.to_unit))
    if row.dossier is None:
        raise ValidationError(_("A lead that became a topic is dropped as a topic."))
    why = _said(words)
    _step(row, "end", words=why, acting_user=acting_user)
    audit(ENDED, row, user=acting_user, new=why)
    record(
        facts.StoryAdoptionEnded(
            unit_id=row.to_unit_id, subject=_subject(row), actor_id=acting_user.pk, from_unit_id=row.from_unit_id,
            reason=why,
        )
    )  # fmt: skip
    return row

"""When experts can be asked, kept by themselves and by response officers; and who speaks for a unit."""

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
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require
from scicomm.responses.enums import ContactBy, MediaTraining
from scicomm.responses.models import ExpertAway, ExpertProfile, SpeakingRule
from scicomm.responses.permissions import can_keep_profile, can_set_speaker

PROFILE = audit_entry(
    "responses.expert.profile", gettext_lazy("Change an expert's availability"), shred=nothing_personal
)
SPEAKER = audit_entry("responses.expert.speaker", gettext_lazy("Set who speaks for a unit"), shred=nothing_personal)
LONGEST_AWAY = dt.timedelta(days=3 * 366)
MOST_AWAYS = 40


def _locked(person: Person, user: Any) -> ExpertProfile:
    """The person's profile, made where there is none, locked; refused to those who may not keep it."""
    require(can_keep_profile(user, person))
    ExpertProfile.objects.get_or_create(person=person)
    return ExpertProfile.objects.select_for_update(of=("self",)).select_related("person__unit").get(person=person)


def _noted(profile: ExpertProfile, what: str, user: Any) -> ExpertProfile:
    """Saved, audited and told. Reasons and notes stay out of both: they are the person's own."""
    profile.changed_by = user
    profile.save()
    audit(PROFILE, profile.person, user=user, new=what)
    record(
        facts.ExpertProfileChanged(
            unit_id=profile.person.unit_id, subject=ref("organisation", "person", profile.person_id), actor_id=user.pk, what=what
        )
    )  # fmt: skip
    return profile


@transaction.atomic
def keep_profile(
    person: Person,
    *,
    acting_user: Any,
    topics: str = "",
    speaks_zh: bool = True,
    speaks_en: bool = False,
    training: str = MediaTraining.NONE,
    contact_by: str = ContactBy.EMAIL,
    contact_note: str = "",
    not_before: dt.date | None = None,
) -> ExpertProfile:
    """What a person speaks on, in which languages, how they are reached, and not before which day."""
    profile = _locked(person, acting_user)
    if not (speaks_zh or speaks_en):
        raise ValidationError(_("Choose at least one language."))
    if training not in MediaTraining.values or contact_by not in ContactBy.values:
        raise ValidationError(_("Choose one of the list."))
    lines = [" ".join(line.split())[:120] for line in topics.splitlines()]
    profile.topics = "\n".join(dict.fromkeys(line for line in lines if line))[:4000]
    profile.speaks_zh, profile.speaks_en = speaks_zh, speaks_en
    profile.training, profile.contact_by = training, contact_by
    profile.contact_note, profile.not_before = " ".join(contact_note.split())[:200], not_before
    return _noted(profile, "profile", acting_user)


@transaction.atomic
def note_away(person: Person, *, starts_on: dt.date, ends_on: dt.date, note: str = "", acting_user: Any) -> ExpertAway:
    """Days on which the person cannot speak; the same days twice are one absence."""
    profile = _locked(person, acting_user)
    if ends_on < starts_on:
        raise ValidationError(_("The last day lies before the first."))
    if ends_on < timezone.localdate():
        raise ValidationError(_("These days are past."))
    if ends_on - starts_on > LONGEST_AWAY:
        raise ValidationError(_("For longer than three years, say that you do not want to be suggested."))
    known = profile.aways.filter(starts_on=starts_on, ends_on=ends_on).first()
    if known:
        return known
    if profile.aways.filter(ends_on__gte=timezone.localdate()).count() >= MOST_AWAYS:
        raise ValidationError(_("There are too many absences to come; take one back first."))
    away = ExpertAway.objects.create(
        profile=profile, starts_on=starts_on, ends_on=ends_on, note=" ".join(note.split())[:200]
    )
    _noted(profile, "away", acting_user)
    return away


@transaction.atomic
def cancel_away(away: ExpertAway, *, acting_user: Any) -> None:
    """The person can speak on these days after all; done twice it is done once."""
    profile = _locked(away.profile.person, acting_user)
    if profile.aways.filter(pk=away.pk).delete()[0]:
        _noted(profile, "back", acting_user)


@transaction.atomic
def opt_out(person: Person, *, reason: str = "", acting_user: Any) -> ExpertProfile:
    """The person is not suggested any more. Nobody has to say why; an officer who does it for them does."""
    profile = _locked(person, acting_user)
    reason = " ".join(reason.split())[:300]
    if not reason and person.user_id != acting_user.pk:
        raise ValidationError(_("Say why, so that the person can read it."))
    if profile.opted_out_at and profile.opted_out_reason == reason:
        return profile
    profile.opted_out_at, profile.opted_out_reason = profile.opted_out_at or timezone.now(), reason
    return _noted(profile, "opted_out", acting_user)


@transaction.atomic
def opt_in(person: Person, *, acting_user: Any) -> ExpertProfile:
    """The person may be suggested again. Who opted out themselves is brought back by nobody else."""
    profile = _locked(person, acting_user)
    if profile.opted_out_at is None:
        return profile
    if person.user_id and profile.changed_by_id == person.user_id and acting_user.pk != person.user_id:
        raise ValidationError(_("%(name)s decided this; only they can change it.") % {"name": person.name})
    profile.opted_out_at, profile.opted_out_reason = None, ""
    return _noted(profile, "opted_in", acting_user)


@transaction.atomic
def set_speaker(unit: Unit, *, person: Person | None, is_first: bool = True, acting_user: Any) -> SpeakingRule | None:
    """Who speaks for a unit, and whether they are asked before anybody else; nobody takes the rule away."""
    require(can_set_speaker(acting_user, unit))
    old = SpeakingRule.objects.select_for_update().filter(unit=unit).first()
    if person is None:
        if old is None:
            return None
        old.delete()
    elif old and (old.spokesperson_id, old.is_first) == (person.pk, is_first):
        return old
    rule = None
    if person is not None:
        values = {"spokesperson": person, "is_first": is_first}
        rule = SpeakingRule.objects.update_or_create(unit=unit, defaults=values)[0]
    audit(SPEAKER, unit, user=acting_user, old=old.spokesperson_id if old else None, new=person.pk if person else None)
    record(
        facts.SpeakerSet(
            unit_id=unit.pk, subject=ref("organisation", "unit", unit.pk), actor_id=acting_user.pk, is_first=is_first,
            about=(ref("organisation", "person", person.pk),) if person else (),
        )
    )  # fmt: skip
    return rule

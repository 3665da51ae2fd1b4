"""The yearly inspection: opened by the academy, filled in by units, reviewed by branches, decided by the academy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.matrix_notices import tell
from scicomm.channels.enums import InspectionState, NoticeAbout
from scicomm.channels.models import Channel, Inspection, InspectionRound
from scicomm.channels.permissions import (
    can_answer_inspection,
    can_decide_inspection,
    can_open_round,
    can_review_inspection,
)
from scicomm.channels.queries.accounts import officers_of, open_accounts
from scicomm.channels.rules import inspections as rules
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

ROUND_OPENED = audit_entry("channels.round.open", gettext_lazy("Open yearly inspection"), shred=nothing_personal)
INSPECTION_STEP = audit_entry("channels.inspection.step", gettext_lazy("Step of an inspection"), shred=nothing_personal)


@transaction.atomic
def open_round(
    year: int, *, acting_user: Any, hand_in_by: dt.date, review_by: dt.date, decide_by: dt.date
) -> InspectionRound:
    """Open the inspection of a year for every registered account and outlet in use, and tell the officers of their units."""
    require(can_open_round(acting_user))
    if not timezone.localdate() <= hand_in_by <= review_by <= decide_by:
        raise ValidationError(
            {"hand_in_by": _("The days follow each other: handing in, reviewing, deciding; none has passed.")}
        )
    if InspectionRound.objects.filter(year=year).exists():
        raise ValidationError({"year": _("The inspection of this year is open already.")})
    row = InspectionRound(
        year=year,
        questions=rules.default_questions(),
        hand_in_by=hand_in_by,
        review_by=review_by,
        decide_by=decide_by,
        opened_by=acting_user,
        opened_at=timezone.now(),
    )
    row.full_clean()
    row.save()
    number = add_to_round(row)
    audit(ROUND_OPENED, row, user=acting_user, new={"year": year, "outlets": number})
    return row


def add_to_round(row: InspectionRound) -> int:
    """Put every account in use into a round, each once, and write down whom to tell; how many are new."""
    known = set(row.inspections.values_list("channel", flat=True))
    channels = list(Channel.objects.filter(open_accounts()).exclude(pk__in=known).select_related("unit"))
    Inspection.objects.bulk_create([Inspection(round=row, channel=channel) for channel in channels])
    units = {channel.unit_id: channel.unit for channel in channels}
    for unit in units.values():
        details = {"title": str(row.year), "day": row.hand_in_by.isoformat(), "path": f"inspections/{row.pk}/"}
        tell(unit, officers_of(unit), NoticeAbout.INSPECTION, f"round:{row.pk}:{unit.pk}", details)
    return len(channels)


def _locked(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("channel__unit", "round")
    return rows.get(pk=inspection.pk)


def _step(row: Inspection, verb: str, to: str, acting_user: Any, **words: str) -> Inspection:
    if not rules.may_step(verb, row.state, to):
        raise ValidationError(
            _("This step does not follow: the inspection is “%(state)s”.") % {"state": row.get_state_display()}
        )
    old, row.state = row.state, to
    row.save()
    audit(INSPECTION_STEP, row.channel, user=acting_user, old=old, new=to, year=row.round.year, **words)
    return row


@transaction.atomic
def fill_inspection(
    inspection: Inspection, answers: Mapping[str, Mapping[str, str]], words: str, *, acting_user: Any, hand_in: bool
) -> Inspection:
    """Keep a unit's answers; with `hand_in` they go to the reviewer, once nothing is missing."""
    row = _locked(inspection)
    require(can_answer_inspection(acting_user, row))
    if row.state not in rules.STEPS["hand_in"][0]:
        raise ValidationError(_("The answers were handed in; they can be changed once they are returned."))
    known = {question["code"] for question in row.round.questions}
    row.answers = {code: dict(given) for code, given in answers.items() if code in known}
    row.own_words = words.strip()
    if not hand_in:
        row.save(update_fields=["answers", "own_words"])
        return row
    lacks = rules.lacks(row.round.questions, row.answers)
    if lacks:
        said = {
            "missing": _("An answer is missing."),
            "words": _("A “no” needs a word: what is wrong, and by when it is mended."),
        }
        raise ValidationError({f"answer__{lack.code}": said[lack.why] for lack in lacks})
    row.handed_in_at = timezone.now()
    return _step(row, "hand_in", InspectionState.HANDED_IN, acting_user)


@transaction.atomic
def review_inspection(inspection: Inspection, words: str, *, acting_user: Any, agreed: bool) -> Inspection:
    """The branch agrees with a self-check, or returns it with words."""
    row = _locked(inspection)
    require(can_review_inspection(acting_user, row))
    if not agreed and not words.strip():
        raise ValidationError({"words": _("Say what is missing.")})
    row.review_words, row.reviewed_at = words.strip(), timezone.now()
    to = InspectionState.REVIEWED if agreed else InspectionState.RETURNED
    row = _step(row, "review", to, acting_user, words=words.strip())
    if not agreed:
        _tell_unit(row)
    return row


def _tell_unit(row: Inspection) -> None:
    day = (row.mend_by or row.round.hand_in_by).isoformat()
    details = {"title": row.channel.name, "day": day, "path": f"inspections/one/{row.pk}/", "state": row.state}
    # The same state may come twice (returned, handed in, returned again): each is an occasion of its own.
    mark = f"step:{row.pk}:{row.state}:{timezone.now():%Y%m%d%H%M%S}"
    tell(row.channel.unit, officers_of(row.channel.unit), NoticeAbout.INSPECTION, mark, details)


@transaction.atomic
def decide_inspection(
    inspection: Inspection, decision: str, words: str, *, acting_user: Any, mend_by: dt.date | None = None
) -> Inspection:
    """The academy decides: passed, to mend by a day, or suspended; a suspended outlet is switched off until it passes."""
    row = _locked(inspection)
    require(can_decide_inspection(acting_user, row))
    if decision not in rules.DECISIONS:
        raise ValidationError({"decision": _("Passed, to mend, or suspended.")})
    if decision != rules.PASSED and not words.strip():
        raise ValidationError({"words": _("Say what is to be mended, or why it is suspended.")})
    if decision == rules.TO_MEND and (mend_by is None or mend_by < timezone.localdate()):
        raise ValidationError({"mend_by": _("Give a day that has not passed.")})
    row.mend_by = mend_by if decision == rules.TO_MEND else None
    row.decision_words, row.decided_at = words.strip(), timezone.now()
    row = _step(row, "decide", decision, acting_user, words=words.strip())
    _switch(row)
    record(
        facts.InspectionDecided(
            unit_id=row.channel.unit_id,
            subject=ref("channels", "inspection", row.pk),
            about=(ref("channels", "channel", row.channel_id),),
            year=row.round.year,
            decision=decision,
            actor_id=acting_user.pk,
        )
    )
    _tell_unit(row)
    return row


def _switch(row: Inspection) -> None:
    """Off while suspended; on again when it passes, if it was the suspension that switched it off."""
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=row.channel_id)
    if row.state == rules.SUSPENDED and channel.is_on:
        channel.is_on, row.switched_off = False, True
    elif row.state == rules.PASSED and row.switched_off and channel.closed_at is None:
        channel.is_on, row.switched_off = True, False
    else:
        return
    channel.save(update_fields=["is_on"])
    row.save(update_fields=["switched_off"])


@transaction.atomic
def report_mended(inspection: Inspection, words: str, *, acting_user: Any) -> Inspection:
    """The unit says what it mended; the academy looks again."""
    row = _locked(inspection)
    require(can_answer_inspection(acting_user, row))
    if not words.strip():
        raise ValidationError({"words": _("Say what was mended.")})
    row.mended_words = words.strip()
    return _step(row, "mend", InspectionState.MENDED, acting_user, words=words.strip())

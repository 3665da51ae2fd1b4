"""Assignments given: calls, splits, giving again, moving the day, calling off. What receivers do: `assignment_work`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.enums import AssignmentState
from scicomm.newsroom.models import Assignment, Topic
from scicomm.newsroom.permissions import can_give, can_split, can_steer
from scicomm.newsroom.queries import people_to_give
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require

CALLED = audit_entry("newsroom.assignment.call", gettext_lazy("Begin call"), shred=nothing_personal)
SPLIT = audit_entry("newsroom.assignment.split", gettext_lazy("Split assignment"), shred=nothing_personal)
GIVEN_AGAIN = audit_entry("newsroom.assignment.give", gettext_lazy("Give assignment again"), shred=nothing_personal)
MOVED = audit_entry("newsroom.assignment.due", gettext_lazy("Move due day"), shred=nothing_personal)
CANCELLED = audit_entry("newsroom.assignment.cancel", gettext_lazy("Call assignment off"), shred=nothing_personal)


class NotThatMove(ValidationError):
    """The assignment is not in a state in which this can be done; most often somebody else was first."""


@dataclass(frozen=True)
class Share:
    """A part of an assignment for a unit below, or for a person of the very unit."""

    quota: int
    unit: Unit | None = None
    person: Person | None = None


def locked(assignment: Assignment) -> Assignment:
    """The row, locked against a second person doing the same."""
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "giver", "person", "parent", "topic__unit").get(pk=assignment.pk)


def moved(assignment: Assignment, verb: str) -> str:
    """The state a move leads to; raises NotThatMove in words."""
    state = rules.after(assignment.state, verb)
    if state is None:
        words = _("This cannot be done now: the assignment is “%(state)s”.")
        raise NotThatMove(words % {"state": AssignmentState(assignment.state).label})
    return state


def subject_of(assignment: Assignment) -> str:
    return ref("newsroom", "assignment", assignment.pk)


def actor(user: Any) -> int | None:
    return getattr(user, "pk", None)


def said(reason: str) -> str:
    """A reason that must be there."""
    if not reason.strip():
        raise ValidationError(_("Say why: the other side reads it."))
    return reason.strip()[:2000]


@transaction.atomic
def open_call(
    unit: Unit,
    *,
    title: str,
    quota: int,
    due_on: dt.date,
    acting_user: Any,
    brief: str = "",
    profile: str = "",
    topic: Topic | None = None,
    shares: Sequence[Share] = (),
    shortfall_reason: str = "",
) -> Assignment:
    """Begin a call in a unit's name and give it out at once; without shares it stays a draft."""
    require(can_give(acting_user, unit))
    if not title.strip():
        raise ValidationError(_("Say in one line what is wanted."))
    _check_quota(quota)
    _check_day(due_on, None)
    call = Assignment.objects.create(
        unit=unit, giver=unit, title=title.strip()[:300], brief=brief.strip(), profile=profile, quota=quota,
        due_on=due_on, topic=topic, given_by=acting_user,
    )  # fmt: skip
    call.trail = f"/{call.pk}/"
    call.save(update_fields=["trail"])
    audit(CALLED, call, user=acting_user, new=call.title)
    if shares:
        return split_assignment(call, shares=shares, shortfall_reason=shortfall_reason, acting_user=acting_user)
    return call


def _check_quota(quota: int) -> None:
    if not 1 <= quota <= rules.MOST_PIECES:
        raise ValidationError(_("How many pieces? A number from 1 to %(most)s.") % {"most": rules.MOST_PIECES})


def _check_day(due_on: dt.date, parent: Assignment | None) -> None:
    if due_on < timezone.localdate():
        raise ValidationError(_("This day has passed already."))
    if parent is not None and due_on > parent.due_on:
        day = date_format(parent.due_on, "DATE_FORMAT")
        raise ValidationError(_("Not later than the whole, which is due on %(day)s.") % {"day": day})


@transaction.atomic
def split_assignment(
    assignment: Assignment,
    *,
    shares: Sequence[Share],
    acting_user: Any,
    due_on: dt.date | None = None,
    shortfall_reason: str = "",
) -> Assignment:
    """Give an assignment on in parts, to units below and to people of the very unit, many at once; this also accepts it.

    Together with what was given on before, the parts hold at least the quota, unless it is said why not.
    """
    row = locked(assignment)
    require(can_split(acting_user, row))
    state = moved(row, "split")
    if row.state == rules.DRAFT and row.parent_id is not None:
        raise NotThatMove(_("Only a call is given out from a draft."))
    day = due_on or row.due_on
    _check_day(day, row)
    _check_shares(row, shares)
    missing = _missing(row, shares, shortfall_reason)
    if row.state == rules.GIVEN:
        record_accepted(row, acting_user)
    old, row.state = row.state, state
    row.shortfall_reason = shortfall_reason.strip()[:2000] if missing else ""
    row.answered_at = row.answered_at or timezone.now()
    row.given_at = row.given_at or timezone.now()
    row.save(update_fields=["state", "shortfall_reason", "answered_at", "given_at"])
    children = [_part(row, share, day, acting_user) for share in shares]
    quota = sum(share.quota for share in shares)
    audit(SPLIT, row, user=acting_user, old=old, new={str(child.unit): child.quota for child in children})
    record(
        facts.AssignmentSplit(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), parts=len(children), quota=quota
        )
    )
    for child in children:
        record_given(child, acting_user)
    return row


def _missing(row: Assignment, shares: Sequence[Share], reason: str) -> int:
    """How many pieces nobody is given; refused unless it is said why."""
    now_given = [child.quota for child in row.children.filter(state__in=rules.LIVE)]
    missing = rules.shortfall(row.quota, [*now_given, *(share.quota for share in shares)])
    if missing and not reason.strip():
        words = _("%(missing)s of %(quota)s pieces are given to nobody. Give them on too, or say why not.")
        raise ValidationError(words % {"missing": missing, "quota": row.quota})
    return missing


def _check_shares(row: Assignment, shares: Sequence[Share]) -> None:
    if not shares:
        raise ValidationError(_("Give at least one piece to somebody."))
    if len(row.trail_ids()) >= rules.DEEPEST:
        raise ValidationError(
            _("This has been given on %(deepest)s times; it goes no deeper.") % {"deepest": rules.DEEPEST}
        )
    people = {person.pk for person in people_to_give(row.unit)} if any(share.person for share in shares) else set()
    seen: set[tuple[str, int]] = set()
    for share in shares:
        _check_quota(share.quota)
        if (share.unit is None) == (share.person is None):
            raise ValidationError(_("A part goes to a unit or to a person."))
        whom = ("unit", share.unit.pk) if share.unit else ("person", share.person.pk if share.person else 0)
        if whom in seen:
            raise ValidationError(_("Each unit and person stands here once."))
        seen.add(whom)
        if share.unit and (
            share.unit.pk == row.unit_id or not row.unit.contains(share.unit) or not share.unit.is_active
        ):
            raise ValidationError(_("%(unit)s is no unit below yours.") % {"unit": share.unit.short_name})
        if share.person and share.person.pk not in people:
            raise ValidationError(
                _("%(name)s does not work in this unit, or cannot sign in.") % {"name": share.person.name}
            )


def _part(row: Assignment, share: Share, day: dt.date, acting_user: Any) -> Assignment:
    now = timezone.now()
    child = Assignment.objects.create(
        parent=row, unit=share.unit or row.unit, person=share.person, giver=row.unit, given_by=acting_user, given_at=now,
        title=row.title, brief=row.brief, profile=row.profile, topic=row.topic, quota=share.quota, due_on=day,
        state=rules.GIVEN,
    )  # fmt: skip
    child.trail = f"{row.trail}{child.pk}/"
    child.save(update_fields=["trail"])
    return child


def record_given(row: Assignment, acting_user: Any) -> None:
    about = [ref("newsroom", "assignment", row.parent_id)] if row.parent_id else []
    if row.topic_id:
        about.append(ref("newsroom", "topic", row.topic_id))
    record(
        facts.AssignmentGiven(
            unit_id=row.unit_id, subject=subject_of(row), about=tuple(about), actor_id=actor(acting_user), title=row.title,
            giver_id=row.giver_id, quota=row.quota, due_on=row.due_on.isoformat(),
        )
    )  # fmt: skip


def record_accepted(row: Assignment, acting_user: Any) -> None:
    record(
        facts.AssignmentAccepted(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), quota=row.quota
        )
    )


@transaction.atomic
def give_again(assignment: Assignment, *, quota: int, due_on: dt.date, acting_user: Any, words: str = "") -> Assignment:
    """Give what was returned once more to the same, with another number or day, or with words that answer the reason."""
    row = locked(assignment)
    require(can_steer(acting_user, row))
    state = moved(row, "give")
    _check_quota(quota)
    _check_day(due_on, row.parent)
    old = {"quota": row.quota, "due_on": row.due_on.isoformat()}
    row.quota, row.due_on, row.state, row.reason = quota, due_on, state, ""
    row.brief = f"{row.brief}\n\n{words.strip()}".strip() if words.strip() else row.brief
    row.given_at, row.answered_at = timezone.now(), None
    row.save(update_fields=["quota", "due_on", "state", "reason", "brief", "given_at", "answered_at"])
    audit(GIVEN_AGAIN, row, user=acting_user, old=old, new={"quota": quota, "due_on": due_on.isoformat()})
    record_given(row, acting_user)
    return row


def _below(row: Assignment) -> Any:
    """Everything below an assignment, locked in the order of the tree."""
    rows = Assignment.objects.select_for_update(of=("self",)).filter(trail__startswith=row.trail).exclude(pk=row.pk)
    return rows.order_by("pk")


@transaction.atomic
def move_due_day(assignment: Assignment, *, due_on: dt.date, acting_user: Any) -> Assignment:
    """Move the day; what is given on below and would now be due later than the whole moves with it."""
    row = locked(assignment)
    require(can_steer(acting_user, row))
    if row.state in {rules.DONE, rules.CANCELLED}:
        raise NotThatMove(_("This assignment is over; its day stays."))
    _check_day(due_on, row.parent)
    old, row.due_on = row.due_on, due_on
    row.save(update_fields=["due_on"])
    late = _below(row).filter(due_on__gt=due_on)
    changed = Assignment.objects.filter(pk__in=[child.pk for child in late]).update(due_on=due_on)
    audit(MOVED, row, user=acting_user, old=old.isoformat(), new=due_on.isoformat(), below=changed)
    return row


@transaction.atomic
def cancel_assignment(assignment: Assignment, *, reason: str, acting_user: Any) -> Assignment:
    """Call an assignment off, with all that was given on below it. What is done stays done."""
    row = locked(assignment)
    require(can_steer(acting_user, row))
    state = moved(row, "cancel")
    why = said(reason)
    rows: Iterable[Assignment] = [row, *_below(row).filter(~Q(state__in=[rules.DONE, rules.CANCELLED]))]
    for one in rows:
        old, one.state, one.reason = one.state, state, why
        one.save(update_fields=["state", "reason"])
        audit(CANCELLED, one, user=acting_user, old=old, new=why)
        record(
            facts.AssignmentCancelled(
                unit_id=one.unit_id, subject=subject_of(one), actor_id=actor(acting_user), reason=why
            )
        )
    return row

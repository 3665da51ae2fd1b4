"""Assignments answered: accepted, returned, delegated, begun, reported; and counted by what is published and withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.newsroom.actions.assignments import NotThatMove, actor, locked, moved, record_accepted, said, subject_of
from scicomm.newsroom.actions.stories import start_story
from scicomm.newsroom.models import Assignment, AssignmentPiece, Dossier, StoryPage, Topic
from scicomm.newsroom.permissions import can_answer, can_begin, can_split, can_steer, is_own
from scicomm.newsroom.queries import counted_below, people_to_give
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require

ACCEPTED = audit_entry("newsroom.assignment.accept", gettext_lazy("Accept assignment"), shred=nothing_personal)
BEGUN = audit_entry("newsroom.assignment.begin", gettext_lazy("Start story"), shred=nothing_personal)
RETURNED = audit_entry("newsroom.assignment.return", gettext_lazy("Return assignment"), shred=nothing_personal)
DELEGATED = audit_entry(
    "newsroom.assignment.delegate", gettext_lazy("Delegate assignment"), shred=shred_fields("old", "new")
)
LINKED = audit_entry("newsroom.assignment.link", gettext_lazy("Link to assignment"), shred=nothing_personal)
REPORTED = audit_entry("newsroom.assignment.report", gettext_lazy("Report assignment done"), shred=nothing_personal)
DONE = audit_entry("newsroom.assignment.done", gettext_lazy("Assignment done"), shred=nothing_personal)
REOPENED = audit_entry("newsroom.assignment.reopen", gettext_lazy("Open assignment again"), shred=nothing_personal)


@transaction.atomic
def accept_assignment(assignment: Assignment, *, acting_user: Any) -> Assignment:
    """Take an assignment on. Accepting it again changes nothing."""
    row = locked(assignment)
    require(can_answer(acting_user, row))
    if row.state in {rules.ACCEPTED, rules.IN_PROGRESS}:
        return row
    row.state, row.answered_at = moved(row, "accept"), timezone.now()
    row.save(update_fields=["state", "answered_at"])
    audit(ACCEPTED, row, user=acting_user, new=row.quota)
    record_accepted(row, acting_user)
    return row


@transaction.atomic
def return_assignment(assignment: Assignment, *, reason: str, acting_user: Any) -> Assignment:
    """Send an assignment back to its giver and say why; first take back what was given on below it."""
    row = locked(assignment)
    require(can_answer(acting_user, row))
    if row.parent_id is None:
        raise NotThatMove(_("A call has nobody to return to; call it off."))
    state = moved(row, "return")
    why = said(reason)
    if row.children.filter(state__in=rules.LIVE).exists():
        raise ValidationError(_("Others work on parts of it. Call those off first."))
    old, row.state, row.reason, row.answered_at = row.state, state, why, timezone.now()
    row.save(update_fields=["state", "reason", "answered_at"])
    audit(RETURNED, row, user=acting_user, old=old, new=why)
    record(
        facts.AssignmentReturned(unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), reason=why)
    )
    return row


@transaction.atomic
def delegate_assignment(assignment: Assignment, *, person: Person, acting_user: Any) -> Assignment:
    """Put another person of the unit in charge. By editors of the unit, and by the person who has it."""
    row = locked(assignment)
    require(can_split(acting_user, row) or is_own(acting_user, row))
    if row.person_id == person.pk:
        return row
    state = moved(row, "delegate")
    if row.parent_id is None or person.pk not in {one.pk for one in people_to_give(row.unit)}:
        raise ValidationError(_("%(name)s does not work in this unit, or cannot sign in.") % {"name": person.name})
    old, row.person, row.state = str(row.person or ""), person, state
    row.save(update_fields=["person", "state"])
    audit(DELEGATED, row, user=acting_user, old=old, new=person.name_en)
    record(
        facts.AssignmentDelegated(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), person_id=person.pk
        )
    )
    return row


def _lock(ids: Iterable[int]) -> None:
    """Lock assignments from the call down: everybody in one order, so that two wait for each other instead of for ever."""
    list(Assignment.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))


def _locked_with_above(assignment: Assignment) -> Assignment:
    """The row, locked with all above it, whose sums may change with it."""
    _lock(assignment.trail_ids())
    return locked(assignment)


def _free_topic(row: Assignment, title: str, acting_user: Any) -> Topic:
    """The assignment's own topic while it has no story and is the unit's; otherwise a new one of the unit."""
    wished = title.strip()[:300] or row.title
    given = row.topic
    own = given is not None and given.unit_id == row.unit_id and not title.strip()
    if given is not None and own and not AssignmentPiece.objects.filter(assignment=row, topic=given).exists():
        return given
    return Topic.objects.create(
        unit=row.unit, title=wished, angle=row.brief, article=given.article if given else None, planned_on=row.due_on,
        editor=acting_user, audience=given.audience if given else "",
    )  # fmt: skip


@transaction.atomic
def begin_assignment(
    assignment: Assignment, *, acting_user: Any, language: str = "zh-hans", title: str = ""
) -> StoryPage:
    """Start the story: a topic and a story of the unit, linked to the assignment, which this accepts. What was begun and not
    published yet is opened again, unless another title is wished."""
    row = locked(assignment)
    require(can_begin(acting_user, row))
    state = moved(row, "begin")
    begun = row.pieces.filter(
        dossier__published_at__isnull=True, dossier__author=acting_user, dossier__language=language
    )
    known = begun.select_related("dossier__story").order_by("-pk").first()
    if known is not None and known.dossier is not None and not title.strip():
        return known.dossier.story
    if row.state == rules.GIVEN:
        record_accepted(row, acting_user)
    topic = _free_topic(row, title, acting_user)
    story = start_story(topic, acting_user=acting_user, language=language)
    if row.profile:
        Dossier.objects.filter(story=story).update(profile=row.profile)
    old, row.state, row.answered_at = row.state, state, row.answered_at or timezone.now()
    row.save(update_fields=["state", "answered_at"])
    _link(row, Dossier.objects.get(story=story), None, acting_user)
    audit(BEGUN, row, user=acting_user, old=old, new=story.title)
    return story


def _link(row: Assignment, dossier: Dossier | None, topic: Topic | None, acting_user: Any) -> None:
    """Link one piece: a story brings its topic, so that its editions in two languages are one piece."""
    topic = topic or (dossier.topic if dossier else None)
    same = Q(topic=topic) if topic else Q(dossier=dossier)
    root = f"/{row.trail_ids()[0]}/"
    known = (
        AssignmentPiece.objects.filter(same, assignment__trail__startswith=root)
        .select_related("assignment__unit")
        .first()
    )
    if known is not None and known.assignment_id == row.pk:
        return
    if known is not None:
        words = _("“%(title)s” counts for %(unit)s in the same call already.")
        raise ValidationError(words % {"title": known.topic or known.dossier, "unit": known.assignment.unit.short_name})
    unit = topic.unit if topic else (dossier.unit if dossier else row.unit)
    if not row.unit.contains(unit):
        raise ValidationError(_("“%(title)s” belongs to another unit.") % {"title": topic or dossier})
    piece = AssignmentPiece.objects.create(assignment=row, dossier=dossier, topic=topic, added_by=acting_user)
    _set_counted(piece)


def _set_counted(piece: AssignmentPiece) -> bool:
    """Let a piece count while one of its stories is public; returns whether that changed."""
    stories = Dossier.objects.public()
    mine = Q(topic=piece.topic_id) if piece.topic_id else Q(pk=piece.dossier_id)
    public = stories.filter(mine).exists()
    if public == (piece.counted_at is not None):
        return False
    piece.counted_at = timezone.now() if public else None
    piece.save(update_fields=["counted_at"])
    return True


@transaction.atomic
def report_assignment(
    assignment: Assignment,
    *,
    acting_user: Any,
    stories: Iterable[Dossier] = (),
    topics: Iterable[Topic] = (),
    words: str = "",
    finished: bool = True,
) -> Assignment:
    """Link the stories and topics that fulfil an assignment, and say that it is done (`finished`). It is done by itself once
    as many pieces are public as were wanted; otherwise the giver confirms it."""
    row = _locked_with_above(assignment)
    require(can_answer(acting_user, row))
    if row.state not in rules.COUNTED:
        raise NotThatMove(_("Accept the assignment first; what is over takes no more pieces."))
    for dossier in stories:
        _link(row, dossier, None, acting_user)
    for topic in topics:
        _link(row, None, topic, acting_user)
    audit(LINKED, row, user=acting_user, new=row.pieces.count())
    if finished and row.state != rules.SUBMITTED:
        _submit(row, words, acting_user)
    _settle(row.trail_ids())
    row.refresh_from_db()
    return row


def _submit(row: Assignment, words: str, acting_user: Any) -> None:
    state = moved(row, "submit")
    pieces = AssignmentPiece.objects.filter(assignment__trail__startswith=row.trail).count()
    if not pieces and not words.strip():
        raise ValidationError(_("Link what fulfils it, or say in words what was done."))
    row.state, row.report = state, words.strip()[:2000]
    row.save(update_fields=["state", "report"])
    audit(REPORTED, row, user=acting_user, new=row.report or pieces)
    record(
        facts.AssignmentReported(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), pieces=pieces,
            counted=counted_below(row),
        )
    )  # fmt: skip


@transaction.atomic
def confirm_assignment(assignment: Assignment, *, acting_user: Any) -> Assignment:
    """The giver agrees that what was reported is done, be it counted or not."""
    row = _locked_with_above(assignment)
    require(can_steer(acting_user, row))
    if row.state != rules.DONE:
        _finish(row, moved(row, "confirm"), acting_user, counted_below(row))
        _settle(row.trail_ids()[:-1])
    return row


@transaction.atomic
def reopen_assignment(assignment: Assignment, *, reason: str, acting_user: Any) -> Assignment:
    """The giver sends back what was reported, or what is done, and says what is missing."""
    row = locked(assignment)
    require(can_steer(acting_user, row))
    _reopen(row, moved(row, "reopen"), acting_user, said(reason))
    return row


def _finish(row: Assignment, state: str, acting_user: Any, counted: int) -> None:
    row.state, row.done_count, row.done_at = state, counted, timezone.now()
    row.save(update_fields=["state", "done_count", "done_at"])
    audit(DONE, row, user=acting_user, new=counted)
    record(
        facts.AssignmentDone(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), quota=row.quota, counted=counted,
            in_time=timezone.localdate() <= row.due_on,
        )
    )  # fmt: skip


def _reopen(row: Assignment, state: str, acting_user: Any, reason: str) -> None:
    old, row.state, row.reason, row.done_at, row.done_count = row.state, state, reason, None, 0
    row.save(update_fields=["state", "reason", "done_at", "done_count"])
    audit(REOPENED, row, user=acting_user, old=old, new=reason)
    record(
        facts.AssignmentReopened(
            unit_id=row.unit_id, subject=subject_of(row), actor_id=actor(acting_user), reason=reason
        )
    )


def _settle(ids: Iterable[int]) -> None:
    """Let the numbers decide (the rows are locked): enough public pieces, and it is done; fewer than when it was done, and it is
    open again."""
    rows = Assignment.objects.filter(pk__in=list(ids))
    for row in sorted(rows, key=lambda one: -len(one.trail_ids())):
        counted = counted_below(row)
        if row.state in rules.COUNTED and counted >= row.quota:
            _finish(row, moved(row, "count"), None, counted)
        elif row.state == rules.DONE and counted < row.done_count:
            _reopen(row, moved(row, "reopen"), None, _("A story that counted was withdrawn."))


@transaction.atomic
def count_story(story_id: int) -> int:
    """A story was published or withdrawn: the assignments it is linked to count it, or no longer; returns how many changed."""
    dossier = Dossier.objects.filter(story_id=story_id).first()
    if dossier is None:
        return 0
    mine = Q(dossier=dossier) | (Q(topic=dossier.topic_id) if dossier.topic_id else Q(pk__in=[]))
    pieces = list(AssignmentPiece.objects.filter(mine).select_related("assignment"))
    ids = {pk for piece in pieces for pk in piece.assignment.trail_ids()}
    _lock(ids)
    changed = [piece for piece in pieces if _set_counted(piece)]
    if changed:
        _settle({pk for piece in changed for pk in piece.assignment.trail_ids()})
    return len(changed)

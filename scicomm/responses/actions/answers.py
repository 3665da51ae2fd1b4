"""Answers: written by one person, sent to review, returned or published by another."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import holds, require
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.enums import OPEN, CaseState, Verdict
from scicomm.responses.models import Answer, Case
from scicomm.responses.permissions import REVIEWERS, can_review, writes_in
from scicomm.responses.rules import answer_slug, masked, missing_in, rich

# Answers are made to be published; the entries hold no more than that.
DRAFTED = audit_entry("responses.answer.draft", gettext_lazy("Write answer"), shred=nothing_personal)
SUBMITTED = audit_entry("responses.answer.submit", gettext_lazy("Send answer to review"), shred=nothing_personal)
RETURNED = audit_entry("responses.answer.return", gettext_lazy("Return answer"), shred=nothing_personal)
PUBLISHED = audit_entry("responses.answer.publish", gettext_lazy("Publish answer"), shred=nothing_personal)

LINES = ("question_zh", "question_en", "summary_zh", "summary_en")
TEXTS = ("not_known_zh", "not_known_en")
BODIES = ("body_zh", "body_en")
FIELDS = (*LINES, *TEXTS, *BODIES, "verdict", "sources")
CHANGED_SINCE = gettext_lazy(
    "Somebody changed the answer after you opened it. Nothing you wrote is lost: compare it with the text as it stands, then "
    "save again."
)


class TwoPeople(PermissionDenied):
    """The one who wrote an answer was about to review it."""


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"an answer has no {name}")
        if name in LINES:
            field: Any = Answer._meta.get_field(name)
            cleaned[name] = " ".join(value.split())[: field.max_length]
        elif name in TEXTS:
            cleaned[name] = value.strip()
        elif name in BODIES:
            cleaned[name] = rich(value)
        else:
            cleaned[name] = value
    if cleaned.get("verdict", Verdict.EXPLAINED) not in Verdict.values:
        raise ValidationError(_("Choose a verdict."))
    return cleaned


@transaction.atomic
def draft_answer(case: Case, *, acting_user: Any, seen: str = "", **values: Any) -> Answer:
    """Write or change the answer; `values` are any of `FIELDS`. The same values again change nothing.

    `seen` is the `changed_at` (ISO) of the text that stood on the screen: when somebody else changed it since, nothing is
    overwritten and `AlreadyDecided` says so. Bodies are sanitised; text without markup becomes paragraphs.
    """
    locked = locked_case(case)
    require(writes_in(acting_user, locked))
    refuse_ended(locked)
    if locked.state not in OPEN:
        raise AlreadyDecided(_("The answer is under review; return it first."))
    cleaned = _clean(values)
    known = Answer.objects.filter(case=locked).first()
    if known and all(getattr(known, name) == value for name, value in cleaned.items()):
        return known
    if known and seen and known.changed_at.isoformat() != seen:
        raise AlreadyDecided(CHANGED_SINCE)
    answer = known or Answer(case=locked)
    old = {name: getattr(answer, name) for name in cleaned} if known else None
    for name, value in cleaned.items():
        setattr(answer, name, value)
    answer.drafted_by = acting_user
    answer.slug = answer_slug(locked.pk, answer.question_en)
    answer.save()
    locked.state = CaseState.DRAFTING
    locked.officer = locked.officer or acting_user
    locked.save(update_fields=["state", "officer"])
    audit(DRAFTED, answer, user=acting_user, old=old, new=cleaned)
    return answer


def _check_complete(case: Case, answer: Answer) -> None:
    """Refuse an answer that could not be published as it stands, naming all that is missing."""
    problems = [str(problem) for problem in missing_in({name: getattr(answer, name) for name in FIELDS})]
    statements = list(case.statements.all())
    if case.expert_id and all(statement.person_id != case.expert_id for statement in statements):
        problems.append(_("The expert's statement is missing."))
    if any(statement.confirmed_at is None for statement in statements):
        problems.append(_("A statement is not confirmed by its expert yet."))
    question = case.question
    if question and not question.is_public_ok and question.text in {answer.question_zh, answer.question_en}:
        problems.append(_("The reader does not want these words shown: write the question in your own."))
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def submit_answer(case: Case, *, acting_user: Any) -> Answer:
    """Send a complete answer to review. Sending it again while it waits changes nothing."""
    locked = locked_case(case)
    require(writes_in(acting_user, locked))
    refuse_ended(locked)
    answer = Answer.objects.filter(case=locked).first()
    if answer is None:
        raise ValidationError(_("Write the answer first."))
    if locked.state == CaseState.REVIEW:
        return answer
    _check_complete(locked, answer)
    locked.state = CaseState.REVIEW
    locked.save(update_fields=["state"])
    audit(SUBMITTED, answer, user=acting_user)
    return answer


def _under_review(case: Case, acting_user: Any, seen: str) -> tuple[Case, Answer]:
    """The locked case and its answer for a reviewer; says so when a colleague was faster."""
    locked = locked_case(case)
    require(holds(acting_user, REVIEWERS, locked.unit))
    answer = Answer.objects.select_related("reviewed_by__person").filter(case=locked).first()
    if answer is None or locked.state != CaseState.REVIEW:
        who = answer.reviewed_by.get_full_name() if answer and answer.reviewed_by else ""
        if who:
            raise AlreadyDecided(_("%(name)s decided a moment ago.") % {"name": who})
        raise AlreadyDecided(_("This answer is not under review now."))
    if answer.drafted_by_id == acting_user.pk:
        raise TwoPeople(_("Whoever wrote an answer does not review it."))
    locked.answer = answer
    require(can_review(acting_user, locked))
    if seen and answer.changed_at.isoformat() != seen:
        raise AlreadyDecided(_("The text was changed after you opened it; please read it again."))
    return locked, answer


@transaction.atomic
def return_answer(case: Case, *, note: str, acting_user: Any, seen: str = "") -> Answer:
    """A reviewer sends an answer back and says what to change."""
    locked, answer = _under_review(case, acting_user, seen)
    note = note.strip()[:5000]
    if not note:
        raise ValidationError(_("Say what should be changed."))
    answer.note, answer.reviewed_by = note, acting_user
    answer.save(update_fields=["note", "reviewed_by", "changed_at"])
    locked.state = CaseState.RETURNED
    locked.save(update_fields=["state"])
    audit(RETURNED, answer, user=acting_user, new=note)
    record(
        facts.AnswerReturned(
            unit_id=locked.unit_id,
            subject=ref("responses", "case", locked.pk),
            actor_id=acting_user.pk,
            note=masked(note),
        )
    )
    return answer


@transaction.atomic
def publish_answer(case: Case, *, acting_user: Any, seen: str = "") -> Answer:
    """A reviewer who did not write the answer makes it public. `seen` as in `draft_answer`."""
    locked, answer = _under_review(case, acting_user, seen)
    _check_complete(locked, answer)
    now = timezone.now()
    today = timezone.localdate(now)
    # The reviewers' comments were for the writer; a public note is a correction's.
    answer.reviewed_by, answer.published_at, answer.note = acting_user, now, ""
    answer.save(update_fields=["reviewed_by", "published_at", "note", "changed_at"])
    locked.state = CaseState.PUBLISHED
    locked.save(update_fields=["state"])
    working_days = calendar().working_days_between(timezone.localdate(locked.received_at), today)
    with override("zh-hans"):
        url = answer.get_absolute_url()
    audit(PUBLISHED, answer, user=acting_user, new=url)
    record(
        facts.AnswerPublished(
            unit_id=locked.unit_id, subject=ref("responses", "answer", answer.pk),
            about=(ref("responses", "case", locked.pk),), actor_id=acting_user.pk, url=url,
            working_days=working_days, in_time=today <= locked.due_on,
        )
    )  # fmt: skip
    return answer

"""Reviewing an answer, the first text or a new one: signed step by step, returned with a comment, published by another person."""

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
from scicomm.listening.actions import follow_claim
from scicomm.listening.models import ClaimCopy
from scicomm.newsroom.rules.reviews import missing_steps, rapid_release, rapid_step
from scicomm.organisation.permissions import require
from scicomm.responses.actions.answers import check_complete
from scicomm.responses.actions.cases import AlreadyDecided, locked_case
from scicomm.responses.enums import AnswerForm, CaseState, RevisionKind, RevisionState, SignOffVerdict
from scicomm.responses.models import Answer, AnswerRevision, AnswerSignOff, Case
from scicomm.responses.permissions import (
    AnswerStep,
    TextInReview,
    may_sign_at_all,
    signatures_of,
    steps_for,
    steps_of,
    text_in_review,
)
from scicomm.responses.rules import changed_fields, masked, restored

SIGNED = audit_entry("responses.answer.sign", gettext_lazy("Sign answer"), shred=nothing_personal)
RETURNED = audit_entry("responses.answer.return", gettext_lazy("Return answer"), shred=nothing_personal)
PUBLISHED = audit_entry("responses.answer.publish", gettext_lazy("Publish answer"), shred=nothing_personal)
REPLACED = audit_entry("responses.answer.replace", gettext_lazy("Publish new text of answer"), shred=nothing_personal)

# Forms that a plan's rapid lane is for: what is asked today is answered today.
RAPID_FORMS = frozenset({AnswerForm.RAPID, AnswerForm.FACTCHECK})


class TwoPeople(PermissionDenied):
    """The one who wrote an answer was about to review it."""


def _under_review(case: Case, acting_user: Any, seen: str) -> tuple[Case, TextInReview]:
    """The locked case and its text for a reviewer; says so when a colleague was faster."""
    locked = locked_case(case)
    require(may_sign_at_all(acting_user, locked))
    answer = Answer.objects.select_related("reviewed_by__person", "case").filter(case=locked).first()
    if answer is not None:
        locked.answer = answer
    text = text_in_review(locked) if answer else None
    if text is None:
        who = answer.reviewed_by.get_full_name() if answer and answer.reviewed_by else ""
        if who:
            raise AlreadyDecided(_("%(name)s decided a moment ago.") % {"name": who})
        raise AlreadyDecided(_("This answer is not under review now."))
    if text.writer_id == acting_user.pk:
        raise TwoPeople(_("Whoever wrote an answer does not review it."))
    if seen and text.seen != seen:
        raise AlreadyDecided(_("The text was changed after you opened it; please read it again."))
    return locked, text


def _my_step(acting_user: Any, case: Case, text: TextInReview) -> AnswerStep:
    """The step this person signs; somebody who has signed already is told so."""
    mine = steps_for(acting_user, case, text)
    if not mine and any(one.signer == f"user {acting_user.pk}" for one in signatures_of(text)):
        raise AlreadyDecided(_("You have signed this text already; somebody else signs the next step."))
    require(bool(mine))
    return mine[0]


@transaction.atomic
def return_answer(case: Case, *, note: str, acting_user: Any, seen: str = "") -> Answer:
    """A reviewer sends an answer back and says what to change."""
    locked, text = _under_review(case, acting_user, seen)
    step = _my_step(acting_user, locked, text)
    note = note.strip()[:5000]
    if not note:
        raise ValidationError(_("Say what should be changed."))
    answer = text.answer
    AnswerSignOff.objects.create(
        answer=answer,
        step=step.kind,
        digest=text.digest,
        verdict=SignOffVerdict.RETURNED,
        reviewer=acting_user,
        note=note,
    )
    if text.revision:
        text.revision.note, text.revision.state = note, RevisionState.RETURNED
        text.revision.save(update_fields=["note", "state", "changed_at"])
    else:
        answer.note, answer.reviewed_by = note, acting_user
        answer.save(update_fields=["note", "reviewed_by", "changed_at"])
        locked.state = CaseState.RETURNED
        locked.save(update_fields=["state"])
    audit(RETURNED, answer, user=acting_user, new=note)
    record(
        facts.AnswerReturned(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk,
            note=masked(note),
        )
    )  # fmt: skip
    return answer


@transaction.atomic
def publish_answer(case: Case, *, acting_user: Any, seen: str = "", rapid_reason: str = "") -> Answer:
    """A reviewer who did not write the text signs it; with the last signature it goes public. `seen` as in `draft_answer`.

    With a reason, the rapid lane of the unit's plan publishes a rapid reaction or a fact-check at once; the steps it leaves out
    are reviewed afterwards (`review_afterwards`).
    """
    locked, text = _under_review(case, acting_user, seen)
    step = _my_step(acting_user, locked, text)
    check_complete(locked, text.content)
    plan = [one.rule for one in steps_of(locked.unit)]
    rapid_reason = " ".join(rapid_reason.split())[:500]
    if rapid_reason:
        _check_rapid(text, plan, step)
    AnswerSignOff.objects.create(
        answer=text.answer, step=step.kind, digest=text.digest, verdict=SignOffVerdict.APPROVED, reviewer=acting_user,
        note=rapid_reason, is_rapid=bool(rapid_reason),
    )  # fmt: skip
    audit(SIGNED, text.answer, user=acting_user, new=step.kind)
    if missing_steps(plan, signatures_of(text), 1) and not rapid_reason:
        record(
            facts.AnswerSigned(
                unit_id=locked.unit_id, subject=ref("responses", "answer", text.answer.pk),
                about=(ref("responses", "case", locked.pk),), actor_id=acting_user.pk, step=step.kind,
            )
        )  # fmt: skip
        return text.answer
    text.answer.is_rapid, text.answer.rapid_reason = bool(rapid_reason), rapid_reason
    return _replace(locked, text, acting_user) if text.revision else _first(locked, text, acting_user)


def _check_rapid(text: TextInReview, plan: list[Any], step: AnswerStep) -> None:
    """Whether this text may go out with one signature by the unit's plan."""
    left = rapid_release(plan, signatures_of(text), 1)
    if text.form not in RAPID_FORMS or rapid_step(plan) != step.kind or left.blocked:
        raise ValidationError(_("The plan of this unit has no rapid lane for this text, or another person opens it."))


def words_of(case: Case) -> list[dict[str, Any]]:
    """The experts' words as they are published: kept beside the text, so that later words never slip under it."""
    return [
        {
            "statement": one.pk, "person": one.person_id, "name_zh": one.person.name_zh, "name_en": one.person.name_en,
            "text": one.text, "interest": one.conflict_of_interest,
            "confirmed": one.confirmed_at.isoformat() if one.confirmed_at else "",
        }
        for one in case.statements.told().select_related("person")
    ]  # fmt: skip


def _address(answer: Answer) -> str:
    with override("zh-hans"):
        return answer.get_absolute_url()


def _first(case: Case, text: TextInReview, acting_user: Any) -> Answer:
    answer, now = text.answer, timezone.now()
    # The reviewers' comments were for the writer; a public note is a correction's.
    answer.reviewed_by, answer.published_at, answer.note = acting_user, now, ""
    answer.words = words_of(case)
    answer.save()
    AnswerRevision.objects.create(
        answer=answer, number=1, kind=RevisionKind.FIRST, state=RevisionState.PUBLIC, content=answer.content,
        statements=answer.words, written_by=answer.drafted_by, reviewed_by=acting_user, public_at=now,
    )  # fmt: skip
    case.state = CaseState.PUBLISHED
    _hang_on(case)
    # An answer is a first response too.
    case.first_response_at = case.first_response_at or now
    case.save(update_fields=["state", "claim", "topic", "first_response_at"])
    if case.claim:
        follow_claim(case.claim)
    today, url = timezone.localdate(now), _address(answer)
    audit(PUBLISHED, answer, user=acting_user, new=url)
    record(
        facts.AnswerPublished(
            unit_id=case.unit_id, subject=ref("responses", "answer", answer.pk),
            about=(ref("responses", "case", case.pk),), actor_id=acting_user.pk, url=url, form=answer.form,
            working_days=calendar().working_days_between(timezone.localdate(case.received_at), today),
            in_time=today <= case.due_on,
        )
    )  # fmt: skip
    return answer


def _hang_on(case: Case) -> None:
    """An answer to what a mention says answers the claim that the mention repeats, and belongs to its topic."""
    if case.mention is None:
        return
    copy = ClaimCopy.objects.filter(mention=case.mention).order_by("-score").first()
    if case.claim_id is None and copy:
        case.claim_id = copy.claim_id
    if case.topic_id is None:
        case.topic_id = case.mention.topic_id


def _replace(case: Case, text: TextInReview, acting_user: Any) -> Answer:
    """A new text takes the place of the public one; the old one stays to be read."""
    answer, revision, now = text.answer, text.revision, timezone.now()
    assert revision is not None  # noqa: S101 - the caller looked
    old = answer.content
    answer.revisions.filter(state=RevisionState.PUBLIC).update(state=RevisionState.PAST)
    for name, value in restored(revision.content).items():
        setattr(answer, name, value)
    answer.drafted_by, answer.reviewed_by, answer.note = revision.written_by, acting_user, revision.why_zh
    answer.words, answer.flagged_at, answer.flag_note = words_of(case), None, ""
    if revision.kind == RevisionKind.CORRECTION:
        answer.corrected_at = now
    answer.save()
    revision.state, revision.public_at, revision.reviewed_by = RevisionState.PUBLIC, now, acting_user
    revision.statements, revision.changed = answer.words, changed_fields(old, answer.content)
    revision.save()
    url = _address(answer)
    audit(REPLACED, answer, user=acting_user, old=kept_fields(old, revision.changed), new=revision.why_zh)
    shared: dict[str, Any] = {
        "unit_id": case.unit_id, "subject": ref("responses", "answer", answer.pk), "actor_id": acting_user.pk,
        "about": (ref("responses", "case", case.pk),), "url": url, "number": revision.number, "why": revision.why_zh,
    }  # fmt: skip
    if revision.kind == RevisionKind.CORRECTION:
        record(facts.AnswerCorrected(**shared))
    else:
        record(facts.AnswerUpdated(**shared, form=answer.form))
    return answer


def kept_fields(content: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The old values of the fields that changed."""
    return {name: content.get(name) for name in names}

"""What becomes of a public answer: a correction or an update on its way, a later review, a flag, a withdrawal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.newsroom.rules.reviews import missing_steps
from scicomm.organisation.permissions import require
from scicomm.responses.actions.answers import CHANGED_SINCE, check_complete, cleaned_answer
from scicomm.responses.actions.cases import AlreadyDecided, locked_case
from scicomm.responses.enums import RevisionKind, RevisionState, SignOffVerdict
from scicomm.responses.models import Answer, AnswerRevision, AnswerSignOff, Case
from scicomm.responses.permissions import (
    TextInReview,
    after_steps_for,
    can_rework,
    can_withdraw,
    signatures_of,
    steps_of,
)
from scicomm.responses.rules import kept

BEGUN = audit_entry("responses.answer.rework", gettext_lazy("Begin new text of answer"), shred=nothing_personal)
REWRITTEN = audit_entry("responses.answer.rewrite", gettext_lazy("Change new text of answer"), shred=nothing_personal)
SENT = audit_entry("responses.answer.resubmit", gettext_lazy("Send new text to review"), shred=nothing_personal)
DROPPED = audit_entry("responses.answer.drop", gettext_lazy("Drop new text of answer"), shred=nothing_personal)
WITHDRAWN = audit_entry("responses.answer.withdraw", gettext_lazy("Withdraw answer"), shred=nothing_personal)
AFTERWARDS = audit_entry("responses.answer.after", gettext_lazy("Review answer afterwards"), shred=nothing_personal)


def _public(case: Case) -> tuple[Case, Answer]:
    """The locked case and its public answer."""
    locked = locked_case(case)
    answer = Answer.objects.select_related("case").filter(case=locked).first()
    if answer is None or answer.published_at is None:
        raise AlreadyDecided(_("This case has no public answer."))
    if answer.withdrawn_at:
        raise AlreadyDecided(_("This answer has been withdrawn."))
    locked.answer = answer
    return locked, answer


@transaction.atomic
def begin_rework(case: Case, *, kind: str, acting_user: Any) -> AnswerRevision:
    """Begin a correction or an update from the text that is public. Where one is under way, that one is given."""
    locked, answer = _public(case)
    require(can_rework(acting_user, locked))
    if kind not in {RevisionKind.CORRECTION, RevisionKind.UPDATE}:
        raise ValidationError(_("Say whether something was wrong or something is new."))
    known = answer.working
    if known:
        return known
    last = answer.revisions.aggregate(last=Max("number"))["last"] or 0
    if not last:
        # Published before texts were kept: what is public becomes the first one.
        AnswerRevision.objects.create(
            answer=answer, number=1, kind=RevisionKind.FIRST, state=RevisionState.PUBLIC, content=answer.content,
            statements=answer.words or [], written_by=answer.drafted_by, reviewed_by=answer.reviewed_by,
            public_at=answer.published_at,
        )  # fmt: skip
        last = 1
    made = AnswerRevision.objects.create(
        answer=answer, number=last + 1, kind=kind, content=answer.content, written_by=acting_user
    )
    audit(BEGUN, answer, user=acting_user, new=kind)
    return made


def _open_revision(answer: Answer) -> AnswerRevision:
    known = answer.working
    if known is None:
        raise AlreadyDecided(_("No new text is under way."))
    return AnswerRevision.objects.select_for_update(of=("self",)).get(pk=known.pk)


@transaction.atomic
def draft_rework(
    case: Case, *, acting_user: Any, seen: str = "", why_zh: str | None = None, why_en: str | None = None, **values: Any
) -> AnswerRevision:
    """Change the new text, and say to the public what changes and why. Readers go on reading the old one."""
    locked, answer = _public(case)
    require(can_rework(acting_user, locked))
    revision = _open_revision(answer)
    if revision.state == RevisionState.REVIEW:
        raise AlreadyDecided(_("The answer is under review; return it first."))
    content = {**revision.content, **kept(cleaned_answer(values))}
    given = {"why_zh": why_zh, "why_en": why_en}
    why = {name: " ".join(words.split())[:600] for name, words in given.items() if words is not None}
    if content == revision.content and all(getattr(revision, name) == value for name, value in why.items()):
        return revision
    if seen and revision.changed_at.isoformat() != seen:
        raise AlreadyDecided(CHANGED_SINCE)
    changed = {name: value for name, value in content.items() if revision.content.get(name) != value}
    old = {name: revision.content.get(name) for name in changed}
    revision.content, revision.written_by = content, acting_user
    for name, words in why.items():
        setattr(revision, name, words)
    revision.save()
    audit(REWRITTEN, answer, user=acting_user, old=old, new=changed)
    return revision


@transaction.atomic
def submit_rework(case: Case, *, acting_user: Any) -> AnswerRevision:
    """Send the new text to review. Again changes nothing."""
    locked, answer = _public(case)
    require(can_rework(acting_user, locked))
    revision = _open_revision(answer)
    if revision.state == RevisionState.REVIEW:
        return revision
    if not revision.why_zh:
        raise ValidationError(_("Say in Chinese what changed and why: readers see it above the answer."))
    check_complete(locked, revision.content)
    revision.state = RevisionState.REVIEW
    revision.save(update_fields=["state"])
    audit(SENT, answer, user=acting_user, new=revision.number)
    return revision


@transaction.atomic
def drop_rework(case: Case, *, acting_user: Any) -> AnswerRevision:
    """Give the new text up; the public one stays."""
    locked, answer = _public(case)
    require(can_rework(acting_user, locked))
    revision = _open_revision(answer)
    revision.state = RevisionState.DROPPED
    revision.save(update_fields=["state"])
    audit(DROPPED, answer, user=acting_user, old=revision.number)
    return revision


def flag_answer(case: Case, reason: str, *, acting_user: Any = None) -> None:
    """Note that something a public answer rests on has gone; its page goes on showing what still stands. For actions."""
    answer = Answer.objects.filter(case=case, published_at__isnull=False, withdrawn_at__isnull=True).first()
    if answer is None:
        return
    answer.flagged_at, answer.flag_note = timezone.now(), reason[:500]
    answer.save(update_fields=["flagged_at", "flag_note", "changed_at"])
    record(
        facts.AnswerFlagged(
            unit_id=case.unit_id, subject=ref("responses", "answer", answer.pk),
            about=(ref("responses", "case", case.pk),), actor_id=getattr(acting_user, "pk", None), reason=reason[:500],
        )
    )  # fmt: skip


@transaction.atomic
def review_afterwards(case: Case, *, approve: bool, note: str = "", acting_user: Any) -> Answer:
    """Sign a step that a rapid release left out. An objection flags the answer: correct it, withdraw it, or answer it."""
    locked, answer = _public(case)
    text = TextInReview(answer, None)
    mine = after_steps_for(acting_user, locked, answer)
    require(bool(mine))
    note = note.strip()[:5000]
    if not approve and not note:
        raise ValidationError(_("Say what is wrong: the editors decide what follows from it."))
    verdict = SignOffVerdict.APPROVED if approve else SignOffVerdict.OBJECTED
    AnswerSignOff.objects.create(
        answer=answer, step=mine[0], digest=text.digest, verdict=verdict, reviewer=acting_user, note=note
    )
    audit(AFTERWARDS, answer, user=acting_user, new=verdict.value, step=mine[0], note=note)
    if not approve:
        flag_answer(locked, note, acting_user=acting_user)
    elif not missing_steps([step.rule for step in steps_of(locked.unit)], signatures_of(text), 1):
        answer.is_rapid = False
        answer.save(update_fields=["is_rapid"])
    answer.refresh_from_db()
    return answer


@transaction.atomic
def withdraw_answer(case: Case, *, reason: str, acting_user: Any) -> Answer:
    """Take a public answer back; its address says so with the reason. What was on its way is dropped."""
    locked, answer = _public(case)
    require(can_withdraw(acting_user, locked))
    reason = reason.strip()[:2000]
    if not reason:
        raise ValidationError(_("Say to readers why the answer is withdrawn."))
    answer.withdrawn_at, answer.withdrawn_reason = timezone.now(), reason
    answer.save(update_fields=["withdrawn_at", "withdrawn_reason", "changed_at"])
    working = answer.working
    if working:
        working.state = RevisionState.DROPPED
        working.save(update_fields=["state"])
    with override("zh-hans"):
        url = answer.get_absolute_url()
    audit(WITHDRAWN, answer, user=acting_user, new=reason)
    record(
        facts.AnswerWithdrawn(
            unit_id=locked.unit_id, subject=ref("responses", "answer", answer.pk),
            about=(ref("responses", "case", locked.pk),), actor_id=acting_user.pk, url=url, reason=reason,
        )
    )  # fmt: skip
    return answer

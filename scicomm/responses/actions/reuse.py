"""An answer used again: proposed for a new copy of its claim, accepted or refused; and what readers thought of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.listening.models import ClaimCopy
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import AlreadyDecided, close_case, locked_case, open_case_from_mention
from scicomm.responses.enums import ReuseState
from scicomm.responses.models import Answer, AnswerReuse, AnswerVote, Case
from scicomm.responses.permissions import can_handle
from scicomm.responses.queries import copies_to_propose
from scicomm.responses.rules import masked

USED = audit_entry("responses.reuse.accept", gettext_lazy("Use answer again"), shred=nothing_personal)
REFUSED = audit_entry("responses.reuse.refuse", gettext_lazy("Refuse proposed answer"), shred=nothing_personal)


@transaction.atomic
def propose_answers(limit: int = 200) -> int:
    """Propose the answers of answered claims for their new copies; each pair once. Returns how many."""
    return sum(propose_answer(answer, copy) for answer, copy in copies_to_propose(limit))


@transaction.atomic
def propose_answer(answer: Answer, copy: ClaimCopy) -> bool:
    """Propose an answer for one new copy of its claim; again changes nothing."""
    mention = copy.mention
    row, created = AnswerReuse.objects.get_or_create(
        answer=answer, mention=mention,
        defaults={"unit": mention.unit, "words": masked(copy.text)[:500], "score": copy.score},
    )  # fmt: skip
    if created:
        record(
            facts.AnswerProposed(
                unit_id=mention.unit_id, subject=ref("responses", "answer", answer.pk),
                about=(ref("listening", "mention", mention.pk),), reuse_id=row.pk,
            )
        )  # fmt: skip
    return created


def _proposed(reuse: AnswerReuse, acting_user: Any) -> AnswerReuse:
    """The locked proposal for somebody who decides on it."""
    row = AnswerReuse.objects.select_for_update(of=("self",)).select_related("unit", "mention__unit").get(pk=reuse.pk)
    require(can_handle(acting_user, row.unit))
    if row.state != ReuseState.PROPOSED:
        raise AlreadyDecided(
            _("This proposal was decided on a moment ago: %(state)s.") % {"state": row.get_state_display()}
        )
    return row


@transaction.atomic
def accept_reuse(reuse: AnswerReuse, *, acting_user: Any) -> Case:
    """Answer by what is there: a case is opened for the mention where there was none, and closed with the answer's address."""
    row = _proposed(reuse, acting_user)
    answer = Answer.objects.public().filter(pk=row.answer_id).first()
    if answer is None:
        raise AlreadyDecided(_("This answer is not public any more."))
    case = row.case or (open_case_from_mention(row.mention, acting_user=acting_user) if row.mention else None)
    if case is None:
        raise AlreadyDecided(_("What the answer was proposed for is gone."))
    return _used(row, answer, case, acting_user)


@transaction.atomic
def reuse_answer(case: Case, answer: Answer, *, acting_user: Any) -> Case:
    """Close a case with a public answer that is there already; whoever asked and left an address is told of it."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    known = Answer.objects.public().filter(pk=answer.pk).first()
    if known is None or known.case_id == locked.pk:
        raise ValidationError(_("Choose a public answer of another case."))
    row = AnswerReuse.objects.create(
        answer=known, unit=locked.unit, case=locked, mention=None, words=locked.title[:500], score=1.0
    )
    return _used(row, known, locked, acting_user)


def _used(row: AnswerReuse, answer: Answer, case: Case, acting_user: Any) -> Case:
    with override("zh-hans"):
        url = answer.get_absolute_url()
    closed = close_case(
        case, reason=_("Answered before: %(question)s") % {"question": answer.question}, acting_user=acting_user
    )
    row.state, row.decided_by, row.decided_at, row.case = ReuseState.ACCEPTED, acting_user, timezone.now(), closed
    row.save(update_fields=["state", "decided_by", "decided_at", "case"])
    audit(USED, answer, user=acting_user, new=closed.pk)
    about = [ref("responses", "case", closed.pk)]
    if row.mention_id:
        about.append(ref("listening", "mention", row.mention_id))
    record(
        facts.AnswerReused(
            unit_id=closed.unit_id, subject=ref("responses", "answer", answer.pk), about=tuple(about),
            actor_id=acting_user.pk, reuse_id=row.pk, url=url,
        )
    )  # fmt: skip
    return closed


@transaction.atomic
def refuse_reuse(reuse: AnswerReuse, *, acting_user: Any) -> Case | None:
    """Another matter: the mention opens a case of its own."""
    row = _proposed(reuse, acting_user)
    case = row.case or (open_case_from_mention(row.mention, acting_user=acting_user) if row.mention else None)
    row.state, row.decided_by, row.decided_at, row.case = ReuseState.REFUSED, acting_user, timezone.now(), case
    row.save(update_fields=["state", "decided_by", "decided_at", "case"])
    audit(REFUSED, row, user=acting_user, new=case.pk if case else None)
    return case


@transaction.atomic
def vote_on_answer(answer: Answer, *, helped: bool, digest: str) -> AnswerVote:
    """Whether an answer helped: one a visitor and day; another mind on the same day changes it."""
    day = timezone.localdate()
    try:
        with transaction.atomic():
            vote, _made = AnswerVote.objects.get_or_create(
                answer=answer, day=day, digest=digest, defaults={"helped": helped}
            )
    except IntegrityError:
        vote = AnswerVote.objects.get(answer=answer, day=day, digest=digest)
    if vote.helped != helped:
        vote.helped = helped
        vote.save(update_fields=["helped"])
    return vote


@transaction.atomic
def comment_on_answer(vote: AnswerVote, comment: str) -> AnswerVote:
    """What a reader adds to their vote, without addresses and numbers; the first comment stays."""
    comment = masked(" ".join(comment.split()))[:500]
    if comment and not vote.comment:
        vote.comment = comment
        vote.save(update_fields=["comment"])
    return vote


@transaction.atomic
def read_comments(case: Case, *, acting_user: Any) -> int:
    """The officer has read what readers added."""
    require(can_handle(acting_user, case.unit))
    return AnswerVote.objects.filter(answer__case=case, read_at=None).exclude(comment="").update(read_at=timezone.now())


@transaction.atomic
def forget_voters() -> int:
    """Wipe the digests of the days before: nobody can tell any more who voted twice."""
    return AnswerVote.objects.filter(day__lt=timezone.localdate()).exclude(digest="").update(digest="")

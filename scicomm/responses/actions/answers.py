"""Answers: written by one person and sent to review; what a complete one needs. Reviewing stands in `answer_reviews`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.models import Subject
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.enums import OPEN, AnswerForm, CaseState, Knowledge, Verdict
from scicomm.responses.models import (
    ANSWER_BODIES,
    ANSWER_FIELDS,
    ANSWER_LINES,
    ANSWER_LISTS,
    ANSWER_TEXTS,
    Answer,
    Case,
    Statement,
)
from scicomm.responses.permissions import writes_in
from scicomm.responses.rules import MOST_PAIRS, answer_slug, kept, missing_in_form, rich

# Answers are made to be published; the entries hold no more than that.
DRAFTED = audit_entry("responses.answer.draft", gettext_lazy("Write answer"), shred=nothing_personal)
SUBMITTED = audit_entry("responses.answer.submit", gettext_lazy("Send answer to review"), shred=nothing_personal)

CHANGED_SINCE = gettext_lazy(
    "Somebody changed the answer after you opened it. Nothing you wrote is lost: compare it with the text as it stands, then "
    "save again."
)


def cleaned_answer(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of an answer as they may be kept: lines in one line, bodies sanitised, choices known."""
    cleaned: dict[str, Any] = {}
    for name, value in values.items():
        if name not in ANSWER_FIELDS:
            raise TypeError(f"an answer has no {name}")
        if name in ANSWER_LINES:
            field: Any = Answer._meta.get_field(name)
            cleaned[name] = " ".join(value.split())[: field.max_length]
        elif name in ANSWER_TEXTS:
            cleaned[name] = value.strip()
        elif name in ANSWER_BODIES:
            cleaned[name] = rich(value)
        else:
            cleaned[name] = [_pair(one) for one in value][:MOST_PAIRS] if name == "pairs" else value
    _refuse_unknown(cleaned)
    return cleaned


def _pair(pair: dict[str, str]) -> dict[str, str]:
    """A further question with its answer: plain lines and sanitised HTML."""
    return {
        name: rich(value) if name.startswith("answer") else " ".join(value.split())[:300]
        for name, value in pair.items()
        if name in {"question_zh", "question_en", "answer_zh", "answer_en"}
    }


def _refuse_unknown(cleaned: dict[str, Any]) -> None:
    if cleaned.get("verdict", Verdict.EXPLAINED) not in Verdict.values:
        raise ValidationError(_("Choose a verdict."))
    if cleaned.get("form", AnswerForm.QA) not in AnswerForm.values:
        raise ValidationError(_("Choose a form."))
    if cleaned.get("knowledge", Knowledge.KNOWN) not in Knowledge.values:
        raise ValidationError(_("Say how much is known."))
    subject = cleaned.get("subject")
    if subject and not Subject.objects.filter(code=subject).exists():
        raise ValidationError(_("There is no such subject."))
    if any(not isinstance(cleaned[name], list) for name in ANSWER_LISTS if name in cleaned):
        raise TypeError("lists of an answer are lists")
    if not isinstance(cleaned.get("as_of"), dt.date | None):
        raise TypeError("as_of is a day")


@transaction.atomic
def draft_answer(case: Case, *, acting_user: Any, seen: str = "", **values: Any) -> Answer:
    """Write or change the answer; `values` are any of `ANSWER_FIELDS`. The same values again change nothing.

    `seen` is the `changed_at` (ISO) of the text that stood on the screen: when somebody else changed it since, nothing is
    overwritten and `AlreadyDecided` says so. Bodies are sanitised; text without markup becomes paragraphs.
    """
    locked = locked_case(case)
    require(writes_in(acting_user, locked))
    refuse_ended(locked)
    if locked.state not in OPEN:
        raise AlreadyDecided(_("The answer is under review; return it first."))
    cleaned = cleaned_answer(values)
    known = Answer.objects.filter(case=locked).first()
    if known and all(getattr(known, name) == value for name, value in cleaned.items()):
        return known
    if known and seen and known.changed_at.isoformat() != seen:
        raise AlreadyDecided(CHANGED_SINCE)
    answer = known or Answer(case=locked)
    changed = {name: value for name, value in cleaned.items() if not known or getattr(known, name) != value}
    old = kept({name: getattr(answer, name) for name in changed}) if known else None
    for name, value in changed.items():
        setattr(answer, name, value)
    answer.drafted_by = acting_user
    answer.slug = answer_slug(locked.pk, answer.question_en)
    answer.save()
    locked.state = CaseState.DRAFTING
    locked.officer = locked.officer or acting_user
    locked.save(update_fields=["state", "officer"])
    audit(DRAFTED, answer, user=acting_user, old=old, new=kept(changed))
    return answer


def _statement_problems(case: Case, statements: list[Statement], form: str) -> list[str]:
    """What keeps the experts' words from being public: missing, not approved in these words, or approved by hearsay."""
    problems: list[str] = []
    declined = set(case.statement_links.filter(declined_at__isnull=False).values_list("person_id", flat=True))
    left_out = {one.person_id for one in statements if one.left_out_at}
    said = [one for one in statements if one.stands and one.text]
    if case.expert_id and case.expert_id not in {one.person_id for one in said} | declined | left_out:
        problems.append(_("The expert's statement is missing."))
    if any(not one.is_approved for one in said):
        problems.append(_("A statement is not confirmed by its expert yet."))
    elif form == AnswerForm.ROUNDUP and any(not one.is_own for one in said):
        problems.append(_("In a round-up each expert approves their words themselves, by their link or account."))
    if any(one.withdrawn_at and not one.left_out_at for one in statements):
        problems.append(_("An expert took their words back: ask them again, or leave them out."))
    return problems


def check_complete(case: Case, content: dict[str, Any]) -> None:
    """Refuse a text that could not be published as it stands, naming all that is missing."""
    statements = list(case.statements.all())
    voices = sum(one.stands and bool(one.text) and one.is_approved for one in statements)
    problems = [str(problem) for problem in missing_in_form(content, voices=voices)]
    problems += _statement_problems(case, statements, content["form"])
    question = case.question
    if question and not question.is_public_ok and question.text in {content["question_zh"], content["question_en"]}:
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
    check_complete(locked, answer.content)
    locked.state = CaseState.REVIEW
    locked.save(update_fields=["state"])
    audit(SUBMITTED, answer, user=acting_user)
    return answer

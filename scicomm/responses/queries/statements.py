"""Experts asked by links: who has not answered, who is to be reminded, what the public reads of their words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

from scicomm.organisation.models import Person
from scicomm.responses.enums import CaseState
from scicomm.responses.models import Answer, Asker, Case, StatementLink

# An expert is reminded once: two days after the letter, or a day before the link runs out, whichever comes first.
REMIND_AFTER = dt.timedelta(days=2)
REMIND_BEFORE = dt.timedelta(days=1)
# Whoever was asked for a day only needs no second letter within the hour.
SOONEST = dt.timedelta(hours=3)


def links_to_remind(now: dt.datetime) -> QuerySet[StatementLink]:
    """Links that wait and whose expert is to be reminded."""
    due = Q(sent_at__lte=now - REMIND_AFTER) | Q(expires_at__lte=now + REMIND_BEFORE, sent_at__lte=now - SOONEST)
    return (
        StatementLink.objects.filter(due, used_at=None, revoked_at=None, declined_at=None, reminded_at=None)
        .filter(expires_at__gt=now)
        .exclude(case__state=CaseState.CLOSED)
        .select_related("case__unit", "person")
        .order_by("expires_at", "pk")
    )


def links_of(case: Case) -> QuerySet[StatementLink]:
    """Everybody who was asked in a case, the newest link first. One query."""
    return case.statement_links.select_related("person__unit", "statement").order_by(F("made_at").desc(), "-pk")


def askers_told(case_id: int) -> list[Asker]:
    """Who was told of an answer, while we know them: they are told when it changes."""
    there = Q(question__case=case_id) | Q(question__case__merged_into=case_id)
    rows = Asker.objects.filter(there, told_at__isnull=False).exclude(email="")
    return list(rows.select_related("question").order_by("pk"))


@dataclass(frozen=True)
class PublicWords:
    """One expert's words under a public answer, or that they took them back."""

    person: Person
    text: str
    interest: str
    confirmed_at: dt.datetime | None
    withdrawn_at: dt.datetime | None = None


def public_words(answer: Answer) -> list[PublicWords]:
    """What experts say in the text that is public, as it was approved then; words taken back are gone.

    The answer comes from `public_answers`, which has read the case's statements (`answer.case.spoken`).
    """
    case: Any = answer.case
    rows = list(case.spoken)
    if answer.words is None:
        return [
            PublicWords(one.person, one.text, one.conflict_of_interest, one.confirmed_at)
            for one in rows if one.confirmed_at and one.stands
        ]  # fmt: skip
    known = {one.pk: one for one in rows}
    found = []
    for words in answer.words:
        row = known.get(words["statement"])
        if row is None:
            continue
        if words.get("withdrawn"):
            found.append(PublicWords(row.person, "", "", None, parse_datetime(words["withdrawn"])))
        else:
            confirmed = parse_datetime(words.get("confirmed") or "")
            found.append(PublicWords(row.person, words["text"], words["interest"], confirmed))
    return found

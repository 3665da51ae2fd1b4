"""Answers in every form, experts asked by links, claims with copies; made by the real actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.listening.models import Claim, ClaimCopy, Mention
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, Case, StatementLink
from tests.factories.listening import make_mention
from tests.factories.organisation import PersonFactory
from tests.factories.responses import ANSWER

CLAIM = "吃碘盐能防核辐射"
FACTCHECK: dict[str, Any] = {
    **ANSWER, "form": "factcheck", "verdict": "false", "claim_zh": CLAIM, "claim_en": "Iodised salt protects from radiation",
    "question_zh": "吃碘盐能防核辐射吗？", "question_en": "Does iodised salt protect from radiation?",
    "appearances": [{"label": "某论坛 2026-05-01", "url": "https://forum.example/1"}],
}  # fmt: skip


def make_claim(academy: Any, unit: Unit | None = None, text: str = CLAIM) -> Claim:
    """A claim with one copy, told two days ago."""
    now = timezone.now() - dt.timedelta(days=2)
    claim = Claim.objects.create(text=text, language="zh", first_at=now, last_at=now)
    make_copy(academy, claim, unit)
    return claim


def make_copy(academy: Any, claim: Claim, unit: Unit | None = None, **values: Any) -> Mention:
    """A new copy of a claim, in a report of its own."""
    mention = make_mention(academy, unit, title=values.pop("title", f"听说{claim.text}，是真的吗"), **values)
    ClaimCopy.objects.create(claim=claim, mention=mention, text=claim.text, score=0.9)
    return mention


def claim_case(academy: Any, unit: Unit) -> Case:
    """A case opened from the first copy of a claim and bound to it."""
    claim = make_claim(academy, unit)
    officer = academy.user(Role.RESPONSE_OFFICER, unit)
    case = actions.open_case_from_mention(claim.mentions.get(), acting_user=officer)
    Case.objects.filter(pk=case.pk).update(claim=claim, kind="claim")
    return Case.objects.with_parts().get(pk=case.pk)


def make_expert(academy: Any, unit: Unit) -> Person:
    """Somebody who answers the public, without an account."""
    person: Person = PersonFactory(unit=unit, is_expert=True)
    person.email = f"expert{person.pk}@demo.example"
    person.save()
    return person


def ask(academy: Any, case: Case, person: Person | None = None, **values: Any) -> StatementLink:
    """An expert asked by a link."""
    person = person or make_expert(academy, case.unit)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    return actions.ask_statement(case, person=person, acting_user=officer, **values)


def publish(academy: Any, case: Case, **values: Any) -> Answer:
    """The case's answer, written by its unit's officer and published by the academy's final reviewer."""
    officer, reviewer = academy.user(Role.RESPONSE_OFFICER, case.unit), academy.user(Role.FINAL_REVIEWER, academy.top)
    actions.draft_answer(case, acting_user=officer, **values)
    actions.submit_answer(case, acting_user=officer)
    return actions.publish_answer(case, acting_user=reviewer)


def make_factcheck(academy: Any, unit: Unit, **values: Any) -> Answer:
    """A published fact-check of a claim."""
    return publish(academy, claim_case(academy, unit), **{**FACTCHECK, **values})

"""Cases for tests, brought to a state by the people whose duty it is and by the real actions."""

from __future__ import annotations

import uuid
from typing import Any

from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, Case
from tests.factories.newsroom import make_article

ANSWER: dict[str, Any] = {
    "question_zh": "北坡草原十年内会变成沙漠吗？",
    "question_en": "Will the north slope be desert in ten years?",
    "verdict": "inaccurate",
    "summary_zh": "论文说的是余地变小，没有说十年内消失。",
    "summary_en": "The paper speaks of less room, and names no year.",
    "body_zh": "23 块样地里有 5 块离临界点不到 30 毫米降水。\n\n论文没有给出年份。",
    "body_en": "Five of 23 plots are within 30 millimetres of the limit.\n\nThe paper names no year.",
    "not_known_zh": "放牧会让余地缩小多少，还没有数据。",
    "not_known_en": "How much grazing matters is not known.",
    "sources": [{"label": "示范学报 2026, 1", "url": "https://doi.org/10.5555/test.1"}],
}


def make_case(
    academy: Any,
    unit: Unit | None = None,
    *,
    state: str = "new",
    about: Any = None,
    expert: Person | None = None,
    text: str = "北坡草原十年内会变成沙漠，是真的吗？",
    answer: dict[str, Any] | None = None,
    **asked: Any,
) -> Case:
    """A reader's case in a state: new, assigned, drafting, review, returned, published, closed.

    Without `about` the unit is the academy's; `unit` gives the question an article of that unit to be about. The answer is
    written by the unit's response officer and reviewed by the final reviewer of the academy.
    """
    if about is None and unit is not None:
        about = make_article(unit)
    values: dict[str, Any] = {"post_key": uuid.uuid4(), **asked}
    case = actions.ask_question(text=text, about=about, **values)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    if state == "new":
        return case
    if state == "closed":
        return actions.close_case(case, reason="不属于我们的研究", acting_user=officer)
    expert = expert or academy.person(case.unit, is_expert=True)
    actions.assign_case(case, expert=expert, acting_user=officer)
    if state == "assigned":
        return reread(case)
    actions.give_statement(
        case, text="我们给出的是距离，不是日期。", conflict_of_interest="本文作者", confirmed=True, acting_user=officer
    )
    actions.draft_answer(case, acting_user=officer, **{**ANSWER, **(answer or {})})
    if state == "drafting":
        return reread(case)
    actions.submit_answer(case, acting_user=officer)
    reviewer = academy.user(Role.FINAL_REVIEWER, academy.top)
    if state == "returned":
        actions.return_answer(case, note="请写明数字的来源", acting_user=reviewer)
    if state == "published":
        actions.publish_answer(case, acting_user=reviewer)
    return reread(case)


def make_answer(academy: Any, unit: Unit | None = None, **values: Any) -> Answer:
    """A published answer."""
    return Answer.objects.get(case=make_case(academy, unit, state="published", **values))


def reread(case: Case) -> Case:
    """The case as the database has it."""
    return Case.objects.with_parts().get(pk=case.pk)

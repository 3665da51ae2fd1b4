"""Panels of a case about its answer: experts asked by link, answers that are there already, review, texts, readers, effect."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.newsroom.rules.reviews import rapid_step
from scicomm.responses import actions, permissions, queries
from scicomm.responses.enums import OPEN
from scicomm.responses.models import Answer, Case
from scicomm.responses.rules import Effect
from scicomm.responses.views.panels import PANELS, Panel

MOST_COMMENTS = 10


def experts_asked(request: HttpRequest, case: Case) -> Panel | None:
    """Whom we asked by a link, and how far each is; each statement can be left out or asked for again."""
    may_ask = permissions.can_ask_statement(request.user, case)
    links, seen = [], set()
    for link in queries.links_of(case):
        if link.person_id not in seen:
            seen.add(link.person_id)
            links.append(link)
    statements = list(case.statements.select_related("person__unit"))
    if not may_ask and not links:
        return None
    waiting = [link for link in links if link.waits(timezone.now())]
    context = {"case": case, "may_ask": may_ask, "links": links, "statements": statements, "waiting": waiting,
               "now": timezone.now()}  # fmt: skip
    return Panel("responses/panels/experts.html", context, title=_("Experts by link"), anchor="links")


def answered_before(request: HttpRequest, case: Case) -> Panel | None:
    """Public answers that are like what this case is about, with the button that uses one."""
    if case.state not in OPEN or not permissions.can_handle(request.user, case.unit):
        return None
    text = case.claim.text if case.claim else case.title
    found = [one for one in queries.similar_answers(text) if one.answer.case_id != case.pk]
    if not found:
        return None
    return Panel(
        "responses/panels/answered.html", {"case": case, "found": found}, title=_("Answered before?"), anchor="before"
    )


def review_steps(request: HttpRequest, case: Case) -> Panel | None:
    """Who signs what, where the unit's plan asks for more than one signature; and the rapid lane."""
    answer = case.draft
    if answer is None:
        return None
    after = permissions.after_steps_for(request.user, case, answer) if answer.is_rapid else []
    text = permissions.text_in_review(case)
    if text is None and not answer.is_rapid:
        return None
    plan = permissions.steps_of(case.unit)
    if len(plan) < 2:
        return None
    text = text or permissions.TextInReview(answer, None)
    signed = {one.kind for one in permissions.signatures_of(text)}
    mine = [] if after else permissions.steps_for(request.user, case, text)
    rapid = rapid_step([step.rule for step in plan]) if text.form in actions.RAPID_FORMS else None
    context = {
        "case": case, "answer": answer, "after": after, "seen": text.seen,
        "steps": [{"label": permissions.step_label(step), "signed": step.kind in signed} for step in plan],
        "may_rapid": any(step.kind == rapid for step in mine),
    }  # fmt: skip
    return Panel("responses/panels/steps.html", context, title=_("Signatures"), anchor="signatures")


def public_answer(request: HttpRequest, case: Case) -> Panel | None:
    """What became of a public answer: flags, its texts, corrections under way, what readers think, use, withdrawal."""
    answer = case.draft
    if answer is None or answer.published_at is None:
        return None
    yes, no = queries.helped_counts(answer)
    comments = answer.votes.exclude(comment="").filter(read_at=None)[:MOST_COMMENTS]
    context = {
        "case": case, "answer": answer, "texts": queries.texts_of(answer), "working": answer.working, "yes": yes, "no": no,
        "used": queries.times_used(answer), "comments": list(comments),
        "may_rework": permissions.can_rework(request.user, case),
        "may_withdraw": permissions.can_withdraw(request.user, case),
        "handles": permissions.can_handle(request.user, case.unit),
    }  # fmt: skip
    return Panel("responses/panels/public.html", context, title=_("The public answer"), anchor="public")


def _bars(effect: Effect) -> list[dict[str, object]]:
    return [
        {
            "label": date_format(day.day, "MONTH_DAY_FORMAT"),
            "value": day.independent,
            "text": str(day.independent)
            + (f" · {_('answer')}" if day.is_answer else f" · {_('new text')}" if day.is_change else ""),
            "here": day.is_answer,
        }
        for day in effect.days
    ]


def effect_panel(request: HttpRequest, case: Case) -> Panel | None:
    """Before and after, drawn and in words that claim no cause."""
    answer: Answer | None = case.draft
    effect = queries.effect_on(answer) if answer and answer.published_at else None
    if effect is None:
        return None
    context = {"words": queries.effect_words(effect), "bars": _bars(effect), "effect": effect}
    return Panel("responses/panels/effect.html", context, title=_("Before and after"), anchor="effect")


for maker in (answered_before, experts_asked, review_steps, public_answer, effect_panel):
    if maker not in PANELS:
        PANELS.append(maker)

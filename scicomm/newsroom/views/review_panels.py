"""What the desk's page of a story says about its review: the decision, steps, scientist's links, marks, the rapid lane."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.newsroom import permissions, queries
from scicomm.newsroom.enums import IN_REVIEW, RoundState, Step, StepState
from scicomm.newsroom.forms import AskForm, DecisionForm, ReasonForm
from scicomm.newsroom.models import RoundStep, SignLink, StoryPage
from scicomm.newsroom.rules.reviews import rapid_step
from scicomm.newsroom.views.panels import Panel, panel


@panel(order=10)
def decision(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The reviewer's own decision, for the step whose turn it is."""
    step = permissions.steps_to_sign(request.user, story.dossier).first()
    if step is None:
        return None
    form = forms.get("review_form") or DecisionForm(initial={"step": step.kind, "revision": step.round.revision_id})
    after = step.state == StepState.AFTER
    return Panel(
        "newsroom/panels/decision.html",
        {"form": form, "story": story, "step": step, "after": after},
        title=_("Your decision"),
        anchor="decision",
        own_section=True,
    )


@panel(order=20)
def marks(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """Marks on passages, those to do first; who revises ticks them off."""
    found = list(queries.marks_of(story.dossier)[:200])
    if not found:
        return None
    rows = queries.marked_passages(found, story.get_latest_revision_as_object())
    context = {
        "rows": rows, "open": sum(mark.done_at is None for mark in found),
        "may_tick": permissions.can_tick_marks(request.user, story.dossier),
    }  # fmt: skip
    return Panel("newsroom/panels/marks.html", context, beside=True)


@panel(order=30)
def objections(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """After-reviews that objected to what was released."""
    steps = RoundStep.objects.filter(round__dossier=story.dossier, state=StepState.OBJECTED).prefetch_related(
        "sign_offs__reviewer__person", "sign_offs__link"
    )
    may = permissions.can_deal_with_objection(request.user, story.dossier)
    rows = [
        {
            "step": step, "objection": next((row for row in step.sign_offs.all() if row.verdict == "objected"), None),
            "form": (forms.get(f"settle_{step.pk}") or ReasonForm()) if may and not step.dealt_with_at else None,
        }
        for step in steps
    ]  # fmt: skip
    return Panel("newsroom/panels/objections.html", {"rows": rows}) if rows else None


@panel(order=40)
def scientist(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The links by which scientists sign, and asking one more."""
    dossier = story.dossier
    if not permissions.can_ask_scientist(request.user, dossier):
        return None
    made = queries.round_of(dossier)
    now = timezone.now()
    links = SignLink.objects.filter(step__round=made).select_related("step__round") if made else SignLink.objects.none()
    rows = [{"link": link, "valid": link.is_valid(now)} for link in links]
    asks = made is not None and made.state == RoundState.OPEN
    after = made is not None and made.steps.filter(kind=Step.SCIENTIST, state=StepState.AFTER).exists()
    if not (asks or after or rows):
        return None
    form = forms.get("ask_form") or AskForm(people=queries.possible_experts(dossier), language=dossier.language)
    return Panel(
        "newsroom/panels/scientist.html", {"rows": rows, "form": form if asks or after else None, "story": story}
    )


@panel(order=50)
def rapid(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """Releasing with one signature, for those whom the plan entitles."""
    dossier = story.dossier
    made = queries.round_of(dossier)
    if made is None or made.state != RoundState.OPEN or dossier.state not in IN_REVIEW:
        return None
    kind = rapid_step([step.rule for step in made.steps.order_by("position")])
    if not permissions.can_release_rapidly(request.user, dossier, kind):
        return None
    follow = made.steps.filter(may_follow=True, required=True).exclude(kind=kind).exclude(state=StepState.SIGNED)
    return Panel(
        "newsroom/panels/rapid.html",
        {"form": forms.get("rapid_form") or ReasonForm(), "story": story, "follow": follow},
    )


@panel(order=60)
def steps(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The steps with who signed or may, by when; and every decision."""
    dossier = story.dossier
    context = {
        "steps": queries.steps_of(dossier),
        "round": queries.round_of(dossier),
        "sign_offs": dossier.sign_offs.select_related("reviewer__person", "link"),
        "story": story,
    }
    return Panel(
        "newsroom/panels/steps.html", context, beside=True, title=_("Review"), anchor="reviews", own_section=True
    )

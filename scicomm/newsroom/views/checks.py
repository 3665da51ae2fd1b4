"""The checks on the story's desk page: what stands against it, with a button, a pointer or a place for the reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import IN_REVIEW, StoryState
from scicomm.newsroom.forms import AnswerForm, MendForm
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.newsroom.views.stories import story_page, try_on_story


@panel(order=30)
def checks_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The findings of the newest revision; in review and after, what is still true of it."""
    dossier = story.dossier
    if dossier.state == StoryState.WITHDRAWN:
        return None
    told = queries.told_of(dossier)
    editor = reverse("wagtailadmin_pages:edit", args=[story.pk])
    rows: list[dict[str, Any]] = [
        {
            "told": one,
            "editor": f"{editor}#block-{one.finding.block}-section" if "-" in one.finding.block else editor,
            "fix_words": _fix_words(one.finding),
        }
        for one in told
    ]
    may_change = permissions.can_answer_finding(request.user, dossier)
    return Panel(
        "newsroom/panels/checks.html",
        {
            "story": story,
            "errors": [row for row in rows if row["told"].blocks],
            "warnings": [row for row in rows if not row["told"].blocks and row["told"].answer is None],
            "answered": [row for row in rows if row["told"].answer is not None],
            "may_answer": may_change,
            "may_mend": may_change and dossier.state not in IN_REVIEW | {StoryState.HELD},
            "may_edit": story.permissions_for_user(request.user).can_edit(),
            "language": dossier.language,
        },
        title=_("Checks"),
        anchor="checks",
        own_section=True,
    )


def _fix_words(finding: Any) -> str:
    if finding.fix is None:
        return ""
    if finding.fix.old:
        return _("Write “%(right)s”") % {"right": finding.fix.new}
    return _("Add the source line")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a finding may stand."""
    found = permissions.get_story_for(request.user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, error=_("Say why this may stand."), status=400)
    values = form.cleaned_data
    return try_on_story(
        request,
        found,
        lambda: actions.answer_finding(found, key=values["key"], reason=values["reason"], acting_user=request.user),
        _("Noted. The reviewers read your reason."),
    )


@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Press a finding's button."""
    found = permissions.get_story_for(request.user, pk)
    form = MendForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, error=_("This is not found in the text any more."), status=400)
    return try_on_story(
        request,
        found,
        lambda: actions.mend_finding(found, key=form.cleaned_data["key"], acting_user=request.user),
        _("Mended in a new revision."),
    )

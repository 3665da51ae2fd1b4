"""After publishing, on a story's desk page: correct, update, withdraw, kill; and everything that was said to readers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions
from scicomm.newsroom.enums import ChangeKind, StoryState
from scicomm.newsroom.forms import ChangeForm, KillForm, ReasonForm
from scicomm.newsroom.models import SealedText, StoryPage
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.newsroom.views.stories import story_page, try_on_story


@panel(order=90)
def changes_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The four acts for those who may, and the log that readers see."""
    dossier = story.dossier
    user = request.user
    changes = list(dossier.changes.select_related("made_by__person"))
    may_change = story.live and story.has_unpublished_changes and permissions.can_submit_story(user, dossier)
    may_withdraw, may_kill = permissions.can_withdraw(user, dossier), permissions.can_kill(user, dossier)
    killed = dossier.state == StoryState.KILLED
    sealed = (
        SealedText.objects.filter(dossier=dossier).first()
        if killed and permissions.may_see_sealed(user, dossier)
        else None
    )
    if not (changes or may_change or may_withdraw or may_kill):
        return None
    context = {
        "story": story,
        "dossier": dossier,
        "changes": changes,
        "change_form": (forms.get("change_form") or ChangeForm()) if may_change else None,
        "withdraw_form": (forms.get("withdraw_form") or ReasonForm()) if may_withdraw else None,
        "kill_form": (forms.get("kill_form") or KillForm()) if may_kill else None,
        "kill_refused": bool(forms.get("kill_form")),
        "sealed": sealed,
        "sealed_words": _words_of(sealed) if sealed else "",
    }
    return Panel("newsroom/panels/changes.html", context, title=_("After publishing"), anchor="after", own_section=True)


def _words_of(sealed: SealedText) -> str:
    """The newest sealed revision as plain words, for those who must look at what was killed."""
    newest = sealed.revisions[-1]["content"] if sealed.revisions else {}
    return str(newest.get("body", ""))


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a later version of a public story into review, as a correction or an update."""
    found = permissions.get_story_for(request.user, pk)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, change_form=form, status=400)
    kind, note = ChangeKind(form.cleaned_data["kind"]), form.cleaned_data["note"]
    return try_on_story(
        request, found, lambda: actions.submit_change(found, kind=kind, note=note, acting_user=request.user),
        _("The story is in review."), change_form=form,
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a story back that is public, or that waits to be."""
    found = permissions.get_story_for(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, withdraw_form=form, status=400)
    return try_on_story(
        request, found,
        lambda: actions.withdraw_story(found, acting_user=request.user, reason=form.cleaned_data["reason"]),
        _("Withdrawn. Its address says so, and every channel is told."), withdraw_form=form,
    )  # fmt: skip


@require_POST
def kill(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a story from everybody at once."""
    found = permissions.get_story_for(request.user, pk)
    form = KillForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, kill_form=form, status=400)
    note = form.cleaned_data["note"]
    return try_on_story(
        request, found, lambda: actions.kill_story(found, acting_user=request.user, note=note),
        _("Killed. Whoever has a copy is asked to destroy it."), kill_form=form,
    )  # fmt: skip

"""The kind of piece on a story's page: what it asks, what the story lacks, and changing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import ProfileForm
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.newsroom.views.stories import story_page, try_on_story


@panel(10)
def profile_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel:
    """What kind of piece the story is, what that asks, and what is missing."""
    dossier = story.dossier
    form = forms.get("profile_form") or ProfileForm(initial={"profile": dossier.profile})
    context = {
        "label": dossier.get_profile_display(),
        "asks": queries.rule_words(queries.rule_of(dossier), dossier.language),
        "gaps": queries.gaps_of(dossier),
        "form": form,
        "may_set": permissions.can_set_profile(request.user, dossier),
    }
    return Panel("newsroom/panels/profile.html", context, beside=True, title=_("Kind of piece"), anchor="kind")


@require_POST
def set_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the story another kind of piece."""
    found = permissions.get_story_for(request.user, pk)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, profile_form=form, status=400)
    chosen = form.cleaned_data["profile"]
    return try_on_story(
        request,
        found,
        lambda: actions.set_profile(found, profile=chosen, acting_user=request.user),
        _("The story is measured by its new kind from now on."),
        profile_form=form,
    )

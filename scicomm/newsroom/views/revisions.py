"""The revisions of a story: the list, two beside each other, and taking up an older one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import CompareForm
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.newsroom.views.stories import try_on_story

SHOWN = 4
PAGE_SIZE = 25


@panel(50)
def revisions_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel:
    """The newest revisions, with the way to all of them."""
    newest = queries.newest_revisions(story)[: SHOWN + 1]
    rows = queries.revision_rows(story.dossier, newest)
    context = {"rows": rows[:SHOWN], "more": len(rows) > 1}
    return Panel("newsroom/panels/revisions.html", context, beside=True, title=_("Revisions"), anchor="revisions")


def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every revision of a story, newest first; two of them are chosen to stand beside each other."""
    found = permissions.get_story_for(request.user, pk)
    page = Paginator(queries.newest_revisions(found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Revisions of “%(title)s”") % {"title": found.draft_title or found.title},
        "story": found,
        "page": page,
        "rows": queries.revision_rows(found.dossier, page.object_list),
        "may_restore": permissions.can_change_text(request.user, found),
        "page_actions": _back(found),
    }
    return render(request, "newsroom/revisions.html", context)


def _back(story: StoryPage) -> list[dict[str, str]]:
    return [{"url": reverse("newsroom_story", args=[story.pk]), "label": _("Back to the story")}]


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two revisions side by side, block by block; the newest and the one before where none are named."""
    found = permissions.get_story_for(request.user, pk)
    form = CompareForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    newest = list(queries.newest_revisions(found)[:2])
    new = permissions.get_revision_for(request.user, found, asked.get("new") or newest[0].pk)
    old = permissions.get_revision_for(request.user, found, asked.get("old") or newest[-1].pk)
    if old.created_at > new.created_at:
        old, new = new, old
    rows = {row.pk: row for row in queries.revision_rows(found.dossier, [old, new])}
    pairs = queries.compared_revisions(old, new)
    context = {
        "page_title": _("Two revisions of “%(title)s”") % {"title": found.draft_title or found.title},
        "story": found,
        "old": rows[old.pk],
        "new": rows[new.pk],
        "pairs": pairs,
        "changes": sum(pair.state != "same" for pair in pairs),
        "lang": "en" if found.dossier.language == "en" else "zh-Hans",
        "may_restore": permissions.can_change_text(request.user, found),
        "page_actions": [
            {"url": reverse("newsroom_revisions", args=[found.pk]), "label": _("All revisions")}, *_back(found)
        ],
    }  # fmt: skip
    return render(request, "newsroom/compare.html", context)


@require_POST
def restore(request: HttpRequest, pk: int, revision_pk: int) -> HttpResponse:
    """Take up an older revision as the newest text."""
    found = permissions.get_story_for(request.user, pk)
    older = permissions.get_revision_for(request.user, found, revision_pk)
    return try_on_story(
        request,
        found,
        lambda: actions.restore_revision(found, older, acting_user=request.user),
        _("The older text is the newest now. Nothing was lost: the text before it is in the list of revisions."),
    )

"""The panels of a story's page that speak of its text, its paper's notice and its experts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.newsroom import permissions, queries
from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.forms import AcknowledgeForm, ExpertsForm
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel

Forms = dict[str, Any]


def _form_panel(form: Any, name: str, story: StoryPage, verb: str, **more: Any) -> Panel:
    """A section that is one form."""
    context = {"form": form, "action": reverse(name, args=[story.pk]), "verb": verb, "intro": more.pop("intro", "")}
    # A form that was refused is read first, on a phone too.
    stays = more.pop("stays", False) or bool(getattr(form, "errors", None))
    return Panel("newsroom/panels/form.html", context, stays=stays, **more)


@panel(20)
def notice_panel(request: HttpRequest, story: StoryPage, forms: Forms) -> Panel | None:
    """What was done about a notice on the story's paper."""
    dossier = story.dossier
    if not dossier.notice_waits or not permissions.can_deal_with_notice(request.user, dossier):
        return None
    seen = dossier.paper_notice_at.isoformat() if dossier.paper_notice_at else ""
    form = forms.get("acknowledge_form") or AcknowledgeForm(initial={"seen": seen})
    intro = _("Correct the story or withdraw it, if need be; or say here how the notice was dealt with.")
    return _form_panel(
        form, "newsroom_acknowledge", story, _("It was dealt with"), intro=intro, stays=True,
        title=_("The notice about the paper"), anchor="notice",
    )  # fmt: skip


@panel(5)
def text_panel(request: HttpRequest, story: StoryPage, forms: Forms) -> Panel:
    """The newest text, who holds it, and the comments on it that are open."""
    open_comments = story.wagtail_admin_comments.filter(resolved_at__isnull=True)
    context = {
        "draft": queries.newest_text(story),
        "comments": open_comments.count(),
        "locked_by": story.locked_by.get_full_name() if story.locked and story.locked_by else "",
        "may_edit": story.permissions_for_user(request.user).can_edit(),
    }
    done = story.dossier.state in {StoryState.PUBLISHED, StoryState.WITHDRAWN, StoryState.KILLED}
    title = _("The text") if done else _("The text under review")
    return Panel("newsroom/panels/text.html", context, title=title, anchor="text", stays=True)


@panel(60)
def experts_panel(request: HttpRequest, story: StoryPage, forms: Forms) -> Panel | None:
    """Naming who can speak on the story."""
    dossier = story.dossier
    if not permissions.can_set_experts(request.user, dossier):
        return None
    form = forms.get("experts_form") or ExpertsForm(
        people=queries.possible_experts(dossier), initial={"experts": dossier.experts.all()}
    )
    return _form_panel(
        form, "newsroom_experts", story, _("Name them"), title=_("Who can speak on it"), anchor="experts"
    )

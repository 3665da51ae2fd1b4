"""The list of mentions, and a mention."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms import LinkForm
from scicomm.listening.models import Mention
from scicomm.organisation.models import Unit

A_PAGE = 25


LINK_FILTERS = {"": gettext_lazy("All"), "linked": gettext_lazy("Linked"), "unlinked": gettext_lazy("Not linked")}


def _row(mention: Mention) -> dict[str, Any]:
    """A mention with what higher rooms offer for it, so that a list asks each of them once."""
    return {"mention": mention, "actions": queries.mention_actions(mention)}


def mentions(request: HttpRequest) -> HttpResponse:
    """The mentions one may read, newest first; by link and by unit."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    rows = permissions.mentions_for(request.user)
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit_id"))
    link, unit = request.GET.get("link", ""), request.GET.get("unit", "")
    if link in {"linked", "unlinked"}:
        rows = rows.linked() if link == "linked" else rows.unlinked()
    if unit:
        rows = rows.filter(unit__slug=unit)
    page = Paginator(queries.with_links(rows), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Mentions"),
        "page": page,
        "rows": [_row(mention) for mention in page.object_list],
        "filters": [{"value": value, "label": label, "here": value == link} for value, label in LINK_FILTERS.items()],
        "units": units,
        "link": link,
        "unit": unit,
    }
    return render(request, "listening/mentions.html", context)


def mention(request: HttpRequest, pk: int) -> HttpResponse:
    """One mention: what it says, what it was linked to and why, who was told; and setting the link right."""
    found = permissions.get_mention_for(request.user, pk)
    stories = permissions.stories_to_link(request.user)
    return _mention_page(request, found, LinkForm(stories=stories, initial={"story": found.dossier_id}))


def _mention_page(request: HttpRequest, found: Mention, form: LinkForm) -> HttpResponse:
    copies = queries.copies_of(found, permissions.mentions_for(request.user))
    context = {
        "page_title": found.title,
        "mention": found,
        "links": found.links.select_related("article", "dossier__story", "person__unit", "unit"),
        "claims": found.claim_copies.select_related("claim"),
        "copies": copies[:20],
        "copies_count": copies.count(),
        "actions": queries.mention_actions(found),
        "feeds": found.feeds.filter(pk__in=permissions.feeds_for(request.user).values("pk")),
        "alerts": permissions.alerts_for(request.user).filter(mention=found).select_related("watch"),
        "form": form if permissions.can_relink(request.user, found) else None,
    }
    return render(request, "listening/mention.html", context)


@require_POST
def relink(request: HttpRequest, pk: int) -> HttpResponse:
    """Set by hand which story a mention speaks of."""
    found = permissions.get_mention_for(request.user, pk)
    form = LinkForm(request.POST, stories=permissions.stories_to_link(request.user))
    if not form.is_valid():
        return _mention_page(request, found, form)
    try:
        actions.relink_mention(found, dossier=form.cleaned_data["story"], acting_user=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return _mention_page(request, found, form)
    messages.success(request, _("The link is set."))
    # The mention may now belong to a unit the user does not oversee.
    still_theirs = permissions.mentions_for(request.user).filter(pk=found.pk).exists()
    return redirect("listening_mention", pk=found.pk) if still_theirs else redirect("listening_mentions")

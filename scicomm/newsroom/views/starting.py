"""From a lead to a text in one step: where one person decides and writes, two screens between are two too many."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions
from scicomm.newsroom.enums import Profile
from scicomm.newsroom.forms import StartForm
from scicomm.organisation.permissions import require


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a lead and begin its story: two actions, both or neither."""
    found = permissions.get_lead_for(request.user, pk)
    require(permissions.can_write_from(request.user, found))
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language."))
        return redirect("newsroom_lead", pk)
    try:
        with transaction.atomic():
            topic = actions.accept_lead(found, acting_user=request.user)
            story = actions.start_story(
                topic, acting_user=request.user, language=form.cleaned_data["language"],
                profile=form.cleaned_data["profile"] or Profile.NEWS,
            )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("newsroom_lead", pk)
    messages.success(request, _("The story is begun. Write it in the editor; everything it needs stands on this page."))
    return redirect("newsroom_story", story.pk)

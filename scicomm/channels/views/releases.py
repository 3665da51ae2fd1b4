"""Staff verbs on releases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.channels import actions
from scicomm.channels.enums import ReleaseState
from scicomm.channels.permissions import get_release_for


@require_POST
def retry_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed release again; pressed twice it is tried once."""
    release = actions.retry_release(get_release_for(request.user, pk), acting_user=request.user)
    if release.state == ReleaseState.FAILED:
        messages.error(request, _("It failed again: %(reason)s") % {"reason": release.error})
    elif release.state == ReleaseState.SENT:
        messages.success(request, _("Released. The receipt stands below."))
    else:
        messages.success(request, _("It waits for the next issue now."))
    return redirect(reverse("releases:inspect", args=[release.pk]))

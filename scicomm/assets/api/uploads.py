"""Resumable uploads for programs: the endpoint of tus below /api/v1/, with a token of the scope `assets:write`.

It stands beside the described interface, because its verbs and numbers are those of the protocol and not of JSON.
"""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from scicomm.assets.forms.tus import answer
from scicomm.core.api import problem_answer
from scicomm.core.audit import acting_through
from scicomm.organisation.actions import note_token_use
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import TokenScope, token_of


@csrf_exempt
def tus_api(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Uploads into the unit of the token. Tokens come in a header, never in a cookie, so that no form can be forged."""
    with override(get_language_from_request(request)):
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        token = token_of(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            words = _("Send a valid token in the header “Authorization: Bearer …”. Tokens are made on the desk.")
            return problem_answer("no-token", words, headers={"WWW-Authenticate": 'Bearer realm="SciComm"'})
        if TokenScope.ASSETS_WRITE not in token.scopes:
            words = _("This token may not do that: it needs “%(scope)s”.")
            return problem_answer("not-allowed", words % {"scope": TokenScope.ASSETS_WRITE.value})
        note_token_use(token)
        request.user = token.user
        with acting_through(f"token {token.prefix}"):
            return answer(request, key, Unit.objects.filter(pk=token.unit_id), "api-v1:assets-tus")

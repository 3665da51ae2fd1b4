"""What a token must be able to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from scicomm.core.api import ApiProblem
from scicomm.organisation.models import ApiToken
from scicomm.organisation.permissions import TokenScope


def needs(request: Any, scope: TokenScope) -> ApiToken:
    """The token of the request, if it may do this."""
    token: ApiToken = request.auth
    if scope not in token.scopes:
        words = gettext("This token may not do that: it needs “%(scope)s”.")
        raise ApiProblem("not-allowed", words % {"scope": scope.value})
    return token

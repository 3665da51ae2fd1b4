"""The endpoint of resumable uploads for people who are signed in; the protocol's answers stand in forms."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from scicomm.assets import permissions
from scicomm.assets.forms.tus import answer


def tus(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Uploads of the person who is signed in, into the units they edit."""
    return answer(request, key, permissions.units_to_add_to(request.user), "assets_tus")

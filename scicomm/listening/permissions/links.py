"""Who may meet which link of a mention: whoever meets the mention."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.listening.models import MentionLink
from scicomm.listening.permissions.mentions import mentions_for
from scicomm.organisation.permissions import allowed


def links_for(user: Any) -> QuerySet[MentionLink]:
    return MentionLink.objects.filter(mention__in=mentions_for(user).values("pk"))


def get_link_for(user: Any, identifier: object) -> MentionLink:
    return allowed(links_for(user).select_related("mention"), identifier)

"""Who may see and change saved searches."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.audiences.enums import SearchState, SubscriptionState
from scicomm.audiences.models import SavedSearch, Subscription
from scicomm.audiences.permissions.readers import get_subscription_to_manage, rows_of_reader
from scicomm.audiences.rules import SEARCH_LEAVE_SALT, read_token
from scicomm.organisation.permissions import (
    EDITORS,
    Role,
    allowed,
    holds_anywhere,
)


def searches_of(subscription: Subscription) -> QuerySet[SavedSearch]:
    """The searches that the reader behind a row watches; two queries for the page."""
    shown = [SearchState.ACTIVE, SearchState.PAUSED]
    rows = SavedSearch.objects.filter(
        subscription__in=rows_of_reader(subscription), state__in=shown, subscription__state=SubscriptionState.CONFIRMED
    )
    return rows.select_related("query", "subscription").order_by("name", "pk")


def get_search_to_leave(token: str) -> SavedSearch:
    """The saved search that the link in an alert speaks of; 404 for a forged link and for one that was deleted."""
    read = read_token(token, SEARCH_LEAVE_SALT)
    rows = SavedSearch.objects.select_related("subscription", "query")
    found = rows.filter(pk=read[0]).first() if read else None
    if read is None or found is None or found.key[:12] != read[1]:
        raise Http404
    return found


def get_search_to_manage(token: str, identifier: int) -> SavedSearch:
    """A saved search of the reader whose preferences link it is; 404 for anybody else's."""
    return allowed(searches_of(get_subscription_to_manage(token)), identifier)


def sees_watched_queries(user: Any) -> bool:
    """What is watched most, as words and numbers: whoever plans or administers in some unit. Never who watches."""
    return holds_anywhere(user, {*EDITORS, Role.ADMINISTRATOR})

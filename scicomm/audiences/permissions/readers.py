"""Who may see subscriptions, issues and mails, and fetching them with permission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import Http404

from scicomm.audiences.models import Guardian, Issue, OutgoingMail, Subscription
from scicomm.audiences.rules import GUARDIAN_SALT, LEAVE_ALL_SALT, LEAVE_SALT, MANAGE_SALT, WHY_SALT, read_token
from scicomm.channels.models import Channel
from scicomm.channels.queries import newsletters
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    holds_anywhere,
    holds_at_the_top,
    holds_here,
    units_here,
    units_under,
)

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.COMMUNICATION_OFFICER})


def keeps_addresses(user: Any) -> bool:
    """Administrators and communication officers of the academy itself."""
    return holds_at_the_top(user, KEEPERS)


def reads_mail(user: Any) -> bool:
    """The inbox shows every mail to anybody: administrators of the academy itself only."""
    return holds_at_the_top(user, [Role.ADMINISTRATOR])


class KeepersPolicy(UnitPermissionPolicy):
    """The policy of rows that hold readers' addresses: seen by the keepers; changed only through actions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and keeps_addresses(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def units_for(self, user: Any, action: str) -> QuerySet[Unit]:
        return Unit.objects.all() if self.user_has_permission(user, action) else Unit.objects.none()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        return rows.all() if "view" in set(actions) and keeps_addresses(user) else rows.none()


class IssuePolicy(UnitPermissionPolicy):
    """Issues are a record of the unit: read by its overseers, made by actions only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


def subscriptions_for(user: Any) -> QuerySet[Subscription]:
    return Subscription.objects.all() if keeps_addresses(user) else Subscription.objects.none()


def mails_for(user: Any) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.all() if keeps_addresses(user) else OutgoingMail.objects.none()


def issues_for(user: Any) -> QuerySet[Issue]:
    """Issues of the units the user oversees."""
    return Issue.objects.filter(unit__in=units_under(user, OVERSEERS))


def newsletters_for(user: Any) -> QuerySet[Channel]:
    """The newsletters whose issues the user may send."""
    return newsletters().filter(unit__in=units_here(user, EDITORS))


def get_subscription_for(user: Any, identifier: object) -> Subscription:
    return allowed(subscriptions_for(user), identifier)


def get_outgoing_mail_for(user: Any, identifier: object) -> OutgoingMail:
    return allowed(mails_for(user), identifier)


def get_issue_for(user: Any, identifier: object) -> Issue:
    return allowed(issues_for(user).select_related("unit"), identifier)


def can_send_issue(user: Any, unit: Unit) -> bool:
    """Editors of the very unit."""
    return holds_here(user, EDITORS, unit)


def _by_token(token: str, salt: str) -> Subscription:
    read = read_token(token, salt)
    found = Subscription.objects.filter(pk=read[0]).first() if read else None
    if read is None or found is None or found.key[:12] != read[1]:
        raise Http404
    return found


def get_subscription_to_leave_all(token: str) -> Subscription:
    """A subscription whose whole mailbox a link ends; 404 for a forged link, and for one that ends one kind only."""
    return _by_token(token, LEAVE_ALL_SALT)


def get_guardian(token: str) -> Guardian:
    """The guardian that a link speaks of; 404 for a forged or replaced link and for erased data."""
    read = read_token(token, GUARDIAN_SALT)
    found = Guardian.objects.select_related("subscription__profile").filter(pk=read[0]).first() if read else None
    if read is None or found is None or found.key[:12] != read[1]:
        raise Http404
    return found


def get_mail_to_explain(token: str) -> OutgoingMail:
    """The mail that a "why" link speaks of; 404 for a forged link and for a mail of erased data."""
    read = read_token(token, WHY_SALT)
    rows = OutgoingMail.objects.select_related("subscription", "issue__unit", "saved_search__query")
    found = rows.filter(pk=read[0]).first() if read else None
    if read is None or found is None or found.subscription.erased_at or found.subscription.key[:12] != read[1]:
        raise Http404
    return found


def sees_audience_figures(user: Any) -> bool:
    """Numbers of readers by segment: whoever plans or administers in some unit. Never who."""
    return holds_anywhere(user, {*EDITORS, Role.ADMINISTRATOR})


def get_subscription_to_leave(token: str) -> Subscription:
    """The subscription that an unsubscribe link speaks of; 404 for a forged link."""
    return _by_token(token, LEAVE_SALT)


def get_subscription_to_manage(token: str) -> Subscription:
    """The subscription that a preferences link speaks of; 404 for a forged link and for erased data."""
    found = _by_token(token, MANAGE_SALT)
    if found.erased_at:
        raise Http404
    return found


def rows_of_reader(subscription: Subscription) -> QuerySet[Subscription]:
    """All rows of the same mailbox, whatever for and in whichever language: one link manages them all."""
    return Subscription.objects.alias(low=Lower("email")).filter(low=subscription.email.lower()).exclude(email="")

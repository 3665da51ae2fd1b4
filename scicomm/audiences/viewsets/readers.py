"""The staff lists of subscriptions, issues and mails."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import MailState, SubscriptionState
from scicomm.audiences.models import Issue, OutgoingMail, Subscription
from scicomm.core.viewsets import UnitModelViewSet, WalledIndex, WalledInspect


class ButtonsInspect(WalledInspect):
    """A record with the buttons that its state allows: `buttons` gives (address, words, is it serious)."""

    template_name = "audiences/admin/inspect.html"

    def buttons(self) -> list[tuple[str, Any, bool]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "verbs": self.buttons()}


class SubscriptionInspect(ButtonsInspect):
    """A reader's request: end it, or forget them."""

    def buttons(self) -> list[tuple[str, Any, bool]]:
        row: Subscription = self.object
        found: list[tuple[str, Any, bool]] = []
        if row.state != SubscriptionState.LEFT:
            found.append((reverse("audiences_end", args=[row.pk]), _("End subscription"), False))
        if row.erased_at is None:
            found.append((reverse("audiences_erase", args=[row.pk]), _("Erase this reader's data"), True))
        return found


class SubscriptionViewSet(UnitModelViewSet):
    """Readers, to answer their requests."""

    model = Subscription
    name = "subscriptions"
    icon = "group"
    menu_label = _("Subscriptions")
    form_fields: list[str] = []
    list_display = ["email", "kind", "language", "state", "confirmed_at", "left_at"]
    list_filter = ["kind", "state", "language"]
    search_fields = ["email"]
    inspect_view_fields = [
        *("email", "kind", "language", "all_units", "units", "state", "asked_at", "consent_version", "consent_locale"),
        *("confirmed_at", "left_at", "undeliverable_since", "erased_at"),
    ]
    inspect_view_class = SubscriptionInspect


class IssueIndex(WalledIndex):
    """Issues with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class IssueViewSet(UnitModelViewSet):
    """What went out, when, to how many."""

    model = Issue
    name = "issues"
    icon = "mail"
    menu_label = _("Newsletter issues")
    form_fields: list[str] = []
    list_display = ["subject", "unit", "language", "period", "state", "recipients", "sent_at"]
    list_filter = ["state", "language"]
    inspect_view_fields = ["subject", "unit", "language", "period", "state", "recipients", "created_at", "sent_at"]
    index_view_class = IssueIndex


class MailInspect(ButtonsInspect):
    """A mail on its way; a failed one can be tried again."""

    def buttons(self) -> list[tuple[str, Any, bool]]:
        if self.object.state == MailState.FAILED:
            return [(reverse("audiences_retry", args=[self.object.pk]), _("Try again"), False)]
        return []


class MailViewSet(UnitModelViewSet):
    """Every mail and its state, the failed ones with the reason. No addresses here."""

    model = OutgoingMail
    name = "outgoing_mails"
    icon = "upload"
    menu_label = _("Outgoing mails")
    form_fields: list[str] = []
    list_display = ["message_id", "purpose", "state", "attempts", "error", "sent_at"]
    list_filter = ["state", "purpose"]
    inspect_view_fields = [
        *("message_id", "purpose", "subscription", "issue", "state", "attempts", "next_try_at", "error"),
        *("queued_at", "sent_at"),
    ]
    inspect_view_class = MailInspect

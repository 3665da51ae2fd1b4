"""The staff list of releases."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Release
from scicomm.channels.permissions import can_retry_release
from scicomm.core.viewsets import UnitModelViewSet, WalledIndex, WalledInspect


class ReleaseIndex(WalledIndex):
    """Releases with what a row shows, in one query."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().defer("package")
        return rows.select_related("channel__unit", "dossier__story", "dossier__unit")

    def get_inspect_url(self, instance: Release) -> str:
        return reverse("channels_release_sheet", args=[instance.pk])


class ReleaseInspect(WalledInspect):
    """A release, with the button that tries a failed one again."""

    template_name = "channels/release_inspect.html"

    @cached_property
    def retry_url(self) -> str:
        if self.object.state == ReleaseState.FAILED and can_retry_release(self.request.user, self.object):
            return reverse("channels_release_retry", args=[self.object.pk])
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "retry_url": self.retry_url}


class ReleaseViewSet(UnitModelViewSet):
    """What went where, and what came back."""

    model = Release
    name = "releases"
    icon = "upload"
    menu_label = _("Releases")
    menu_order = 321
    # Releases are never edited; Wagtail asks for a form all the same.
    form_fields: list[str] = []
    list_display = ["__str__", "state", "todo", "not_before", "sent_at", "url", "error"]
    list_filter = ["state", "todo", "channel__kind", "channel__language"]
    inspect_view_fields = [
        "channel",
        "dossier",
        "revision_id",
        "state",
        "sent_at",
        "outside_id",
        "url",
        "attempts",
        "error",
    ]
    index_view_class = ReleaseIndex
    inspect_view_class = ReleaseInspect

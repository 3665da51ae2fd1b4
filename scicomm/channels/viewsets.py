"""The staff lists of channels and releases, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from scicomm.channels import actions
from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions import can_retry_release
from scicomm.core.viewsets import UnitModelViewSet, WalledEdit, WalledIndex, WalledInspect


class ChannelEdit(WalledEdit):
    """Changes go through the action, which asks again and writes the audit."""

    def save_instance(self) -> Any:
        values = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        return actions.change_channel(self.object, acting_user=self.request.user, **values)


class ChannelIndex(WalledIndex):
    """Channels with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class ChannelViewSet(UnitModelViewSet):
    """A unit's site, feed and newsletter: switched, renamed, paced."""

    model = Channel
    name = "channels"
    # The public addresses of this room are the namespace "channels".
    url_namespace = "channel_admin"
    icon = "site"
    menu_label = _("Channels")
    menu_order = 320
    form_fields = ["name_zh", "name_en", "is_on", "every_days", "tell_changes"]
    list_display = ["name", "unit", "kind", "language", "is_on"]
    list_filter = ["kind", "language", "is_on"]
    index_view_class = ChannelIndex
    edit_view_class = ChannelEdit


class ReleaseIndex(WalledIndex):
    """Releases with what a row shows, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("channel__unit", "dossier__story", "dossier__unit")


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
    list_display = ["__str__", "state", "sent_at", "url", "error"]
    list_filter = ["state", "channel__kind"]
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

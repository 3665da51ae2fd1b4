"""The staff list of channels, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scicomm.channels import actions
from scicomm.channels.models import Channel
from scicomm.core.viewsets import UnitModelViewSet, WalledEdit, WalledIndex


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

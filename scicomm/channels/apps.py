"""The channels room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "scicomm.channels"
    label = "channels"
    verbose_name = _("Channels")

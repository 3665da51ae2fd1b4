"""The listening room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListeningConfig(AppConfig):
    name = "scicomm.listening"
    label = "listening"
    verbose_name = _("Listening")

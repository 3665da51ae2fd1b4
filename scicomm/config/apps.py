"""The config room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "scicomm.config"
    label = "config"
    verbose_name = _("Configuration")

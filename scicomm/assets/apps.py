"""The assets room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "scicomm.assets"
    label = "assets"
    verbose_name = _("Assets")

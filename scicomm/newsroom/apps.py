"""The newsroom room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "scicomm.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

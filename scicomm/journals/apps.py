"""The journals room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalsConfig(AppConfig):
    name = "scicomm.journals"
    label = "journals"
    verbose_name = _("Journals")

    def ready(self) -> None:
        from scicomm.journals import checks  # noqa: F401

"""The audiences room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AudiencesConfig(AppConfig):
    name = "scicomm.audiences"
    label = "audiences"
    verbose_name = _("Audiences")

    def ready(self) -> None:
        # Registers checks, which need settings and models.
        from scicomm.audiences import checks  # noqa: F401

"""The responses room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResponsesConfig(AppConfig):
    name = "scicomm.responses"
    label = "responses"
    verbose_name = _("Responses")

    def ready(self) -> None:
        from scicomm.responses import checks  # noqa: F401

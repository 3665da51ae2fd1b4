"""The portal room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "scicomm.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """The desk's table of journals and the figures of answers get the columns that only the portal can fill."""
        from scicomm.portal.queries.answer_reads import register_reads
        from scicomm.portal.queries.portfolio import register_columns

        register_columns()
        register_reads()

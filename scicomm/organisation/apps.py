"""The organisation room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "scicomm.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

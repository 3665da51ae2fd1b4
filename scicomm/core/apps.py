"""The core room as a Django application: it gathers every room's handlers, tasks and checks at start."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "scicomm.core"
    label = "core"
    verbose_name = _("Foundations")

    def ready(self) -> None:
        # Handlers subscribe and periodic jobs register when their module is read; actions declare their audit entries.
        autodiscover_modules("actions", "handlers", "tasks")
        from scicomm.core import checks  # noqa: F401

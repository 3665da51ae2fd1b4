"""The search room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from modelsearch.index import get_indexed_models


class SearchConfig(AppConfig):
    name = "scicomm.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Tells Wagtail not to enqueue a task for every saved object, which would bring its index up to date.

        The staff screens search the rows themselves (`substrings`), so there is nothing that could fall behind. Our rooms
        stand before Wagtail in INSTALLED_APPS, so this is said before Wagtail connects its signals.
        """
        for model in get_indexed_models():
            model.search_auto_update = False

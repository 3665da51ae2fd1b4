"""The base of all page models: serving and previewing a page both go to the view that the page's room registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

PageView = Callable[..., HttpResponse]
V = TypeVar("V", bound=PageView)
VIEWS: dict[type, PageView] = {}


def serves(page_type: type[Page]) -> Callable[[V], V]:
    """Register a room's view for a page type: `@serves(StoryPage)`; called as `view(request, page, preview=…)`."""

    def register(view: V) -> V:
        VIEWS[page_type] = view
        return view

    return register


class DispatchedPage(Page):
    """A page without `serve` or context logic of its own: models hold what is, views decide how it is shown."""

    class Meta:
        abstract = True

    def get_admin_display_title(self) -> str:
        """A public page goes by its public title: the draft of a correction is not shown to choosers in other units."""
        return str(self.title if self.live else super().get_admin_display_title())

    def _view(self) -> PageView:
        for kind in type(self).__mro__:
            if kind in VIEWS:
                return VIEWS[kind]
        raise LookupError(f"no view was registered for {type(self).__name__} with core.pages.serves")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._view()(request, self, preview=False)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self._view()(request, self, preview=True)

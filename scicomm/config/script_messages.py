"""Serves the translations that Wagtail's scripts read, ours included; the words themselves stand in the catalogues."""

from django.http import HttpRequest, HttpResponse
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

_catalogue = JavaScriptCatalog.as_view()


def script_messages(request: HttpRequest) -> HttpResponse:
    """All script catalogues in the language the person chose for the staff screens.

    Wagtail's own view of this address reads only the catalogue of `wagtail.admin` and never `LOCALE_PATHS`, so what
    it lacks would stay English. Mount this one at the same path, before Wagtail's addresses.
    """
    return get_localized_response(_catalogue, request)

"""The walls around Wagtail's own admin views: which speak of all units at once, which name a page, which are replaced.

Wagtail asks whether a user may do something to *some* page or image; several views then show or name any (tests/test_walls.py
found each). Here every address of the admin is wrapped once, before any of its code runs. Our own views ask their rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views import documents
from wagtail.images.views import chooser, images

from scicomm.assets import views as assets
from scicomm.assets.models import AssetDocument, AssetImage
from scicomm.assets.permissions import assets_for
from scicomm.organisation.permissions import choosable_pages_for, pages_for, rules_the_house

View = Callable[..., HttpResponse]

# Beginnings of the names of Wagtail's views that only administrators of the top unit may open, with the reason.
REFUSED: dict[str, str] = {
    "wagtailadmin_reports:": "reports speak of the pages of all units at once",
    "wagtailadmin_api:images:": "lists every image and draws renditions of it, whatever the collection",
    "wagtailadmin_api:documents:": "lists every document, whatever the collection",
    "wagtailadmin_error_test": "raises an error on purpose",
    "wagtailadmin_pages:type_use": "lists the pages of one type in all units",
    "wagtailadmin_workflows:": "workflows and their tasks are the same for all units; they are set up by actions",
    "wagtailadmin_collections:": "a collection is made and named with its unit",
    "simple_translation:": "a copy in another language is started from the topic, by the newsroom",
    "wagtailusers_": "accounts and groups are derived from people and appointments",
    "wagtailsites:": "sites are set up by actions",
    "wagtaillocales:": "the languages are a setting",
    "wagtailforms:": "the project has no form pages",
    "wagtailredirects:": "redirects speak of addresses of all units",
    "wagtailembeds:": "fetches any address from the server; stories hold no embeds",
}
# Parameters by which Wagtail's views name a page, and the names of views whose `pk` is a page.
PAGE_PARAMETERS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
PAGE_BY_PK = ("wagtailadmin_api:pages:", "wagtailadmin_pages:revisions_compare")
# Choosers may also show what is public, because a story links to other units' stories.
CHOOSERS = ("wagtailadmin_choose_page",)
# Parameters in the query that name pages.
QUERY_PARAMETERS = ("id", "target_pages[]", "parent_page_id", "child_of", "descendant_of", "childOf")
FILES = {("assets", "assetimage"): AssetImage, ("assets", "assetdocument"): AssetDocument}
# Wagtail's views that show the tags of all units, and ours in their place.
REPLACED: dict[type, type] = {
    images.IndexView: assets.ImageIndex,
    documents.IndexView: assets.DocumentIndex,
    images.EditView: assets.ImageEdit,
    documents.EditView: assets.DocumentEdit,
    chooser.ImageChooseView: assets.ImageChoose,
    chooser.ImageChooseResultsView: assets.ImageChooseResults,
    chooser.ImageChosenView: assets.ImageChosen,
    chooser.ImageChosenMultipleView: assets.ImagesChosen,
    chooser.ImageSelectFormatView: assets.ImageFormat,
}


def walled_patterns(patterns: list[Any]) -> list[Any]:
    """Wrap every view below the admin, once, in place; returns the same list."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            walled_patterns(entry.url_patterns)
        elif isinstance(entry, URLPattern) and not getattr(entry.callback, "is_walled", False):
            entry.callback = _walled(_replaced(entry.callback))
    return patterns


def _replaced(view: Any) -> View:
    ours = REPLACED.get(getattr(view, "view_class", type(None)))
    if ours is None:
        return view
    return never_cache(require_admin_access(cast(Any, ours).as_view(**view.view_initkwargs)))


def _walled(view: View) -> View:
    @wraps(view)
    def wall(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A stranger is led to the sign-in by the view itself.
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        # Wagtail itself speaks a person's language only inside its views: what refuses them stands outside.
        with translation.override(_language_of(request.user)):
            if not passes(request):
                return page_not_found(request, Exception(), template_name="wagtailadmin/404.html")
            return view(request, *args, **kwargs)

    wall.is_walled = True  # type: ignore[attr-defined]
    return wall


def _language_of(user: Any) -> str | None:
    """The language that somebody chose for their screens, else that of the request."""
    profile = getattr(user, "wagtail_userprofile", None)
    return str(profile.get_preferred_language()) if profile else translation.get_language()


def passes(request: HttpRequest) -> bool:
    """Whether the request's user may open this address with the things it names."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if name.startswith(tuple(REFUSED)):
        return rules_the_house(request.user)
    parameters = match.kwargs if match else {}
    if name == "wagtail_bulk_action" and not _bulk_passes(parameters, request):
        return False
    named = _named_pages(name, parameters, request)
    if not named:
        return True
    reach = choosable_pages_for if name.startswith(CHOOSERS) else pages_for
    return bool(reach(request.user).filter(pk__in=named).count() == len(named))


def _bulk_passes(parameters: dict[str, Any], request: HttpRequest) -> bool:
    """Bulk actions name on their screen also the things one may not touch, so that each must be one's own.

    "all" stands for everything in a folder; it is understood for the children of a page only, which are checked as named.
    """
    ids = request.GET.getlist("id")
    kind = (parameters["app_label"], parameters["model_name"])
    if kind == ("wagtailcore", "page"):
        return "all" not in ids or bool(request.GET.get("childOf"))
    if kind not in FILES:
        return rules_the_house(request.user)
    numbers = {int(value) for value in ids if value.isdigit()}
    return "all" not in ids and assets_for(request.user, cast(Any, FILES[kind])).filter(pk__in=numbers).count() == len(
        numbers
    )


def _named_pages(name: str, parameters: dict[str, Any], request: HttpRequest) -> set[int]:
    """The pages that the address, or its query, names."""
    if not name.startswith(("wagtailadmin_", "wagtail_bulk", "wagtailforms")):
        return set()
    named = [parameters[key] for key in PAGE_PARAMETERS if key in parameters]
    if name.startswith(PAGE_BY_PK) and "pk" in parameters:
        named.append(parameters["pk"])
    if name != "wagtail_bulk_action" or parameters.get("model_name") == "page":
        named += [value for key in QUERY_PARAMETERS for value in request.GET.getlist(key)]
    return {int(value) for value in named if str(value).isdigit()}

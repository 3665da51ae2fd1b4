"""Information disclosure in Wagtail's admin: addresses, menu items, kinds and letter templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from scicomm.assets.models import AssetDocument
from scicomm.organisation.permissions import OVERSEERS, HousePolicy, holds_anywhere
from scicomm.responses.models import DisclosureFile, DisclosureKind, LetterTemplate
from scicomm.responses.permissions.disclosure import OFFICERS
from scicomm.responses.views.disclosure import catalogue, desk, figures, files, steps
from scicomm.responses.viewsets.disclosure import DisclosureKindViewSet, LetterTemplateViewSet

for _model in (DisclosureKind, LetterTemplate):
    register_permission_policy(_model, HousePolicy(_model))


@hooks.register("register_admin_urls")
def disclosure_urls() -> list[Any]:
    return [
        path("disclosure/", catalogue.listed, name="responses_catalogue"),
        path("disclosure/new/<slug:slug>/", catalogue.new, name="responses_item_new"),
        path("disclosure/none/<slug:slug>/", catalogue.not_applicable, name="responses_item_none"),
        path("disclosure/item/<int:pk>/", catalogue.item, name="responses_item"),
        path("disclosure/item/<int:pk>/<slug:verb>/", catalogue.item_step, name="responses_item_step"),
        path("disclosure/files/<int:pk>/", files.version, name="responses_item_file"),
        path("disclosure/files/<int:pk>/remove/", files.remove, name="responses_item_file_remove"),
        path("disclosure/files/item/<int:pk>/", files.add, name="responses_item_file_add"),
        path("disclosure/figures/", figures.disclosure_figures, name="responses_disclosure_figures"),
        path("disclosure/reports/", catalogue.reports, name="responses_reports"),
        path("disclosure/reports/<int:pk>/", catalogue.report, name="responses_report"),
        path("disclosure/reports/<int:pk>/pdf/", catalogue.report_file, name="responses_report_pdf"),
        path("disclosure/requests/", desk.listed, name="responses_requests"),
        path("disclosure/requests/new/", desk.enter, name="responses_request_new"),
        path("disclosure/requests/<int:pk>/", desk.one, name="responses_request"),
        path("disclosure/requests/<int:pk>/<slug:verb>/", steps.step, name="responses_request_step"),
        path("disclosure/letters/<int:pk>/", desk.letter, name="responses_letter"),
        path("disclosure/copies/<int:pk>/", desk.paper, name="responses_copy"),
        path("disclosure/originals/<int:pk>/", desk.original, name="responses_original"),
    ]


@hooks.register("register_admin_viewset")
def template_viewsets() -> list[Any]:
    return [DisclosureKindViewSet(), LetterTemplateViewSet()]


@hooks.register("before_bulk_action")
def keep_files_of_items(request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any) -> Any:
    """Documents of the catalogue are not deleted many at once: their versions are kept (one alone, Wagtail refuses)."""
    documents = [one.pk for one in objects if isinstance(one, AssetDocument)]
    if action_type != "delete" or not DisclosureFile.objects.filter(document__in=documents).exists():
        return None
    messages.error(request, _("Some of these documents stand in the disclosure catalogue and are kept."))
    return redirect("wagtaildocs:index")


class CatalogueMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


class RequestsMenuItem(MenuItem):
    """Shown to disclosure officers."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OFFICERS)


@hooks.register("register_admin_menu_item")
def catalogue_item() -> MenuItem:
    label = gettext_lazy("Disclosure catalogue")
    return CatalogueMenuItem(label, reverse("responses_catalogue"), name="catalogue", icon_name="list-ul", order=141)


@hooks.register("register_admin_menu_item")
def requests_item() -> MenuItem:
    label = gettext_lazy("Requests for information")
    url = reverse("responses_requests")
    return RequestsMenuItem(label, url, name="disclosure-requests", icon_name="doc-full", order=142)

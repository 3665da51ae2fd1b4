"""The library in Wagtail's admin: its addresses and its place in the menu."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.assets.permissions import can_see_library
from scicomm.assets.views import bulk_edits, duplicates, imports, library, tus, uploads


class LibraryMenuItem(MenuItem):
    """Shown to those who see a library."""

    def is_shown(self, request: Any) -> bool:
        return can_see_library(request.user)


@hooks.register("register_admin_menu_item")
def library_item() -> MenuItem:
    return LibraryMenuItem(_("Image library"), reverse("assets_library"), name="library", icon_name="image", order=299)


@hooks.register("register_admin_urls")
def library_urls() -> list[Any]:
    return [
        path("assets/", library.library, name="assets_library"),
        path("assets/<int:pk>/small/", library.small_picture, name="assets_small"),
        path("assets/add/", uploads.upload, name="assets_upload"),
        path("assets/add/clear/", uploads.clear, name="assets_upload_clear"),
        path("assets/add/<uuid:key>/", uploads.decide, name="assets_upload_decide"),
        path("assets/uploads/", tus.tus, name="assets_tus"),
        path("assets/uploads/<uuid:key>/", tus.tus, name="assets_tus"),
        path("assets/duplicates/", duplicates.duplicates, name="assets_duplicates"),
        path("assets/duplicates/<int:pk>/", duplicates.decide_pair, name="assets_duplicate"),
        path("assets/imports/", imports.imports, name="assets_imports"),
        path("assets/imports/<int:pk>/", imports.import_run, name="assets_import"),
        path("assets/imports/<int:pk>/progress/", imports.import_progress, name="assets_import_progress"),
        path("assets/imports/<int:pk>/errors.csv", imports.import_errors, name="assets_import_errors"),
        path("assets/edits/", bulk_edits.bulk_edits, name="assets_bulk_edits"),
        path("assets/edits/new/", bulk_edits.new_bulk_edit, name="assets_bulk_new"),
        path("assets/edits/<int:pk>/", bulk_edits.bulk_edit, name="assets_bulk_edit"),
        path("assets/edits/<int:pk>/apply/", bulk_edits.apply_bulk, name="assets_bulk_apply"),
        path("assets/edits/<int:pk>/undo/", bulk_edits.undo_bulk, name="assets_bulk_undo"),
        path("assets/edits/<int:pk>/progress/", bulk_edits.bulk_progress, name="assets_bulk_progress"),
    ]

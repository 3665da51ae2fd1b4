"""Files of catalogue items at the desk and for everyone: always a download, never shown or run by the browser."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scicomm.responses.actions import disclosure as actions
from scicomm.responses.forms.disclosure_files import ItemFileForm
from scicomm.responses.models import DisclosureFile, DisclosureItem
from scicomm.responses.permissions import disclosure as permissions
from scicomm.responses.queries.disclosure.files import public_file
from scicomm.responses.views.disclosure.catalogue import item_form, item_page

_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def _download(file: DisclosureFile) -> FileResponse:
    try:
        opened = file.document.file.storage.open(str(file.document.file.name))
    except OSError as error:
        raise Http404 from error
    kind = _TYPES.get(file.extension, "application/octet-stream")
    response = FileResponse(opened, as_attachment=True, filename=file.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a public item. Whoever keeps a copy asks again each time: an item may be withdrawn."""
    found = public_file(pk)
    if found is None:
        raise Http404
    response = _download(found)
    response["Cache-Control"] = "no-cache"
    return response


@never_cache
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Any version of a file, for those who oversee the unit."""
    return _download(permissions.get_item_file_for(request.user, pk))


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file to an item; what is refused is said on the item's page."""
    found = permissions.get_item_for(request.user, pk)
    if not permissions.can_write_item(request.user, found.unit):
        raise PermissionDenied
    form = ItemFileForm(request.POST, request.FILES, item=found, prefix="file")
    if form.is_valid():
        try:
            _added(found, form.cleaned_data, request.user)
        except ValidationError as error:
            known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
            form.add_error(None, error if known else error.messages)
        else:
            messages.success(request, _("The file is there. It goes public when another person releases the item."))
            return redirect("responses_item", pk)
    return item_page(request, found, found.unit, item_form(found), status=400, file_form=form)


def _added(found: DisclosureItem, data: dict[str, Any], user: Any) -> None:
    """The upload on disk under a name of our own, with its extension, so that it can be looked at; gone afterwards."""
    upload = data["file"]
    suffix = Path(upload.name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix if suffix in {'.csv', '.txt'} else ''}"
        with path.open("wb") as target:
            for piece in upload.chunks():
                target.write(piece)
        actions.add_item_file(
            found, path, name=upload.name, title_zh=data["title_zh"], title_en=data["title_en"],
            replaces=data["replaces"], acting_user=user,
        )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off its item."""
    found = permissions.get_item_file_for(request.user, pk)
    try:
        actions.remove_item_file(found, acting_user=request.user)
    except ValidationError as error:
        return item_page(
            request, found.item, found.item.unit, item_form(found.item), status=409, problems=error.messages
        )
    messages.success(request, _("Removed. Readers have it until another person releases the item."))
    return redirect("responses_item", found.item_id)

"""Who may fetch a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks

from scicomm.assets.models import AssetDocument
from scicomm.assets.permissions import may_fetch


@hooks.register("before_serve_document")
def keep_unpublished_documents(document: AssetDocument, request: HttpRequest) -> None:
    """A document that no public page links to belongs to its unit: its address can be guessed, its content not fetched."""
    if not may_fetch(request.user, document):
        raise Http404

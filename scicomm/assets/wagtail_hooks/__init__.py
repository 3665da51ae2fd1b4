"""Where files stand in Wagtail: who may fetch a document, the asset's own screens."""

from scicomm.assets.wagtail_hooks.delivery import brand_item, delivery_urls, recordings_item, requests_item
from scicomm.assets.wagtail_hooks.documents import keep_unpublished_documents
from scicomm.assets.wagtail_hooks.library import library_item, library_urls
from scicomm.assets.wagtail_hooks.records import note_edited_image, rights_item, rights_urls

__all__ = [
    "brand_item",
    "delivery_urls",
    "keep_unpublished_documents",
    "library_item",
    "library_urls",
    "note_edited_image",
    "recordings_item",
    "requests_item",
    "rights_item",
    "rights_urls",
]

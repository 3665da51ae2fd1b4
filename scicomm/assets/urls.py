"""The addresses of the image resources outside the desk. Files and IIIF have one address whatever the language."""

from __future__ import annotations

from django.urls import path

from scicomm.assets.views import bank, brand, iiif, lightboxes, requests, streaming

app_name = "assets"
_MANIFESTS = "iiif/presentation/3"
file_patterns = [
    path(f"{_MANIFESTS}/asset/<int:pk>/manifest.json", iiif.manifest_of_asset, name="asset_manifest"),
    path(f"{_MANIFESTS}/page/<int:pk>/manifest.json", iiif.manifest_of_page, name="page_manifest"),
    path(f"{_MANIFESTS}/lightbox/<str:token>/manifest.json", iiif.manifest_of_lightbox, name="lightbox_manifest"),
    path("iiif/3/<str:identifier>/info.json", iiif.info, name="info"),
    path(
        "iiif/3/<str:identifier>/<str:region>/<str:size>/<str:rotation>/<str:quality>.<str:form>",
        iiif.picture,
        name="picture",
    ),
    path("iiif/3/<str:identifier>", iiif.base, name="base"),
    path("recordings/<int:pk>/media", streaming.recording_file, name="recording"),
    path("recordings/tracks/<int:pk>.vtt", streaming.track, name="track"),
]
urlpatterns = [
    path("images/", bank.images, name="images"),
    path("images/<int:pk>/", bank.image, name="image"),
    path("brand/", brand.kits, name="brands"),
    path("brand/<slug:slug>/", brand.kit, name="brand"),
    # Forms, and what is for one person: never kept by the page cache.
    path("asset/<int:pk>/download/", bank.download, name="download"),
    path("asset/<int:pk>/request/", requests.ask, name="ask"),
    path("asset/request/<str:ticket>/", requests.confirm, name="confirm_request"),
    path("asset/granted/<str:ticket>/", requests.fetch, name="granted"),
    path("lightbox/", lightboxes.mine, name="lightboxes"),
    path("lightbox/<int:pk>/", lightboxes.one, name="lightbox"),
    path("lightbox/<int:pk>/delete/", lightboxes.delete, name="delete_lightbox"),
    path("lightbox/<int:pk>/share/", lightboxes.share, name="share"),
    path("lightbox/link/<int:pk>/revoke/", lightboxes.revoke, name="revoke_share"),
    path("lightbox/collect/<int:pk>/", lightboxes.collect, name="collect"),
    path("lightbox/shared/<str:token>/", lightboxes.shared, name="shared"),
    path("lightbox/shared/<str:token>/picture/<int:item>/", lightboxes.picture, name="shared_picture"),
    path("lightbox/shared/<str:token>/file/<int:item>/", lightboxes.take, name="shared_file"),
]

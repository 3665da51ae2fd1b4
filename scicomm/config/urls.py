"""Which address leads to which room; the path alone decides the language: Chinese at /, English at /en/."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from scicomm.assets.urls import file_patterns
from scicomm.assets.views import own_tags
from scicomm.channels.urls import fediverse_patterns
from scicomm.config.admin_walls import walled_patterns
from scicomm.config.interface import api_urls
from scicomm.config.interface import page as api_page
from scicomm.config.media import serve_media
from scicomm.config.script_messages import script_messages
from scicomm.journals.api.oai import oai
from scicomm.portal.urls import story_patterns

# Wagtail's own addresses behind our walls; what stands before them takes their place.
walled_patterns(wagtailadmin_urls.urlpatterns)
_own_tags = require_admin_access(never_cache(own_tags))

urlpatterns = [
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/jsi18n/", script_messages),
    path("admin/tag-autocomplete/", _own_tags),
    path("admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", _own_tags),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", api_urls),
    path("documents/", include(wagtaildocs_urls)),
    path("oai/", oai, name="oai"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", serve_media, name="media"),
]

# Reports for programs: one address each, whatever the language.
urlpatterns += [path("", include("scicomm.journals.urls")), path("", include((file_patterns, "delivery")))]
urlpatterns += [path("", include((fediverse_patterns, "fediverse")))]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("api/", api_page, name="api"),
    path("", include("scicomm.assets.urls")),
    path("", include("scicomm.portal.urls")),
    path("", include("scicomm.newsroom.urls")),
    path("", include("scicomm.channels.urls")),
    path("", include("scicomm.audiences.urls")),
    path("", include("scicomm.listening.urls")),
    path("", include("scicomm.responses.urls")),
    *story_patterns,
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

"""What every public page needs for its frame: names, navigation, the other language, the demo banner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from scicomm.portal.queries import navigation, site_names


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html. A page may override `other_language` where its twin has another address."""
    if request.path.startswith(("/admin/", "/static/", "/media/")):
        return {"demo": settings.SCICOMM_DEMO}
    english = (get_language() or "").startswith("en")
    other = "zh-hans" if english else "en"
    return {
        "demo": settings.SCICOMM_DEMO,
        **site_names(),
        "nav": navigation(request.path),
        "other_language": {
            "url": translate_url(request.path, other),
            "label": "中文" if english else "EN",
            "lang": "zh-Hans" if english else "en",
        },
    }

"""What every public page needs for its frame: names, navigation, the other language, the demo banner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from scicomm.portal.queries import site_frame_parts
from scicomm.portal.rules.page_keys import without_language


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html. A page may override `other_language` where its twin has another address."""
    if request.path.startswith(("/admin/", "/static/", "/media/")):
        return {"demo": settings.SCICOMM_DEMO}
    english = (get_language() or "").startswith("en")
    bare = without_language(request.path)
    return {
        "demo": settings.SCICOMM_DEMO,
        **site_frame_parts(request.path),
        "other_language": {
            # The path alone decides the language, so the twin's address needs no look-up.
            "url": bare if english else f"/en{bare}",
            "label": "中文" if english else "EN",
            "lang": "zh-Hans" if english else "en",
        },
    }

"""Django checks of the journals' settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import terminal_language
from scicomm.journals.rules.crossref.check import OFFICIAL


@register()
def check_crossref_schemas(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The folder with Crossref's official schemas holds them, where one is named."""
    folder = settings.SCICOMM_CROSSREF_SCHEMAS
    if not folder or (Path(folder) / OFFICIAL).is_file():
        return []
    with translation.override(terminal_language()):
        words = _("SCICOMM_CROSSREF_SCHEMAS must be a folder that holds %(name)s; %(folder)s does not.")
        hint = _("For example: %(example)s (see docs/settings.md)")
        return [
            Error(
                words % {"name": OFFICIAL, "folder": folder},
                hint=hint % {"example": "/srv/crossref-schemas"},
                id="scicomm.E020",
            )
        ]

"""Django checks of the journals: settings of usage reports that can be read but cannot work."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import terminal_language

_RECORD = (
    r"https://registry\.(?:projectcounter|countermetrics)\.org/platform/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


@register()
def check_counter(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """How the platform names itself in reports must be as COUNTER's schema takes it."""
    wrong: list[CheckMessage] = []
    with translation.override(terminal_language()):
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_./]{1,17}", settings.SCICOMM_COUNTER_PLATFORM):
            words = _("SCICOMM_COUNTER_PLATFORM takes 2 to 18 letters, digits, points, strokes or underscores.")
            wrong.append(Error(words, hint="SCICOMM_COUNTER_PLATFORM=kepu", id="scicomm.E211"))
        if settings.SCICOMM_COUNTER_REGISTRY and not re.fullmatch(_RECORD, settings.SCICOMM_COUNTER_REGISTRY):
            words = _("SCICOMM_COUNTER_REGISTRY takes the address of the platform's record in COUNTER's registry.")
            example = "https://registry.countermetrics.org/platform/99999999-9999-9999-9999-999999999999"
            wrong.append(Error(words, hint=f"SCICOMM_COUNTER_REGISTRY={example}", id="scicomm.E212"))
        if not re.fullmatch(r"(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?", settings.SCICOMM_COUNTER_BASE):
            words = _("SCICOMM_COUNTER_BASE takes a path of small letters, digits and hyphens, or nothing.")
            wrong.append(Error(words, hint="SCICOMM_COUNTER_BASE=counter", id="scicomm.E213"))
    return wrong

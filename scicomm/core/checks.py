"""Django checks of the foundations: each wrong setting is named, with how to mend it, in the language of the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import terminal_language

Check = Callable[..., list[CheckMessage]]


def _for_the_terminal(check: Check) -> Check:
    """Who starts the site reads these, whatever language its pages have."""

    @wraps(check)
    def said(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
        with translation.override(terminal_language()):
            return check(app_configs, **kwargs)

    return said


def _hint(example: str) -> str:
    return _("For example: %(example)s (see docs/settings.md)") % {"example": example}


@register()
@_for_the_terminal
def check_environment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every environment variable that could not be read."""
    return [
        Error(
            _("%(name)s cannot be read: it takes %(expected)s.")
            % {"name": wrong.name, "expected": str(wrong.expected) % wrong.values},
            hint=_hint(wrong.example),
            id=f"scicomm.E1{number:02d}",
        )
        for number, wrong in enumerate(settings.SCICOMM_WRONG_VALUES)
    ]


@register()
@_for_the_terminal
def check_values(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Values that can be read but cannot work."""
    found: list[CheckMessage] = []
    if settings.SCICOMM_MAIL not in {"folder", "smtp"}:
        found.append(
            Error(_("SCICOMM_MAIL takes folder or smtp."), hint=_hint("SCICOMM_MAIL=folder"), id="scicomm.E001")
        )
    if not re.fullmatch(r"https?://[^\s/]+", settings.SITE_URL):
        found.append(
            Error(
                _("SCICOMM_SITE_URL must be the public address."),
                hint=_hint("https://kepu.example.cn"),
                id="scicomm.E002",
            )
        )
    prefix = settings.SCICOMM_ACCEL_PREFIX
    if prefix and not re.fullmatch(r"/[\w./-]+", prefix):
        found.append(
            Error(
                _("SCICOMM_ACCEL_PREFIX must be a path that begins with a stroke."),
                hint=_hint("SCICOMM_ACCEL_PREFIX=/protected"),
                id="scicomm.E022",
            )
        )
    namespace = settings.SCICOMM_OAI_NAMESPACE
    if namespace and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+", namespace):
        found.append(
            Error(
                _("SCICOMM_OAI_NAMESPACE must be a domain name, each part of which begins with a letter."),
                hint=_hint("SCICOMM_OAI_NAMESPACE=kepu.example.cn"),
                id="scicomm.E021",
            )
        )
    return found

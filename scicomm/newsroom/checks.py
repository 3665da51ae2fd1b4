"""Django checks of the newsroom's settings."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import terminal_language


def _error(number: int, words: str, example: str) -> Error:
    hint = _("For example: %(example)s (see docs/settings.md)") % {"example": example}
    return Error(words, hint=hint, id=f"scicomm.E{number}")


@register()
def check_leads_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The box of leads can be read, and what is said of it makes sense."""
    with translation.override(terminal_language()):
        found: list[CheckMessage] = []
        if problem := _box_problem(settings.SCICOMM_LEADS_MAIL):
            words = _("SCICOMM_LEADS_MAIL cannot be read: %(problem)s.") % {"problem": problem}
            found.append(_error(221, words, "SCICOMM_LEADS_MAIL=/srv/mail/leads"))
        if settings.SCICOMM_LEADS_MAIL_OUTSIDE not in {"keep", "refuse"}:
            found.append(
                _error(222, _("SCICOMM_LEADS_MAIL_OUTSIDE takes keep or refuse."), "SCICOMM_LEADS_MAIL_OUTSIDE=keep")
            )
        address = settings.SCICOMM_LEADS_MAIL_ADDRESS
        if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
            words = _("SCICOMM_LEADS_MAIL_ADDRESS must be one mail address.")
            found.append(_error(223, words, "SCICOMM_LEADS_MAIL_ADDRESS=leads@kepu.example.cn"))
        return found


def _box_problem(setting: str) -> str:
    if not setting:
        return ""
    if setting.startswith(("imap://", "imaps://")):
        return _imap_problem(setting)
    folder = Path(setting)
    if not folder.is_absolute() or not all((folder / part).is_dir() for part in ("new", "cur", "tmp")):
        return _("it is no maildir with a full path (it has the folders new, cur and tmp), and no imaps:// address")
    if not all(os.access(folder / part, os.W_OK | os.X_OK) for part in ("new", "cur")):
        return _("mails in it cannot be moved by this user")
    return ""


def _imap_problem(setting: str) -> str:
    try:
        parts = urlsplit(setting)
        complete = bool(parts.hostname and parts.username) and (parts.port is None or parts.port > 0)
    except ValueError:
        complete = False
    if not complete:
        return _("an address is imaps://name@host/folder")
    if parts.password:
        return _("the password stands in SCICOMM_LEADS_MAIL_PASSWORD, not in the address")
    if not settings.SCICOMM_LEADS_MAIL_PASSWORD:
        return _("SCICOMM_LEADS_MAIL_PASSWORD is empty")
    return ""

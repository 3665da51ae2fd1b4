"""Django checks of the responses' settings."""

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
def check_questions_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The box for questions can be read, is nobody else's, and its address is one."""
    with translation.override(terminal_language()):
        found: list[CheckMessage] = []
        box, address = settings.SCICOMM_QUESTIONS_MAIL, settings.SCICOMM_QUESTIONS_MAIL_ADDRESS
        if box and not _can_be_read(box):
            words = _(
                "SCICOMM_QUESTIONS_MAIL is no maildir with a full path that can be written, and no imaps://name@host/folder"
                " with a password in SCICOMM_QUESTIONS_MAIL_PASSWORD."
            )
            found.append(_error(241, words, "SCICOMM_QUESTIONS_MAIL=/srv/mail/questions"))
        if box and box in {settings.SCICOMM_LEADS_MAIL, settings.SCICOMM_BOUNCES_MAIL}:
            words = _("SCICOMM_QUESTIONS_MAIL needs a box of its own.")
            found.append(_error(242, words, "SCICOMM_QUESTIONS_MAIL=/srv/mail/questions"))
        if address and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", address):
            words = _("SCICOMM_QUESTIONS_MAIL_ADDRESS must be one mail address.")
            found.append(_error(243, words, "SCICOMM_QUESTIONS_MAIL_ADDRESS=questions@kepu.example.cn"))
        return found


def _can_be_read(box: str) -> bool:
    if box.startswith(("imap://", "imaps://")):
        try:
            parts = urlsplit(box)
            complete = bool(parts.hostname and parts.username) and (parts.port is None or parts.port > 0)
        except ValueError:
            return False
        return complete and not parts.password and bool(settings.SCICOMM_QUESTIONS_MAIL_PASSWORD)
    folder = Path(box)
    whole = folder.is_absolute() and all((folder / part).is_dir() for part in ("new", "cur", "tmp"))
    return whole and all(os.access(folder / part, os.W_OK | os.X_OK) for part in ("new", "cur"))

"""Django checks of the settings of mail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.audiences.rules.briefs import has_chinese_font
from scicomm.core.progress import terminal_language


def _error(number: int, words: str, example: str) -> Error:
    hint = _("For example: %(example)s (see docs/settings.md)") % {"example": example}
    return Error(words, hint=hint, id=f"scicomm.E{number}")


@register()
def check_bounces(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Bounces come to an address that can carry a token, and lie in a box of their own that can be read."""
    with translation.override(terminal_language()):
        found: list[CheckMessage] = []
        address, box = settings.SCICOMM_BOUNCES_ADDRESS, settings.SCICOMM_BOUNCES_MAIL
        # 33 characters of plus and token have to fit into the 64 of RFC 5321 section 4.5.3.1.1.
        if address and not re.fullmatch(r"[^@\s+<>]{1,30}@[^@\s<>]+\.[^@\s<>]+", address):
            words = _(
                "SCICOMM_BOUNCES_ADDRESS must be one mail address without a plus, with 30 characters before the @ at most."
            )
            found.append(_error(231, words, "SCICOMM_BOUNCES_ADDRESS=bounces@kepu.example.cn"))
        if box and not box.startswith(("imap://", "imaps://")) and not _is_maildir(Path(box)):
            words = _("SCICOMM_BOUNCES_MAIL is no maildir with a full path, and no imaps:// address.")
            found.append(_error(232, words, "SCICOMM_BOUNCES_MAIL=/srv/mail/bounces"))
        if box and (not address or box == settings.SCICOMM_LEADS_MAIL):
            words = _("SCICOMM_BOUNCES_MAIL needs SCICOMM_BOUNCES_ADDRESS, and a box of its own.")
            found.append(_error(233, words, "SCICOMM_BOUNCES_ADDRESS=bounces@kepu.example.cn"))
        if "\n" in settings.SCICOMM_MAIL_ADDRESS or len(settings.SCICOMM_MAIL_ADDRESS) > 200:
            words = _("SCICOMM_MAIL_ADDRESS must be one line of 200 characters at most.")
            found.append(_error(234, words, "SCICOMM_MAIL_ADDRESS=北京市海淀区示例路 1 号"))
        return found


def _is_maildir(folder: Path) -> bool:
    return folder.is_absolute() and all((folder / part).is_dir() for part in ("new", "cur", "tmp"))


@register(Tags.compatibility, deploy=True)
def paper_has_a_chinese_font(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Asked with `check --deploy`: looking through the fonts takes a moment."""
    if has_chinese_font():
        return []
    hint = "On Debian and Ubuntu: apt install fonts-noto-cjk"
    return [
        Warning(
            "No font of this machine can set Chinese: PDFs of briefs show empty boxes.", hint=hint, id="audiences.W009"
        )
    ]

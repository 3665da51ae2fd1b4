"""The box that bounces come to; without one set there is an empty one."""

from __future__ import annotations

from django.conf import settings

from scicomm.core.outside.boxes import MailBox, box_of


def bounce_box() -> MailBox:
    return box_of(settings.SCICOMM_BOUNCES_MAIL, settings.SCICOMM_BOUNCES_MAIL_PASSWORD)

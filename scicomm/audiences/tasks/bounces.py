"""Reading the box that bounces and complaints come to."""

from __future__ import annotations

import logging

from django.conf import settings

from scicomm.audiences import actions
from scicomm.audiences.clients import bounce_box
from scicomm.audiences.rules import read_report
from scicomm.core.outside.boxes import BoxError, MailBox
from scicomm.core.periodic import every

log = logging.getLogger("scicomm.mail")


@every(minutes=5)
def read_bounces() -> int:
    """Take in what came back; returns how many reports counted. Read again after a kill, nothing counts twice."""
    if not settings.SCICOMM_BOUNCES_MAIL:
        return 0
    try:
        return take_in(bounce_box())
    except BoxError as error:
        log.warning("The box of bounces cannot be read: %s", error)
        return 0


def take_in(box: MailBox) -> int:
    """Every waiting mail of the box: reports are noted, all else is marked as read and left alone."""
    counted = 0
    for mail in box.waiting():
        report = None if mail.is_large else read_report(mail.data)
        if report and actions.note_report(report):
            counted += 1
        box.taken(mail)
    return counted

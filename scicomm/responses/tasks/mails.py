"""The box for questions, read by the clock."""

from __future__ import annotations

import logging

from django.conf import settings

from scicomm.core.outside.boxes import A_ROUND, MOST_BYTES
from scicomm.core.periodic import AGAIN, Again, every
from scicomm.newsroom.rules.mails import BrokenMail, broken_key, read_mail
from scicomm.responses import actions
from scicomm.responses.clients import BoxError, MailBox, ReceivedMail, box_of
from scicomm.responses.enums import MailState
from scicomm.responses.rules.mails import threads_of

log = logging.getLogger("scicomm.questions")


@every(minutes=1)
def read_questions_mail() -> Again | None:
    """Take in the mails that wait in the box for questions; each once, wherever a run was killed."""
    box = box_of(settings.SCICOMM_QUESTIONS_MAIL, settings.SCICOMM_QUESTIONS_MAIL_PASSWORD)
    count = 0
    try:
        for mail in box.waiting():
            _take_in(box, mail)
            count += 1
    except BoxError as error:
        log.warning("The box for questions cannot be read: %s", error)
    return AGAIN if count == A_ROUND else None


def _take_in(box: MailBox, mail: ReceivedMail) -> None:
    """First the rows, then the mark in the box: a run killed between the two finds the mail again, and its key."""
    try:
        if mail.is_large:
            raise BrokenMail("large")
        read = read_mail(mail.data, most_bytes=MOST_BYTES)
    except BrokenMail as broken:
        actions.set_question_mail_aside(broken_key(mail.data), code=broken.code)
        box.set_aside(mail)
        return
    answers, is_report = threads_of(mail.data)
    row = actions.take_in_question_mail(read, answers=answers, is_report=is_report)
    if row is None:
        return
    if row.state == MailState.REFUSED:
        box.set_aside(mail)
    else:
        box.taken(mail)

"""Leads by the clock: mails are read, dates and talk are mined, confidentiality ends, what nobody takes grows old."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone

from scicomm.core.outside.boxes import A_ROUND, MOST_BYTES
from scicomm.core.periodic import AGAIN, Again, every
from scicomm.newsroom import actions, queries
from scicomm.newsroom.clients import BoxError, MailBox, ReceivedMail, box_of
from scicomm.newsroom.models import ImportantDate
from scicomm.newsroom.rules.mails import BrokenMail, broken_key, read_mail

log = logging.getLogger("scicomm.leads")


@every(minutes=1)
def read_leads_mail() -> Again | None:
    """Take in the mails that wait in the leads' box; each once, wherever a run was killed."""
    box = box_of(settings.SCICOMM_LEADS_MAIL, settings.SCICOMM_LEADS_MAIL_PASSWORD)
    count = 0
    try:
        for mail in box.waiting():
            _take_in(box, mail)
            count += 1
    except BoxError as error:
        log.warning("The leads' box cannot be read: %s", error)
    return AGAIN if count == A_ROUND else None


def _take_in(box: MailBox, mail: ReceivedMail) -> None:
    """First the row, then the mark in the box: a run killed between the two finds the mail again, and its key."""
    try:
        if mail.is_large:
            raise BrokenMail("large")
        read = read_mail(mail.data, most_bytes=MOST_BYTES)
    except BrokenMail as broken:
        if actions.set_mail_aside(broken_key(mail.data), code=broken.code) is not None:
            box.set_aside(mail)
        return
    if actions.take_in_mail(read, keep_outside=settings.SCICOMM_LEADS_MAIL_OUTSIDE == "keep") is not None:
        box.taken(mail)


@every(minutes=1)
def open_leads() -> None:
    """Note that the time of confidential leads is over."""
    actions.open_due_leads()


@every(hours=1)
def age_leads() -> None:
    """Write what is left of the news value of leads nobody took."""
    actions.age_leads()


@every(hours=1)
def mine_leads() -> None:
    """Leads from important dates that come near, and from subjects much talked of."""
    today = timezone.localdate()
    for date in ImportantDate.objects.filter(is_on=True, mined_days_ahead__gt=0).select_related("unit"):
        actions.mine_date(date, today)
    for talk in queries.talk_with_papers(today):
        actions.mine_talk(talk, today)


@every(hours=12)
def sweep_leads() -> None:
    """Give up files whose lead never came; forget senders from outside of leads that are over since long."""
    actions.sweep_attachments()
    actions.forget_senders()

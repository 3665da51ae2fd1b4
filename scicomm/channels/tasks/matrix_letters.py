"""Letters about the matrix: what was written down is sent, each in its reader's language."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels import actions
from scicomm.channels.clients.staff_mail import MatrixPostman, matrix_postman
from scicomm.channels.enums import NoticeAbout
from scicomm.channels.models import MatrixNotice
from scicomm.channels.queries.accounts import address_of, language_of
from scicomm.channels.queries.patrol import unsent_matrix_notices
from scicomm.channels.rules.matrix import ORPHANS
from scicomm.core.periodic import AGAIN, Again, every

A_RUN = 50


@every(minutes=1)
def send_matrix_letters() -> int | Again:
    """Send the letters that wait. A run that was killed sends at most the last one again, under the same Message-ID."""
    waiting = list(unsent_matrix_notices(timezone.now())[: A_RUN + 1])
    postman = matrix_postman()
    for notice in waiting[:A_RUN]:
        _send(notice, postman)
    return AGAIN if len(waiting) > A_RUN else len(waiting)


def _send(notice: MatrixNotice, postman: MatrixPostman) -> None:
    address = address_of(notice.person)
    if not address:
        actions.keep_matrix_notice(notice, given_up=_("no e-mail address"))
        return
    with override(language_of(notice.person)):
        subject, text = matrix_letter(notice)
    host = urlsplit(settings.SITE_URL).hostname
    try:
        postman.send(to=address, subject=subject, text=text, message_id=f"<matrix-notice-{notice.pk}@{host}>")
    except Exception as error:  # noqa: BLE001 - whatever a mail system raises is kept, and the next letter has its turn
        actions.keep_matrix_notice(notice, error=type(error).__name__)
        return
    actions.keep_matrix_notice(notice)


def matrix_letter(notice: MatrixNotice) -> tuple[str, str]:
    """Subject and text of a letter, in the language in force."""
    said = notice.details
    day = date_format(dt.date.fromisoformat(said["day"]), "DATE_FORMAT") if said.get("day") else ""
    title = " ".join(str(said.get("title", "")).split())
    subjects = {
        NoticeAbout.IDLE: _("Silent for %(days)s days: %(title)s"),
        NoticeAbout.ORPHAN: _("Nobody keeps this account: %(title)s"),
        NoticeAbout.SECRET: _("Credentials end on %(day)s: %(title)s"),
        NoticeAbout.LICENCE: _("A licence ends on %(day)s: %(title)s"),
        NoticeAbout.DUTY: _("A term ends on %(day)s: %(title)s"),
        NoticeAbout.INSPECTION: _("Yearly inspection: %(title)s"),
        NoticeAbout.FINDING: _("To be corrected by %(day)s: %(title)s"),
        NoticeAbout.OVERDUE: _("Overdue since %(day)s: %(title)s"),
    }
    subject = subjects[NoticeAbout(notice.about)] % {"title": title, "day": day, "days": said.get("days", "")}
    link = f"{settings.SITE_URL}{reverse('wagtailadmin_home')}{said.get('path', '')}"
    context = {
        "notice": notice,
        "title": title,
        "day": day,
        "said": said,
        "why": ORPHANS.get(said.get("why", ""), ""),
        "link": link,
    }
    return subject, render_to_string("channels/mail/matrix.txt", context).strip() + "\n"

"""Assignments by the clock: who is to be reminded is written down, and what is written down is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.newsroom import actions, queries
from scicomm.newsroom.clients.staff_mail import StaffPostman, staff_postman
from scicomm.newsroom.models import AssignmentNotice
from scicomm.newsroom.rules import assignments as rules

A_RUN = 50


@every(minutes=30)
def note_due_assignments() -> int:
    """Write down reminders and what is overdue. Each notice is one row, so that a run repeated tells nobody twice."""
    return actions.note_due()


@every(minutes=1)
def send_assignment_notices() -> int | Again:
    """Send the notices that wait, each in its reader's language. A run that was killed sends at most the last one again, under
    the same Message-ID."""
    waiting = list(queries.unsent_notices(timezone.now())[: A_RUN + 1])
    postman = staff_postman()
    for notice in waiting[:A_RUN]:
        _send(notice, postman)
    return AGAIN if len(waiting) > A_RUN else len(waiting)


def _send(notice: AssignmentNotice, postman: StaffPostman) -> None:
    address = queries.address_of(notice.person)
    if not address or notice.assignment.state not in rules.OPEN:
        actions.keep_notice(notice, given_up=_("nothing left to say") if address else _("no e-mail address"))
        return
    with override(queries.language_of(notice.person)):
        subject, text = letter(notice)
    host = urlsplit(settings.SITE_URL).hostname
    try:
        postman.send(to=address, subject=subject, text=text, message_id=f"<assignment-notice-{notice.pk}@{host}>")
    except Exception as error:  # noqa: BLE001 - whatever a mail system raises is kept, and the next notice has its turn
        actions.keep_notice(notice, error=type(error).__name__)
        return
    actions.keep_notice(notice)


def letter(notice: AssignmentNotice) -> tuple[str, str]:
    """Subject and text of a notice, in the language in force."""
    row = notice.assignment
    day = date_format(row.due_on, "DATE_FORMAT")
    values = {"title": " ".join(row.title.split()), "day": day, "unit": row.unit.short_name}
    subjects = {
        rules.NEW: _("New assignment, due %(day)s: %(title)s"),
        rules.REMINDER: _("Due %(day)s: %(title)s"),
        rules.OVERDUE: _("Overdue since %(day)s: %(title)s"),
        rules.ESCALATED: _("%(unit)s is overdue since %(day)s: %(title)s"),
    }
    subject = subjects[notice.kind] % values
    address = reverse("newsroom_assignment", args=[row.pk])
    context = {"notice": notice, "row": row, "day": day, "link": f"{settings.SITE_URL}{address}"}
    return subject, render_to_string("newsroom/mail/assignment.txt", context).strip() + "\n"

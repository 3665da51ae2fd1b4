"""Periodic work on briefs: letters to their readers, and the end of those whose time is over."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.audiences.actions.brief_copies import brief_letter_failed, brief_letter_sent
from scicomm.audiences.actions.briefs import expire_briefs
from scicomm.audiences.clients import BackendPostman, MailRefused, Postman
from scicomm.audiences.enums import BriefState, Circulation
from scicomm.audiences.models import BriefCopy
from scicomm.audiences.queries.briefs import brief_letters_due, copy_link
from scicomm.audiences.rules import Letter, message_id
from scicomm.audiences.tasks.letters.layout import render_mail
from scicomm.audiences.tasks.letters.writing import frame
from scicomm.channels.rules import one_line
from scicomm.core.periodic import every

log = logging.getLogger("scicomm.mail")
MOST_A_RUN = 50


@every(seconds=10)
def send_brief_letters() -> int:
    """Send the letters that are due. A letter sent again after a crash is the same mail by its Message-ID."""
    with BackendPostman() as postman:
        return send_letters(postman)


def send_letters(postman: Postman) -> int:
    sent = 0
    for copy in brief_letters_due(timezone.now())[:MOST_A_RUN]:
        due = copy.mail_due_at
        try:
            postman.send(brief_letter(copy))
        except MailRefused as refusal:
            log.warning("The letter of copy %s was not taken: %s", copy, refusal)
            brief_letter_failed(copy, reason=str(refusal))
            if refusal.broken:
                break
            continue
        if due is not None:
            brief_letter_sent(copy, was_due_at=due)
        sent += 1
    return sent


def brief_letter(copy: BriefCopy) -> Letter:
    """The letter of one copy: that a brief has come, or that it was recalled. The brief itself never stands in a mail."""
    brief = copy.brief
    with override(brief.language):
        if brief.state == BriefState.RECALLED:
            subject = _("Recalled: brief %(number)s") % {"number": brief.number}
            lines = [
                _("%(unit)s recalls its brief %(number)s. Please do not use it any more and destroy what was printed.")
                % {"unit": brief.unit.name, "number": brief.number},
                _("Reason: %(reason)s") % {"reason": brief.recall_reason},
            ]
        else:
            subject, lines = _arrival(copy)
    kind = "recall" if brief.state == BriefState.RECALLED else "brief"
    with override(brief.language):
        context = {**frame(subject, brief.language), "greeting": _greeting(copy), "lines": lines, "unit": brief.unit}
        body, html = render_mail("brief", context)
    name = message_id(kind, brief.pk, f"{copy.pk}-{copy.salt[:10]}", settings.SITE_URL)
    return Letter(copy.email, one_line(subject), body, html, message_id=name)


def _greeting(copy: BriefCopy) -> str:
    with override(copy.brief.language):
        return _("To %(reader)s:") % {"reader": " ".join(part for part in (copy.post, copy.name) if part)}


def _arrival(copy: BriefCopy) -> tuple[str, list[str]]:
    brief = copy.brief
    # A title may say too much for a mail where only its reader should know.
    named = brief.circulation == Circulation.NAMED
    title = "" if named else brief.title
    subject = _("Brief %(number)s of %(unit)s") % {"number": brief.number, "unit": brief.unit.name}
    until = date_format(timezone.localtime(brief.expires_at), "DATE_FORMAT") if brief.expires_at else ""
    lines = [
        *([title] if title else []),
        _("Your copy (no. %(copy)d) is here:") % {"copy": copy.number} + f"\n{copy_link(copy)}",
        *([_("You need the code that you were told separately.")] if named else []),
        _("It can be read until %(day)s. The link is yours alone: %(rule)s.")
        % {"day": until, "rule": brief.get_circulation_display()},
    ]
    return subject, lines


@every(hours=1)
def close_briefs() -> int:
    """Briefs whose time is over can no longer be read."""
    return expire_briefs(timezone.now())

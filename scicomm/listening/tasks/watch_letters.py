"""Mails of watches: written at the moment of sending, in the language of who reads them, handed over once."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.listening import actions, permissions, queries
from scicomm.listening.clients import WatchJournal, WatchLetter, WatchPostman, watch_postman
from scicomm.listening.models import Alert, WatchMail
from scicomm.newsroom.queries import language_of
from scicomm.organisation.permissions import person_of

A_RUN = 50


@every(seconds=10)
def send_watch_mails() -> int | Again:
    """Send the mails that wait. A run that was killed sends none of them twice: what was handed over stands in the journal."""
    waiting = queries.waiting_mails(timezone.now(), A_RUN)
    postman, journal = watch_postman(), WatchJournal()
    for mail in waiting:
        _send(mail, postman, journal)
    return AGAIN if len(waiting) == A_RUN else len(waiting)


def _send(mail: WatchMail, postman: WatchPostman, journal: WatchJournal) -> None:
    claimed = actions.claim_watch_mail(mail)
    if claimed is None:
        return
    if claimed.attempts > 1 and journal.holds(mail.key):
        actions.note_watch_mail(mail)
        return
    letter = watch_letter(mail)
    if letter is None:
        actions.note_watch_mail(mail, unwanted=True)
        return
    try:
        postman.send(letter)
    except Exception as error:  # noqa: BLE001 - whatever a mail system raises is kept, and the next letter has its turn
        actions.note_watch_mail(mail, error=type(error).__name__)
        return
    journal.note(mail.key)
    actions.note_watch_mail(mail)


def watch_letter(mail: WatchMail) -> WatchLetter | None:
    """The letter as it is to be sent now; None where nobody wants it any more."""
    person = person_of(mail.user)
    address = mail.user.email or (person.email if person else "")
    alerts = list(mail.alerts.select_related("mention__topic").order_by("pk"))
    is_told = mail.user_id in queries.people_told([mail.watch])[mail.watch_id]
    if not (address and alerts and is_told and mail.user.is_active):
        return None
    leave = f"{settings.SITE_URL}{reverse('listening:leave_watch', args=[permissions.leave_token(mail.watch, mail.user_id)])}"
    with translation.override(language_of(person) if person else settings.LANGUAGE_CODE):
        context = {**_context(mail, alerts), "leave_url": leave}
        return WatchLetter(
            to=address,
            subject=_subject(mail, alerts),
            text=render_to_string("listening/mail/watch.txt", context).strip() + "\n",
            html=render_to_string("listening/mail/watch.html", context),
            message_id=f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>",
            leave_url=leave,
        )


def _context(mail: WatchMail, alerts: Sequence[Alert]) -> dict[str, object]:
    return {
        "watch": mail.watch,
        "alerts": alerts,
        "more": mail.total - len(alerts),
        "is_digest": mail.is_digest,
        "language": translation.get_language(),
        "desk_url": f"{settings.SITE_URL}{reverse('listening_alerts')}?watch={mail.watch_id}",
        "site": settings.SITE_URL,
    }


def _subject(mail: WatchMail, alerts: Sequence[Alert]) -> str:
    title = " ".join(alerts[0].mention.title.split())[:100]
    name = " ".join(mail.watch.name.split())
    others = mail.total - 1
    if not others:
        return _("%(name)s: %(title)s") % {"name": name, "title": title}
    words = ngettext("%(name)s: %(title)s, and %(count)d more", "%(name)s: %(title)s, and %(count)d more", others)
    return words % {"name": name, "title": title, "count": others}

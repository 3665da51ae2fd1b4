"""Writes the mails: what stands in them, in the reader's language, and the headers that let one leave with a click."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.audiences.enums import Purpose, SubscriptionState
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.queries import stories_in, wants
from scicomm.audiences.rules import CONFIRM_WITHIN, confirm_token
from scicomm.audiences.tasks.links import Written, link
from scicomm.audiences.tasks.search_letters import SEARCH_WRITERS
from scicomm.channels.queries import root_unit, story_url
from scicomm.channels.rules import one_line
from scicomm.newsroom.models import ChangeKind, StoryState


def letter(mail: OutgoingMail) -> EmailMultiAlternatives | None:
    """The mail as it would be sent now; None when its reader no longer wants it or there is nothing left to tell."""
    write = _WRITERS[Purpose(mail.purpose)]
    reader = mail.subscription
    with override(reader.language):
        written = write(mail, reader) if reader.email else None
        if written is None:
            return None
        subject, template, context = written
        root = root_unit()
        context |= {
            "academy": root.name if root else "SciComm",
            "subject": subject,
            "site_url": settings.SITE_URL,
            "lang": "en" if reader.language == "en" else "zh-Hans",
            "demo": settings.SCICOMM_DEMO,
        }
        message = EmailMultiAlternatives(
            subject=one_line(subject),
            body=render_to_string(f"audiences/mail/{template}.txt", context).strip() + "\n",
            to=[reader.email],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **_leave_headers(mail, reader)},
        )
        message.attach_alternative(render_to_string(f"audiences/mail/{template}.html", context), "text/html")
    return message


def _leave_headers(mail: OutgoingMail, reader: Subscription) -> dict[str, str]:
    """RFC 8058 and RFC 2369: a mail program offers "unsubscribe", and one POST without cookies does it."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    if mail.alert and mail.saved_search:
        return {
            "List-Unsubscribe": f"<{link('unsubscribe_search', mail.saved_search.leave_token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<search-{mail.saved_search.pk}.searches.{host}>",
            "Precedence": "bulk",
        }
    if reader.state != SubscriptionState.CONFIRMED:
        return {}
    headers = {
        "List-Unsubscribe": f"<{link('unsubscribe', reader.leave_token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if mail.issue:
        headers["List-Id"] = f"<{mail.issue.unit.slug}.{mail.issue.language}.newsletter.{host}>"
        headers["Precedence"] = "bulk"
    return headers


def _confirm(mail: OutgoingMail, reader: Subscription) -> Written | None:
    # A newer request has its own mail; the older one would hold a dead link.
    if reader.state != SubscriptionState.PENDING or reader.confirm_key[:12] not in mail.message_id:
        return None
    context = {
        "confirm_url": link("confirm", confirm_token(reader.pk, reader.confirm_key)),
        "days": CONFIRM_WITHIN.days,
    }
    return _("Please confirm: do you want our newsletter?"), "confirm", context


def _known(mail: OutgoingMail, reader: Subscription) -> Written | None:
    if reader.state != SubscriptionState.CONFIRMED:
        return None
    return _("You are subscribed already"), "known", _reader_links(reader)


def _issue(mail: OutgoingMail, reader: Subscription) -> Written | None:
    issue = mail.issue
    if issue is None or not wants(reader, issue):
        return None
    stories = stories_in(issue)
    if not stories:
        return None
    context = {"issue": issue, "unit": issue.unit, "stories": stories, **_reader_links(reader)}
    return issue.subject, "issue", context


def _change(mail: OutgoingMail, reader: Subscription) -> Written | None:
    """What became of a story that stood in an issue. Of a killed one nothing is repeated, and who left is told all the same."""
    change = mail.change
    if change is None:
        return None
    dossier = change.dossier
    killed = dossier.state == StoryState.KILLED
    if killed != (change.kind == ChangeKind.KILLED) or (not killed and reader.state != SubscriptionState.CONFIRMED):
        return None
    title = "" if killed else one_line(dossier.story.title)
    unit = dossier.unit.name
    subject = {
        ChangeKind.CORRECTED: _("Correction: %(title)s"),
        ChangeKind.UPDATED: _("Update: %(title)s"),
        ChangeKind.WITHDRAWN: _("Withdrawn: %(title)s"),
        ChangeKind.KILLED: _("%(unit)s asks you to delete a story"),
    }[ChangeKind(change.kind)] % {"title": title[:200], "unit": unit}
    context = {
        "change": change, "title": title, "unit": unit, "killed": killed, "url": story_url(dossier.story),
        **_reader_links(reader),
    }  # fmt: skip
    return subject, "change", context


def _reader_links(reader: Subscription) -> dict[str, Any]:
    return {
        "unsubscribe_url": link("unsubscribe", reader.leave_token),
        "preferences_url": link("preferences", reader.manage_token),
        "confirmed_at": reader.confirmed_at,
    }


_WRITERS = {
    Purpose.CONFIRM: _confirm,
    Purpose.KNOWN: _known,
    Purpose.ISSUE: _issue,
    Purpose.CHANGE: _change,
    **SEARCH_WRITERS,
}

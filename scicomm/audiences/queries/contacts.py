"""Reads of contacts and letters to them: whom a letter is for, what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.audiences.enums import MailingState, MailState, SubscriptionState
from scicomm.audiences.models import Contact, ContactList, Mailing
from scicomm.audiences.permissions.contacts import contact_lists_for, contacts_for, mailings_for
from scicomm.channels.queries import story_url
from scicomm.channels.rules import one_line
from scicomm.newsroom.models import Dossier


def contacts_listed(user: Any, *, kind: str = "", list_id: int = 0, words: str = "") -> QuerySet[Contact]:
    """The contacts the user's units keep, filtered; beats and lists in two queries more."""
    rows = contacts_for(user).prefetch_related("beats", "lists")
    if kind:
        rows = rows.filter(kind=kind)
    if list_id:
        rows = rows.filter(lists=list_id)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(organisation__icontains=words))
    return rows.order_by("name", "pk")


def lists_with_numbers(user: Any) -> QuerySet[ContactList]:
    return contact_lists_for(user).annotate(size=Count("contacts")).order_by("name")


def recipients_of_mailing(mailing: Mailing) -> QuerySet[Contact]:
    """Contacts of the unit a letter is for and who may be written to now: consented, in the letter's language."""
    rows = Contact.objects.filter(
        unit=mailing.unit,
        subscription__state=SubscriptionState.CONFIRMED,
        subscription__language=mailing.language,
        subscription__erased_at=None,
    ).exclude(subscription__email="")
    if mailing.kinds:
        rows = rows.filter(kind__in=mailing.kinds)
    through = Contact.lists.through.objects.filter(contact_id=OuterRef("pk"))
    chosen = list(mailing.lists.values_list("pk", flat=True))
    if chosen:
        rows = rows.filter(Exists(through.filter(contactlist_id__in=chosen)))
    beats = list(mailing.beats.values_list("pk", flat=True))
    if beats:
        rows = rows.filter(
            Exists(Contact.beats.through.objects.filter(contact_id=OuterRef("pk"), subject_id__in=beats))
        )
    return rows.order_by("pk")


def mailings_listed(user: Any) -> QuerySet[Mailing]:
    """Letters with how many went out, failed and were not wanted any more."""
    return (
        mailings_for(user)
        .order_by("-created_at", "-pk")
        .annotate(
            sent=Count("mails", filter=Q(mails__state=MailState.SENT)),
            failed=Count("mails", filter=Q(mails__state=MailState.FAILED)),
            skipped=Count("mails", filter=Q(mails__state=MailState.SKIPPED)),
        )
    )


def mailings_due(now: dt.datetime) -> QuerySet[Mailing]:
    return Mailing.objects.filter(state=MailingState.PLANNED, send_at__lte=now).order_by("send_at", "pk")


@dataclass(frozen=True)
class LetterStory:
    """A story as a letter shows it."""

    title: str
    standfirst: str
    unit: str
    url: str


def stories_of_mailing(mailing: Mailing) -> list[LetterStory]:
    """The stories of a letter that are public at this moment, newest first."""
    public = Dossier.objects.public().filter(mailings=mailing).select_related("story", "unit").order_by("-published_at")
    with override(mailing.language):
        return [
            LetterStory(one_line(row.story.title), one_line(row.story.standfirst), row.unit.name, story_url(row.story))
            for row in public
        ]


def paragraphs_of(mailing: Mailing) -> list[str]:
    return [line for line in mailing.text.splitlines() if line.strip()]


def greeting(contact: Contact, language: str) -> str:
    """How a letter speaks to its reader."""
    with override(language):
        return _("To %(reader)s:") % {"reader": " ".join(part for part in (contact.name, contact.post) if part)}

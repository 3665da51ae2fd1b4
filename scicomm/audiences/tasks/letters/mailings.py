"""Letters to contacts, written in bulk: the same words for all, the greeting and the links each reader's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scicomm.audiences.enums import MailingState, Purpose
from scicomm.audiences.models import Mailing, OutgoingMail
from scicomm.audiences.queries.contacts import greeting, paragraphs_of, recipients_of_mailing, stories_of_mailing
from scicomm.audiences.rules import LetterStencil
from scicomm.audiences.tasks.letters.registry import Outcome, writes
from scicomm.audiences.tasks.letters.writing import READER_HOLES, cut, list_headers, reader_values


@writes(Purpose.CAMPAIGN)
def prepare(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    """Each letter is rendered once, with the stories that are public in this second; who left or was taken off gets none."""
    by_mailing: dict[int | None, list[OutgoingMail]] = {}
    for mail in mails:
        by_mailing.setdefault(mail.mailing_id, []).append(mail)
    rows = Mailing.objects.select_related("unit").in_bulk([pk for pk in by_mailing if pk])
    for pk, group in by_mailing.items():
        mailing = rows.get(pk or 0)
        if mailing is None or mailing.state == MailingState.CANCELLED:
            yield from ((mail, None) for mail in group)
        else:
            yield from _of_mailing(mailing, group)


def _of_mailing(mailing: Mailing, mails: list[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    contacts = recipients_of_mailing(mailing).filter(subscription_id__in=[mail.subscription_id for mail in mails])
    names = {contact.subscription_id: contact for contact in contacts}
    stencil = mailing_stencil(mailing)
    list_id = f"{mailing.unit.slug}.contacts"
    for mail in mails:
        contact = names.get(mail.subscription_id)
        if contact is None:
            yield mail, None
            continue
        reader = mail.subscription
        values = {**reader_values(reader), "greeting": greeting(contact, mailing.language)}
        headers = list_headers(
            list_id, values["unsubscribe_url"], feedback=f"{mailing.pk}:{mailing.unit.slug}:contacts"
        )
        yield mail, stencil.fill(reader.email, values, headers=headers)


def mailing_stencil(mailing: Mailing) -> LetterStencil:
    """A letter with holes for the greeting and the reader's links."""
    context = {"unit": mailing.unit, "paragraphs": paragraphs_of(mailing), "stories": stories_of_mailing(mailing)}
    names = ["greeting", *READER_HOLES]
    return cut("mailing", context, subject=mailing.subject, language=mailing.language, names=names)

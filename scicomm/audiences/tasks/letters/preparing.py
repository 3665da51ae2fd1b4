"""From mails that were claimed to letters: each purpose's writer is asked, and no mail is left without an outcome."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import override

from scicomm.audiences.enums import SubscriptionState
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.queries import with_relations
from scicomm.audiences.rules import Letter
from scicomm.audiences.tasks.letters.layout import render_mail
from scicomm.audiences.tasks.letters.registry import ADDRESSEES, BULK_WRITERS, ONE_WRITERS, Broken, Outcome
from scicomm.audiences.tasks.letters.writing import frame, leave_headers
from scicomm.audiences.tasks.links import link
from scicomm.channels.rules import one_line

log = logging.getLogger("scicomm.mail")


def prepared(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    """Every mail with its letter, or with why there is none; what somebody waits for first. Written when asked for."""
    purposes: dict[str, list[OutgoingMail]] = {}
    for mail in mails:
        purposes.setdefault(mail.purpose, []).append(mail)
    for purpose, group in purposes.items():
        yield from _complete(group, _ask(purpose, group))


def _ask(purpose: str, group: list[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    if purpose in BULK_WRITERS:
        yield from BULK_WRITERS[purpose](group)
    elif purpose in ONE_WRITERS:
        yield from _one_by_one(group)
    else:
        raise LookupError(f"nobody writes mails for {purpose}")


def _complete(
    group: list[OutgoingMail], outcomes: Iterator[tuple[OutgoingMail, Outcome]]
) -> Iterator[tuple[OutgoingMail, Outcome]]:
    """The outcomes; a writer that fails or forgets a mail has failed for what it did not yield, and no mail comes twice."""
    left = {mail.pk: mail for mail in group}
    error: Exception = LookupError("the writer has left this mail out")
    try:
        for mail, outcome in outcomes:
            if left.pop(mail.pk, None) is not None:
                yield mail, outcome
    except Exception as problem:
        log.exception("Mails for %s could not be written", group[0].purpose)
        error = problem
    yield from ((mail, Broken(error)) for mail in left.values())


def _one_by_one(group: list[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    for mail in with_relations(group):
        try:
            yield mail, _written(mail)
        except Exception as error:
            # One mail that cannot be written must not stop all others.
            log.exception("Mail %s could not be written", mail.message_id)
            yield mail, Broken(error)


def _written(mail: OutgoingMail) -> Letter | None:
    reader = mail.subscription
    with override(reader.language):
        addressee = ADDRESSEES.get(mail.purpose)
        to = addressee(mail, reader) if addressee and reader.email else reader.email
        written = ONE_WRITERS[mail.purpose](mail, reader) if to else None
        if written is None:
            return None
        subject, template, context = written
        body, html = render_mail(template, {**frame(subject, reader.language), **context})
        return Letter(to, one_line(subject), body, html, _leave_headers(mail, reader))


def _leave_headers(mail: OutgoingMail, reader: Subscription) -> dict[str, str]:
    if mail.alert and mail.saved_search:
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        return {
            **leave_headers(link("unsubscribe_search", mail.saved_search.leave_token)),
            "List-Id": f"<search-{mail.saved_search.pk}.searches.{host}>",
            "Precedence": "bulk",
            "Feedback-ID": f"{mail.purpose}:searches:{host}",
        }
    if reader.state != SubscriptionState.CONFIRMED:
        return {}
    return leave_headers(link("unsubscribe", reader.leave_token))


def letter(mail: OutgoingMail) -> Letter | None:
    """The mail as it would be sent now; None when it would not be."""
    for _mail, outcome in prepared([mail]):
        if isinstance(outcome, Broken):
            raise outcome.error
        if isinstance(outcome, Letter):
            return outcome
    return None

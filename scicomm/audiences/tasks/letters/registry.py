"""Who writes which mail. THE INTERFACE OF EVERY KIND OF MAIL; it stays as it is.

A kind of mail (`Purpose`) has one writer. There are two forms.

**In bulk**, for what goes to many (issues, digests, campaigns)::

    @writes(Purpose.DIGEST)
    def prepare(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Letter | Later | None]]:
        stencil = cut("digest", context, subject=_("…"), language="zh-hans", names=["greeting", "items", *READER_HOLES])
        for mail in mails:
            yield mail, stencil.fill(mail.subscription.email, {**reader_values(mail.subscription), "items": text},
                                     html={"items": mark_safe(made_html)}, headers=list_headers(…))

- `mails`: up to 500 of one purpose, in any mixture of issues, digests and languages, with `subscription` loaded and nothing
  else; load what you need for all of them in a few queries at the start. Yield them one by one, in any order, each once: the
  engine sends a letter before it asks for the next, and may stop asking after a second (the rest comes again).
- What you yield beside a mail: a `Letter`; `None` when it is no longer wanted or there is nothing left to say (it ends as
  "skipped"); `Later(until, why)` when it is wanted but not now (it is queued again for then, and no try is counted).
- Before `prepare` the engine has asked, in this very second, that the address is there, not erased and not suspended, that the
  subscription is confirmed where the purpose needs it (`actions.NEEDS_CONFIRMED`), and the caps. A batch holds one bulk mail
  a mailbox at most. Your own questions (does this reader still want this issue?) are asked in `prepare`, in bulk.
- An exception for one mail: yield `(mail, Broken(error))`; an exception out of `prepare` itself is a failed try of all mails
  that were not yielded.
- `cut` renders the templates `audiences/mail/<name>.html` and `.txt` once with holes and gives a `LetterStencil`. Holes are
  filled with strings; the HTML part escapes them, unless the value is a SafeString. Dates and links are filled in as words:
  filters and `{% if %}` do not see through a hole, so make two stencils where a sentence may be missing.
- The engine adds From, To, Date, Message-ID (the row's, which never changes), Auto-Submitted, Feedback-ID, the return path.

**One at a time**, for what somebody waits for (confirmations)::

    @writes_one(Purpose.CONFIRM)
    def confirm(mail: OutgoingMail, reader: Subscription) -> Written | None:
        return _("Please confirm"), "confirm", {"confirm_url": …}

Called in the reader's language; subject, template, context; None as above. All relations of the mail are loaded.

**Afterwards**: `@when_settled(Purpose.DIGEST)` in `actions` is called inside the transaction that notes the end of mails, with
all mails of that purpose that became sent, failed or skipped in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scicomm.audiences.enums import Purpose
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.rules import Letter
from scicomm.audiences.tasks.links import Written


@dataclass(frozen=True)
class Later:
    """The mail is wanted, but not before that moment."""

    until: dt.datetime
    why: str = ""


@dataclass(frozen=True)
class Broken:
    """This mail could not be written; the others go on."""

    error: Exception


Outcome = Letter | Later | Broken | None
BulkWriter = Callable[[Sequence[OutgoingMail]], Iterable[tuple[OutgoingMail, Outcome]]]
OneWriter = Callable[[OutgoingMail, Subscription], Written | None]
B = TypeVar("B", bound=BulkWriter)
W = TypeVar("W", bound=OneWriter)
A = TypeVar("A", bound=Callable[[OutgoingMail, Subscription], str])

BULK_WRITERS: dict[str, BulkWriter] = {}
ONE_WRITERS: dict[str, OneWriter] = {}
# Whose mail it is where that is not the reader: a guardian's. Only for mails written one at a time.
ADDRESSEES: dict[str, Callable[[OutgoingMail, Subscription], str]] = {}


def writes(purpose: Purpose) -> Callable[[B], B]:
    """Register the bulk writer of a purpose."""

    def register(writer: B) -> B:
        BULK_WRITERS[purpose] = writer
        return writer

    return register


def writes_one(purpose: Purpose) -> Callable[[W], W]:
    """Register the writer of single mails of a purpose."""

    def register(writer: W) -> W:
        ONE_WRITERS[purpose] = writer
        return writer

    return register


def addressed_to(purpose: Purpose) -> Callable[[A], A]:
    """Register who gets the mails of a purpose instead of the reader; an empty address means nobody."""

    def register(addressee: A) -> A:
        ADDRESSEES[purpose] = addressee
        return addressee

    return register

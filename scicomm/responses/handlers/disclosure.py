"""What follows in information disclosure: mails to applicants, and what the public search finds.

A mail holds numbers, days and the address of the applicant's page, never words of the request or of a letter: the form is open to
all, and whoever writes a stranger's address into it must not be able to send them anything.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.responses import (
    DisclosureAppealDecided,
    DisclosureCopyReleased,
    DisclosureLetterSent,
    DisclosureRequested,
)
from scicomm.responses.actions.disclosure import note_mail_sent
from scicomm.responses.clients import disclosure_id_of, postman
from scicomm.responses.enums import Arrival, LetterKind
from scicomm.responses.models import DisclosureRequest, RequestAppeal, RequestLetter
from scicomm.responses.queries.disclosure.requests import code_of, request_to_tell

# Acknowledgements to one address a day: the form does not know whose address it is.
MOST_A_DAY = 5
_DAY = 24 * 3600


def _subject(what: str, number: str) -> str:
    """The subject of each kind of mail, in the language that is set."""
    words = {
        "filed": _("We have your request %(number)s"),
        LetterKind.CLARIFICATION.value: _("Please clarify your request %(number)s"),
        LetterKind.EXTENSION.value: _("Your request %(number)s takes longer"),
        "letter": _("A letter about your request %(number)s is ready"),
        "copy": _("A copy for your request %(number)s is ready"),
        "appeal": _("The outcome of the appeal about your request %(number)s"),
    }
    return words.get(what, words["letter"]) % {"number": number}


def _tell(fact: Fact, what: str, kind: str, **more: Any) -> None:
    """One mail about a request in its applicant's language, once; `what` names the matter for ever."""
    found = request_to_tell(ref_parts(fact.subject)[1], what)
    if found is None:
        return
    request, address = found
    what = what or request.number
    if kind == "filed" and _is_flooded(address, request):
        return
    with override(request.language):
        query = urlencode({"number": request.number})
        context = {
            "request": request, "kind": kind, "site": settings.WAGTAIL_SITE_NAME,
            "url": f"{settings.SITE_URL}{reverse('responses:disclosure_status')}?{query}", **more,
        }  # fmt: skip
        text = render_to_string("responses/mail/disclosure.txt", context).strip() + "\n"
        subject = _subject(kind, request.number)
    postman().send(to=address, subject=subject, text=text, message_id=disclosure_id_of(request.pk, what))
    note_mail_sent(request, what=what)


def _is_flooded(address: str, request: DisclosureRequest) -> bool:
    """Whether one address was acknowledged too often today; what an officer entered is never counted."""
    if request.arrival != Arrival.ONLINE:
        return False
    digest = hmac.new(settings.SECRET_KEY.encode(), address.lower().encode(), hashlib.sha256).hexdigest()
    key = f"responses:disclosure:told:{digest}"
    told: list[int] = cache.get(key, [])
    if request.pk not in told:
        told = [*told, request.pk]
        cache.set(key, told, _DAY)
    return told.index(request.pk) >= MOST_A_DAY


@on(DisclosureRequested)
def acknowledge_request(fact: DisclosureRequested, *, delivery_id: int) -> None:
    """Whoever filed a request gets its number, its code and where to follow it."""
    request = DisclosureRequest.objects.filter(pk=ref_parts(fact.subject)[1]).only("post_key").first()
    if request is not None:
        _tell(fact, "", "filed", code=code_of(request.post_key))


@on(DisclosureLetterSent)
def tell_of_letter(fact: DisclosureLetterSent, *, delivery_id: int) -> None:
    """Whoever asked hears of each letter to them; one to a third party is none of theirs."""
    letter = RequestLetter.objects.filter(pk=fact.letter_id).exclude(kind=LetterKind.THIRD_PARTY).first()
    if letter is not None:
        _tell(fact, letter.number, letter.kind, letter=letter)


@on(DisclosureCopyReleased)
def tell_of_copy(fact: DisclosureCopyReleased, *, delivery_id: int) -> None:
    """Whoever asked hears that a document lies on their page."""
    _tell(fact, f"copy-{fact.copy_id}", "copy")


@on(DisclosureAppealDecided)
def tell_of_appeal(fact: DisclosureAppealDecided, *, delivery_id: int) -> None:
    """Whoever asked hears how a reconsideration or lawsuit ended; entered anew with another result, again."""
    appeal = RequestAppeal.objects.filter(pk=fact.appeal_id).first()
    if appeal is not None and appeal.result == fact.result:
        _tell(fact, f"appeal-{appeal.pk}-{fact.result}", "appeal", appeal=appeal)

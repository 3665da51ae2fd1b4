"""Requests with their clocks; who asked, for officers; wording of letters."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from scicomm.core import secrets
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.responses.enums import LIVE, AppealResult, RequestState, StepKind
from scicomm.responses.models import DisclosureRequest, LetterTemplate, RequestAppeal, RequestLetter
from scicomm.responses.permissions.disclosure import requests_for
from scicomm.responses.rules.disclosure import (
    FORGET_APPLICANT_AFTER,
    Course,
    Pause,
    StatutoryClock,
    statutory_clock,
)
from scicomm.responses.rules.disclosure_letters import SHIPPED, Wording

SEAL = "responses.disclosure"
# No letters and digits that are mistaken for each other when a code is read out or copied by hand.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def code_of(post_key: object) -> str:
    """The private code of a request: made from its key and the site's secret, so that a form posted twice shows the same one."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"disclosure:{post_key}".encode(), hashlib.sha256).digest()
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:12])
    return "-".join(letters[n : n + 4] for n in (0, 4, 8))


def digest_of(code: str) -> str:
    """What is kept of a code; spaces, hyphens and case do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def request_by_code(number: str, code: str) -> DisclosureRequest | None:
    """The request with this number, where the code is its own."""
    found = DisclosureRequest.objects.filter(number=number.strip()).select_related("unit").first()
    if found is None or not hmac.compare_digest(found.code_digest, digest_of(code)):
        return None
    return found


def applicant_of(request: DisclosureRequest) -> dict[str, str]:
    """Who asked; empty when it was erased, or when no key opens it any more."""
    plain = secrets.unseal(request.sealed, settings.SCICOMM_PASSWORD_KEYS, SEAL) if request.sealed else None
    return dict(json.loads(plain)) if plain else {}


def clock_of(request: DisclosureRequest, today: dt.date, days: Calendar) -> StatutoryClock | None:
    """How a request's clock stands on a day; None while its receipt is not confirmed."""
    if request.received_on is None:
        return None
    pauses = tuple(Pause(str(one.kind), one.asked_on, one.answered_on) for one in request.pauses.all())
    return statutory_clock(Course(request.received_on, request.clarified_on, request.extension, pauses), today, days)


@dataclass(frozen=True)
class RequestRow:
    """A request and how it stands today."""

    request: DisclosureRequest
    clock: StatutoryClock | None


def request_rows(requests: Iterable[DisclosureRequest]) -> list[RequestRow]:
    """Requests with their clocks. One query for the calendar; the pauses are fetched before."""
    days, today = calendar(), timezone.localdate()
    return [RequestRow(one, clock_of(one, today, days) if one.state == RequestState.OPEN else None) for one in requests]


def requests_listed(user: Any, *, state: str = "", unit: str = "") -> QuerySet[DisclosureRequest]:
    """Requests an officer may read: by their deadline, unconfirmed ones first, ended ones newest first."""
    rows = requests_for(user).select_related("unit").prefetch_related("pauses")
    if unit:
        rows = rows.filter(unit__slug=unit)
    if state == "ended":
        return rows.exclude(state__in=LIVE).order_by("-ended_on", "-id")
    if state == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    return rows.filter(state__in=LIVE).order_by("due_on", "id")


def waits_for_signature(user: Any) -> QuerySet[RequestLetter]:
    """Letters that somebody else wrote and the user may send."""
    mine = RequestLetter.objects.filter(request__in=requests_for(user), sent_on__isnull=True, returned_note="")
    return mine.exclude(drafted_by_id=user.pk).select_related("request__unit", "drafted_by")


def requests_to_handle(user: Any) -> QuerySet[DisclosureRequest]:
    """Requests in which the next step is an officer's, by the day the law sets; unconfirmed ones have none and stand last."""
    rows = requests_for(user).exclude(state=RequestState.CLARIFY).filter(state__in=LIVE)
    return rows.select_related("unit").order_by(F("due_on").asc(nulls_last=True), "pk")


def wording_of(kind: str, language: str) -> Wording:
    """The house's wording of a letter, or the shipped one."""
    own = LetterTemplate.objects.filter(kind=kind, language=language).first()
    return Wording(own.title, own.body) if own else SHIPPED[(kind, language if language == "en" else "zh-hans")]


def live_with_clock() -> QuerySet[DisclosureRequest]:
    """Requests whose clock runs or stands still; none runs while the applicant is asked to clarify."""
    live = DisclosureRequest.objects.filter(state=RequestState.OPEN)
    return live.filter(received_on__isnull=False).prefetch_related("pauses")


def applicants_to_forget(today: dt.date) -> QuerySet[DisclosureRequest]:
    """Ended requests whose time is over, and about which nothing is before a court."""
    before = today - FORGET_APPLICANT_AFTER
    appeals = RequestAppeal.objects.filter(request=OuterRef("pk"))
    open_ones = appeals.filter(Q(result=AppealResult.PENDING) | Q(decided_on__gt=before))
    return DisclosureRequest.objects.filter(~Exists(open_ones), ended_on__lt=before, erased_at__isnull=True)


def known_applicants(wanted: set[int]) -> set[int]:
    """Which of these requests still know who asked."""
    return set(DisclosureRequest.objects.filter(pk__in=wanted, erased_at__isnull=True).values_list("pk", flat=True))


def request_to_tell(identifier: str, what: str) -> tuple[DisclosureRequest, str] | None:
    """A request and its applicant's address, where there is one and no mail about `what` has left. Two queries."""
    found = DisclosureRequest.objects.filter(pk=identifier).select_related("unit").first()
    if found is None or found.steps.filter(kind=StepKind.TOLD, note=what or found.number).exists():
        return None
    address = applicant_of(found).get("email", "").strip()
    return (found, address) if address else None


def public_log() -> QuerySet[DisclosureRequest]:
    """Answered requests shown to everyone, newest first."""
    return DisclosureRequest.objects.in_public_log().select_related("unit").order_by("-ended_on", "-id")

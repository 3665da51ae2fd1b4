"""Handing in leads with a token, and what became of one's own.

A request may be sent again: with the same header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) it is the lead
that is there, and another content under a key that was used is refused.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Header, Query, Router, Schema
from ninja.responses import Status

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.core.audit import acting_through
from scicomm.journals.models import Article
from scicomm.newsroom import actions
from scicomm.newsroom.enums import LeadSource
from scicomm.newsroom.models import Lead
from scicomm.newsroom.permissions import get_lead_for, leads_for
from scicomm.newsroom.rules import doi_in
from scicomm.newsroom.schemas import LeadIn, LeadOut
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import TokenScope, person_of

router = Router(tags=["leads"])
_NAMESPACE = uuid.UUID("0e9c6c4b-5b44-4c38-9a2f-6f3a0f6b7d11")


class Once(Schema):
    """The key that makes a request one, however often it is sent."""

    idempotency_key: str = Header(
        "", alias="Idempotency-Key", max_length=200, description=_("The same key gives the same lead")
    )


def _token(request: Any) -> tuple[Any, Person]:
    """The token of the request, if it may hand in leads, and its person."""
    token = request.auth
    if TokenScope.LEADS_WRITE not in token.scopes:
        words = gettext("This token may not do that: it needs “%(scope)s”.")
        raise ApiProblem("not-allowed", words % {"scope": TokenScope.LEADS_WRITE.value})
    person = person_of(token.user)
    if person is None:
        raise ApiProblem("not-allowed", gettext("Only people of the organisation hand in leads."))
    return token, person


def _out(lead: Lead) -> LeadOut:
    return LeadOut(
        id=lead.pk, title=lead.title, body=lead.body, unit=lead.unit.slug, doi=lead.article.doi if lead.article else "",
        state=lead.state, reason=lead.decline_reason, same_as=lead.same_as_id, embargo_until=lead.embargo_until,
        confidential_until=lead.confidential_until, created_at=lead.created_at,
    )  # fmt: skip


def _to_come(moment: dt.datetime | None) -> dt.datetime | None:
    """A moment with its zone, in the house's where it has none; refuses one that is over."""
    if moment is None:
        return None
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if aware <= timezone.now():
        raise ApiProblem("invalid", gettext("This minute has passed already."))
    return aware


@router.post(
    "/leads", response={200: LeadOut, 201: LeadOut, **summary_of(400, 401, 403, 422)}, url_name="leads",
    operation_id="reportLead", summary=_("Hand in a lead"),
    description=_("For the token's person, to the token's unit. Only where nothing in it may be secret."),
)  # fmt: skip
def report(request: HttpRequest, response: HttpResponse, sent: LeadIn, once: Header[Once]) -> Any:
    token, person = _token(request)
    if not sent.nothing_secret:
        raise ApiProblem("invalid", gettext("Please confirm that nothing here may be secret."))
    if not sent.title.strip():
        raise ApiProblem("invalid", gettext("Say in one line what was found."))
    doi = doi_in(sent.doi)
    article = Article.objects.filter(doi=doi).first() if doi else None
    body = sent.body if article or not sent.doi else f"{sent.body}\n{sent.doi}".strip()
    key = uuid.uuid5(_NAMESPACE, f"{token.user_id}\n{once.idempotency_key}") if once.idempotency_key else uuid.uuid4()
    known = Lead.objects.filter(post_key=key).select_related("unit", "article").first()
    if known is not None:
        return _again(known, sent, body)
    with acting_through(f"token {token.prefix}"):
        lead = actions.report_lead(
            title=sent.title, body=body, unit=token.unit, reported_by=person, acting_user=token.user, article=article,
            embargo_until=_to_come(sent.embargo_until), confidential_until=_to_come(sent.confidential_until), post_key=key,
            source=LeadSource.API, language=sent.language,
        )  # fmt: skip
    response["Location"] = f"/api/v1/leads/{lead.pk}"
    return Status(201, _out(lead))


def _again(known: Lead, sent: LeadIn, body: str) -> Any:
    """The lead that the key gave before; another content under it is a mistake of the program."""
    if (known.title, known.body) != (sent.title.strip()[:300], body.strip()):
        raise ApiProblem("invalid", gettext("This Idempotency-Key was used for another lead."))
    return Status(200, _out(known))


@router.get(
    "/leads", response={200: Page[LeadOut], **summary_of(400, 401, 403, 422)}, url_name="own_leads",
    operation_id="listOwnLeads", summary=_("Leads the token's person handed in"),
)  # fmt: skip
def own_leads(request: HttpRequest, response: HttpResponse, asked: Query[Window]) -> Any:
    token, person = _token(request)
    rows = leads_for(token.user).filter(reported_by=person).select_related("unit", "article")
    return window(request, response, rows, asked, ("-created_at", "-pk"), _out)


@router.get(
    "/leads/{int:pk}", response={200: LeadOut, **summary_of(401, 403, 404)}, url_name="own_lead",
    operation_id="getOwnLead", summary=_("One lead the token's person handed in, and what became of it"),
)  # fmt: skip
def own_lead(request: HttpRequest, pk: int) -> Any:
    token, person = _token(request)
    lead = get_lead_for(token.user, pk)
    if lead.reported_by_id != person.pk:
        raise ApiProblem("not-found")
    return _out(lead)

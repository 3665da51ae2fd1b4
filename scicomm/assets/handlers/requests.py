"""Those who ask for a file are written to: to confirm the address, and when their request is answered."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.assets.clients.mail import MailPostman
from scicomm.assets.enums.delivery import RequestState
from scicomm.assets.models import AssetRequest
from scicomm.assets.queries.tickets import CONFIRM, FETCH, ticket
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetRequestDecided, AssetRequestMade
from scicomm.facts.base import ref_parts


def _request(subject: str) -> AssetRequest | None:
    rows = AssetRequest.objects.select_related(
        "asset__unit", "asset__image", "asset__document", "asset__recording"
    ).exclude(email="")
    return rows.filter(pk=ref_parts(subject)[1]).first()


def _send(row: AssetRequest, template: str, subject: str, link: str, message: str) -> None:
    text = render_to_string(
        f"assets/mail/{template}.txt", {"row": row, "link": link, "site": settings.WAGTAIL_SITE_NAME}
    )
    host = urlsplit(settings.SITE_URL).hostname
    MailPostman().send(to=row.email, subject=subject, text=text.strip(), message_id=f"<{message}@{host}>")


@on(AssetRequestMade)
def on_request_made(fact: AssetRequestMade, *, delivery_id: int) -> None:
    """The link by which an address is confirmed; it is made when it is sent and stands nowhere."""
    row = _request(fact.subject)
    if row is None or row.state != RequestState.UNCONFIRMED:
        return
    with override(fact.language):
        link = f"{settings.SITE_URL}{reverse('assets:confirm_request', args=[ticket(row.pk, CONFIRM)])}"
        subject = _("Confirm that you asked for “%(title)s”") % {"title": row.asset.title}
        _send(row, "confirm", subject, link, f"asset-confirm-{delivery_id}")


@on(AssetRequestDecided)
def on_request_decided(fact: AssetRequestDecided, *, delivery_id: int) -> None:
    """The answer: the link to the file with its conditions, or why not."""
    row = _request(fact.subject)
    if row is None:
        return
    with override(fact.language):
        link = f"{settings.SITE_URL}{reverse('assets:granted', args=[ticket(row.pk, FETCH)])}"
        words = _("You may use “%(title)s”") if fact.approved else _("Your request for “%(title)s”")
        template = "approved" if fact.approved else "declined"
        _send(row, template, words % {"title": row.asset.title}, link, f"asset-answer-{delivery_id}")

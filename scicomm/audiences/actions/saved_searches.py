"""Saved searches: asked for, confirmed by the link of a mail, changed, stopped, forgotten. What they tell stands in `alerts`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.consents import note_yes
from scicomm.audiences.actions.subscriptions import row_for
from scicomm.audiences.enums import (
    OPEN_MAILS,
    Frequency,
    MailState,
    Purpose,
    SearchState,
    SubscriptionKind,
    SubscriptionState,
)
from scicomm.audiences.models import OutgoingMail, SavedSearch, SearchMatch, Subscription, WatchedQuery
from scicomm.audiences.models.subscriptions import new_key
from scicomm.audiences.queries import search_to_confirm
from scicomm.audiences.rules import (
    ASK_AGAIN_AFTER,
    CONSENT_VERSION,
    FORGET_AFTER,
    MOST_SEARCHES,
    Query,
    confirm_token,
    message_id,
    next_mail,
    normal_address,
    token_hash,
)
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry, shred_audit_of
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

SAVED = audit_entry("audiences.search.save", gettext_lazy("Save search"), shred=lambda data: {})
CHANGED = audit_entry("audiences.search.edit", gettext_lazy("Change saved search"), shred=lambda data: {})
ENDED = audit_entry("audiences.search.end", gettext_lazy("Stop saved search"), shred=lambda data: {})


class NothingAsked(ValidationError):
    """A search for everything, or one of which nothing is understood, cannot be watched."""


@transaction.atomic
def ask_to_save_search(
    query: Query, *, email: str, language: str, consent_locale: str, frequency: str, name: str
) -> SavedSearch:
    """Note a wish to watch a query and queue the mail that asks for confirmation, or says that it is watched already.

    Nothing the caller shows may depend on the result. Asking again within ten minutes sends no second mail.
    """
    if query.is_empty or query.is_unreadable:
        raise NothingAsked(_("Search for something first; a search for everything cannot be saved."))
    now = timezone.now()
    reader, _fresh = row_for(normal_address(email), language, consent_locale, SubscriptionKind.SEARCHES)
    watched, _made = WatchedQuery.objects.get_or_create(
        digest=query.digest, defaults={"text": query.text, "filters": query.filters}
    )
    row, fresh = SavedSearch.objects.select_for_update(of=("self",)).get_or_create(
        subscription=reader, query=watched, defaults={"asked_at": now, "name": name[:120], "consent_version": ""}
    )
    running = row.state in {SearchState.ACTIVE, SearchState.PAUSED} and reader.state == SubscriptionState.CONFIRMED
    if running:
        _queue(row, Purpose.SEARCH_KNOWN, f"{now:%Y%m%d%H}")
        return row
    recent = not fresh and row.state == SearchState.PENDING and now - row.asked_at < ASK_AGAIN_AFTER
    row.name, row.frequency, row.state = name[:120], frequency, SearchState.PENDING
    if not recent:
        row.asked_at, row.consent_version, row.consent_locale = now, CONSENT_VERSION, consent_locale
        row.confirm_key = new_key()
        row.confirm_hash = token_hash(confirm_token(row.pk, row.confirm_key))
    row.save()
    if not recent:
        _queue(row, Purpose.SEARCH_CONFIRM, row.confirm_key[:12])
    return row


def _queue(row: SavedSearch, purpose: Purpose, distinct: str) -> None:
    OutgoingMail.objects.get_or_create(
        message_id=message_id(purpose, row.pk, distinct, settings.SITE_URL),
        defaults={
            "purpose": purpose,
            "subscription_id": row.subscription_id,
            "saved_search": row,
            "next_try_at": timezone.now(),
        },
    )


def _locked(row: SavedSearch) -> SavedSearch:
    return SavedSearch.objects.select_for_update(of=("self",)).select_related("subscription", "query").get(pk=row.pk)


def _up_to_now(row: SavedSearch) -> None:
    """From now on: what was found until this moment is not told."""
    newest = SearchMatch.objects.filter(query=row.query).order_by("-pk").values_list("pk", flat=True).first()
    row.told_up_to, row.has_news = newest or row.told_up_to, False
    row.since = now = timezone.now()
    row.next_at = now if row.frequency == Frequency.AT_ONCE else next_mail(row.frequency, now)


@transaction.atomic
def confirm_search(token: str) -> SavedSearch | None:
    """Confirm by the secret of the mail; twice is once. None for a link that is forged, too old or replaced.

    The yes is for saved searches only: the newsletter needs its own.
    """
    found = search_to_confirm(token)
    if found is None:
        return None
    # The reader's row first: everybody who locks both takes them in this order.
    reader = Subscription.objects.select_for_update().get(pk=found.subscription_id)
    row = _locked(found)
    if row.state != SearchState.PENDING:
        return row
    mine = SavedSearch.objects.filter(subscription=reader, state__in=[SearchState.ACTIVE, SearchState.PAUSED])
    if mine.count() >= MOST_SEARCHES:
        words = _("You have %(count)d saved searches, which is as many as there can be. Delete one first.")
        raise ValidationError(words % {"count": MOST_SEARCHES})
    now = timezone.now()
    if reader.state != SubscriptionState.CONFIRMED:
        reader.state, reader.confirmed_at, reader.left_at = SubscriptionState.CONFIRMED, now, None
        reader.consent_version, reader.consent_locale = row.consent_version, row.consent_locale
        reader.undeliverable_since = None
        reader.save()
    note_yes(reader)
    row.state, row.confirmed_at, row.ended_at = SearchState.ACTIVE, now, None
    _up_to_now(row)
    row.save()
    audit(SAVED, row, user=None, new={"consent": row.consent_version, "frequency": row.frequency})
    root = root_unit()
    record(
        facts.SearchSaved(
            unit_id=root.pk if root else 0,
            subject=ref("audiences", "saved_search", row.pk),
            language=reader.language,
            frequency=row.frequency,
        )
    )
    return row


@transaction.atomic
def change_search(search: SavedSearch, *, name: str, frequency: str) -> SavedSearch:
    """Another name, or mails more or less often; the next mail follows the new choice."""
    row = _locked(search)
    require(row.state in {SearchState.ACTIVE, SearchState.PAUSED})
    if (row.name, row.frequency) != (name[:120], frequency):
        audit(CHANGED, row, user=None, old=row.frequency, new=frequency)
        if row.frequency != frequency:
            row.next_at = next_mail(frequency, row.last_told_at or timezone.now())
            if frequency == Frequency.AT_ONCE:
                row.next_at = timezone.now()
        row.name, row.frequency = name[:120] or row.name, frequency
        row.save(update_fields=["name", "frequency", "next_at"])
    return row


@transaction.atomic
def pause_search(search: SavedSearch) -> SavedSearch:
    """No mails until the reader lets it go on. Twice is once."""
    row = _locked(search)
    if row.state == SearchState.ACTIVE:
        row.state = SearchState.PAUSED
        row.save(update_fields=["state"])
        audit(CHANGED, row, user=None, new=row.state)
    return row


@transaction.atomic
def resume_search(search: SavedSearch) -> SavedSearch:
    """Go on from now: what was found during the rest is not told, it stands in the results. Only what was confirmed before."""
    row = _locked(search)
    require(row.confirmed_at is not None and row.subscription.state == SubscriptionState.CONFIRMED)
    if row.state in {SearchState.PAUSED, SearchState.ENDED}:
        row.state, row.ended_at = SearchState.ACTIVE, None
        _up_to_now(row)
        row.save()
        audit(CHANGED, row, user=None, new=row.state)
    return row


@transaction.atomic
def end_search(search: SavedSearch) -> SavedSearch:
    """Stop the mails of one search, by the reader's own link; the others and the newsletter go on. Twice is once."""
    row = _locked(search)
    if row.state != SearchState.ENDED:
        was_running = row.state != SearchState.PENDING
        row.state, row.ended_at, row.confirm_hash, row.has_news = SearchState.ENDED, timezone.now(), "", False
        row.save(update_fields=["state", "ended_at", "confirm_hash", "has_news"])
        audit(ENDED, row, user=None)
        if was_running:
            root = root_unit()
            record(facts.SearchEnded(unit_id=root.pk if root else 0, subject=ref("audiences", "saved_search", row.pk)))
    return row


@transaction.atomic
def delete_search(search: SavedSearch) -> None:
    """Stop it and forget its name, its words and what it told."""
    row = end_search(search)
    _forget(row)


def _forget(row: SavedSearch) -> None:
    OutgoingMail.objects.filter(saved_search=row, state__in=OPEN_MAILS).update(
        state=MailState.SKIPPED, lease_until=None
    )
    shred_audit_of(row)
    row.delete()


@transaction.atomic
def forget_old_searches(*, limit: int = 500) -> int:
    """Delete what was never confirmed or was stopped a month ago, and queries that nobody watches any more."""
    since: Any = timezone.now() - FORGET_AFTER
    old = Q(state=SearchState.PENDING, asked_at__lt=since) | Q(state=SearchState.ENDED, ended_at__lt=since)
    rows = list(SavedSearch.objects.filter(old)[:limit])
    for row in rows:
        _forget(row)
    WatchedQuery.objects.filter(searches__isnull=True, created_at__lt=since).delete()
    SearchMatch.objects.filter(found_at__lt=since).delete()
    return len(rows)

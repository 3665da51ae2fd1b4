"""Contacts: added one by one or from a table, each with the proof of consent; taken off, forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.erasing import erase_subscription
from scicomm.audiences.actions.subscriptions import row_for
from scicomm.audiences.enums import ConsentPurpose, ConsentSource, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import Consent, Contact, ContactList
from scicomm.audiences.permissions.contacts import can_keep_contacts
from scicomm.audiences.rules import CONSENT_VERSION, normal_address
from scicomm.audiences.rules.contacts import ContactRow
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ADDED = audit_entry("audiences.contact.add", gettext_lazy("Add contact"), shred=nothing_personal)
IMPORTED = audit_entry("audiences.contact.import", gettext_lazy("Import contacts"), shred=nothing_personal)
TAKEN_OFF = audit_entry("audiences.contact.remove", gettext_lazy("Remove contact"), shred=nothing_personal)


@transaction.atomic
def add_contact(
    unit: Unit,
    row: ContactRow,
    *,
    acting_user: Any,
    lists: Iterable[ContactList] = (),
    source: str = ConsentSource.STAFF,
) -> Contact:
    """Keep a contact with the proof of consent. Known to the unit already: renewed. Who asked not to be written to stays so."""
    require(can_keep_contacts(acting_user, unit))
    contact = _keep(unit, row, source)
    contact.lists.add(*[one for one in lists if one.unit_id == unit.pk])
    audit(ADDED, contact, user=acting_user, new={"kind": contact.kind})
    return contact


def _keep(unit: Unit, row: ContactRow, source: str) -> Contact:
    if row.proof_on is None or not row.proof:
        raise ValidationError(_("It does not say how and when this contact agreed to be written to."))
    reader, _fresh = row_for(normal_address(row.email), row.language, row.language, SubscriptionKind.CONTACT)
    if reader.state == SubscriptionState.LEFT and reader.left_at and timezone.localdate(reader.left_at) >= row.proof_on:
        raise ValidationError(_("This contact asked not to be written to any more."))
    if reader.state != SubscriptionState.CONFIRMED:
        reader.state, reader.confirmed_at, reader.left_at = SubscriptionState.CONFIRMED, timezone.now(), None
        reader.save(update_fields=["state", "confirmed_at", "left_at"])
    at = timezone.make_aware(dt.datetime.combine(row.proof_on, dt.time(12)))
    Consent.objects.get_or_create(
        subscription=reader,
        purpose=ConsentPurpose.CONTACT,
        is_given=True,
        at=at,
        defaults={
            "text_version": CONSENT_VERSION,
            "text_language": row.language,
            "source": source,
            "proof": row.proof,
        },
    )
    contact, _made = Contact.objects.update_or_create(
        unit=unit,
        subscription=reader,
        defaults={
            "kind": row.kind,
            "name": row.name,
            "organisation": row.organisation,
            "post": row.post,
            "region": row.region,
        },
    )
    contact.beats.set(subjects_named(row.beats))
    return contact


def subjects_named(words: Iterable[str]) -> list[Subject]:
    """Subjects by code or name in either language; words that name none are passed over."""
    asked = list(words)
    found = Subject.objects.filter(Q(code__in=asked) | Q(name_zh__in=asked) | Q(name_en__in=asked), is_active=True)
    return list(found) if asked else []


def import_contacts(
    unit: Unit, rows: Sequence[tuple[int, ContactRow]], *, acting_user: Any, list_name: str = ""
) -> tuple[int, list[tuple[int, str]]]:
    """Keep the contacts of a table, each in its own transaction, so that one bad row holds up no other; the numbers of kept rows
    and of refused ones with the reason. The same table again changes nothing."""
    require(can_keep_contacts(acting_user, unit))
    into = [ContactList.objects.get_or_create(unit=unit, name=list_name.strip()[:120])[0]] if list_name.strip() else []
    kept, refused = 0, []
    for number, row in rows:
        try:
            with transaction.atomic():
                contact = _keep(unit, row, ConsentSource.IMPORT)
                contact.lists.add(*into)
        except ValidationError as error:
            refused.append((number, " ".join(error.messages)))
        else:
            kept += 1
    audit(IMPORTED, unit, user=acting_user, new={"kept": kept, "refused": len(refused)})
    return kept, refused


@transaction.atomic
def remove_contact(contact: Contact, *, acting_user: Any) -> None:
    """Take a contact off a unit's list. Kept by no other unit, the person is forgotten altogether."""
    row = Contact.objects.select_for_update(of=("self",)).select_related("unit", "subscription").get(pk=contact.pk)
    require(can_keep_contacts(acting_user, row.unit))
    audit(TAKEN_OFF, row, user=acting_user)
    reader = row.subscription
    row.delete()
    if not Contact.objects.filter(subscription=reader).exists():
        erase_subscription(reader)

"""Every change of state of people and their accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import organisation as facts
from scicomm.facts.base import ref
from scicomm.organisation.actions.groups import sync_groups_of
from scicomm.organisation.models import Person, User
from scicomm.organisation.permissions import may_set_up, require

ACCOUNT_OPENED = audit_entry("organisation.account.open", _("Open account"), shred=shred_fields("username"))
PERSON_CHANGED = audit_entry("organisation.person.edit", _("Change person"), shred=lambda data: {})


@transaction.atomic
def save_person(person: Person, *, acting_user: Any, expertise: Any = None, **values: Any) -> Person:
    """Add a person, or change one. A person moved to another unit is given by the one and taken by the other."""
    if person.pk:
        require(may_set_up(acting_user, Person.objects.select_related("unit").get(pk=person.pk).unit))
    for name, value in values.items():
        setattr(person, name, value)
    require(may_set_up(acting_user, person.unit))
    person.orcid = person.orcid or None
    person.full_clean()
    person.save()
    if expertise is not None:
        person.expertise.set(expertise)
    audit(PERSON_CHANGED, person, user=acting_user, new=sorted(values))
    return person


@transaction.atomic
def open_account(person: Person, *, username: str, email: str, acting_user: Any) -> User:
    """Give a person an account without a password; a link to choose one goes out by mail. Twice changes nothing."""
    require(may_set_up(acting_user, person.unit))
    row = Person.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=person.pk)
    if row.user:
        return row.user
    user = User(username=username, email=email)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    row.user = user
    row.save(update_fields=["user"])
    sync_groups_of(user)
    audit(ACCOUNT_OPENED, row, user=acting_user, new={"username": username})
    record(
        facts.AccountOpened(
            unit_id=row.unit_id,
            subject=ref("organisation", "person", row.pk),
            about=(),
            actor_id=getattr(acting_user, "pk", None),
            language=(get_language() or "zh-hans"),
        )
    )
    return user

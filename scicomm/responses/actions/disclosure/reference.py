"""Reference data of disclosure: kinds of items and the house's wording of letters."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.responses.models import DisclosureKind, LetterTemplate

SAVED = audit_entry(
    "responses.disclosure_reference.save", gettext_lazy("Change disclosure data"), shred=nothing_personal
)
Row = TypeVar("Row", DisclosureKind, LetterTemplate)


@transaction.atomic
def save_reference(row: Row, *, acting_user: Any, **values: Any) -> Row:
    """Enter or change a kind or a template; letters already written keep their words."""
    policy = policy_registry.get_by_type(type(row))
    if not policy.user_has_permission(acting_user, "change" if row.pk else "add"):
        raise PermissionDenied
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    audit(SAVED, row, user=acting_user, new={name: str(value) for name, value in values.items()})
    return row

"""Segments and the rules for all mails: changed by administrators of the academy."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from scicomm.audiences.models import MailRules, Segment
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require, rules_the_house

SEGMENT_SAVED = audit_entry("audiences.segment.edit", gettext_lazy("Change segment"), shred=nothing_personal)
RULES_SAVED = audit_entry(
    "audiences.rules.edit", gettext_lazy("Change the rules for all mails"), shred=nothing_personal
)


@transaction.atomic
def save_segment(segment: Segment, *, acting_user: Any, **values: Any) -> Segment:
    """Make or change a segment. None is deleted: readers chose it, and items are meant for it; it is taken out of use."""
    require(rules_the_house(acting_user))
    old = {name: getattr(segment, name) for name in values} if segment.pk else None
    for name, value in values.items():
        setattr(segment, name, value)
    segment.full_clean()
    segment.save()
    if old != values:
        audit(SEGMENT_SAVED, segment, user=acting_user, old=old, new=values)
    return segment


@transaction.atomic
def save_mail_rules(*, acting_user: Any, **values: Any) -> MailRules:
    """Change what holds for every mailbox."""
    require(rules_the_house(acting_user))
    rules, _made = MailRules.objects.select_for_update().get_or_create(pk=1)
    old = {name: getattr(rules, name) for name in values}
    for name, value in values.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save()
    if old != values:
        audit(RULES_SAVED, rules, user=acting_user, old=old, new=values)
    return rules

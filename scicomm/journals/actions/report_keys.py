"""Keys of usage reports: made with a secret that is shown once, and ended."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.journals.models import ReportKey
from scicomm.journals.permissions import can_keep_report_keys
from scicomm.journals.rules.counter.keys import digest_of
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

MADE = audit_entry("journals.report_key.make", gettext_lazy("Make key of usage reports"), shred=nothing_personal)
ENDED = audit_entry("journals.report_key.end", gettext_lazy("End key of usage reports"), shred=nothing_personal)


@transaction.atomic
def make_report_key(*, unit: Unit, name: str, acting_user: Any) -> tuple[ReportKey, str]:
    """A new key for a unit's reports, and its secret, which nobody can read again."""
    require(can_keep_report_keys(acting_user, unit))
    words = " ".join(name.split())
    if not words:
        raise ValidationError({"name": _("Say for whom the key is.")})
    secret = secrets.token_urlsafe(32)
    key = ReportKey(unit=unit, name=words[:120], requestor=secrets.token_hex(8), digest=digest_of(secret))
    key.save()
    audit(MADE, key, user=acting_user, new=key.requestor)
    return key, secret


@transaction.atomic
def end_report_key(key: ReportKey, *, acting_user: Any) -> ReportKey:
    """From now on the key opens nothing. Ending an ended key changes nothing."""
    row = ReportKey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key.pk)
    require(can_keep_report_keys(acting_user, row.unit))
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        audit(ENDED, row, user=acting_user, old=row.requestor)
    return row

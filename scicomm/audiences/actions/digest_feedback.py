"""What readers do about their digest, and what is counted of it: more or less of a subject, visits by subject line, the look at a
reader's next digest, and the end of a trial."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.enums import EditionState, MailState
from scicomm.audiences.models import (
    Digest,
    DigestEdition,
    DigestItem,
    EditionVisits,
    Interest,
    OutgoingMail,
    Subscription,
)
from scicomm.audiences.permissions import keeps_addresses
from scicomm.audiences.rules.subject_tests import compared
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require

TUNED = audit_entry("audiences.profile.tune", gettext_lazy("Change interests"), shred=lambda data: {})
LOOKED = audit_entry("audiences.digest.look", gettext_lazy("Look at a reader's next digest"), shred=nothing_personal)
DECIDED = audit_entry("audiences.edition.decide", gettext_lazy("Subject lines compared"), shred=nothing_personal)

# Never, no word, some, more, most of all.
_STEPS = (-1, 0, 1, 2, 3)


@transaction.atomic
def tune_interest(subscription: Subscription, item: DigestItem, *, more: bool) -> dict[int, int]:
    """One step more or less of the subjects of an item; returns the new weights by subject, 0 for no word. Needs a profile."""
    reader = Subscription.objects.select_for_update().get(pk=subscription.pk)
    require(reader.erased_at is None)
    profile = reader.profile
    known = dict(profile.interests.values_list("subject_id", "weight"))
    found = {}
    for subject in item.subjects.values_list("pk", flat=True):
        step = _STEPS.index(known.get(subject, 0)) + (1 if more else -1)
        weight = _STEPS[min(max(step, 0), len(_STEPS) - 1)]
        if weight:
            Interest.objects.update_or_create(profile=profile, subject_id=subject, defaults={"weight": weight})
        else:
            Interest.objects.filter(profile=profile, subject_id=subject).delete()
        found[subject] = weight
    if found:
        profile.save(update_fields=["changed_at"])
        audit(
            TUNED,
            reader,
            user=None,
            old={str(key): known.get(key, 0) for key in found},
            new={str(k): w for k, w in found.items()},
        )
    return found


@transaction.atomic
def add_visit(edition_id: int, variant: str, place: str) -> None:
    """Count one visit of an edition's links: a number by subject line and place, and nobody's name."""
    rows = EditionVisits.objects.filter(edition_id=edition_id, variant=variant, place=place)
    if not rows.update(count=F("count") + 1) and DigestEdition.objects.filter(pk=edition_id).exists():
        EditionVisits.objects.get_or_create(edition_id=edition_id, variant=variant, place=place)
        rows.update(count=F("count") + 1)


def decide_tests(now: dt.datetime) -> int:
    """End the trials whose hours have passed; returns how many."""
    rows = DigestEdition.objects.filter(state=EditionState.TESTING, began_at__isnull=False)
    due = [row for row in rows if now >= row.began_at + dt.timedelta(hours=row.test_hours)]  # type: ignore[operator]
    return sum(_decide(row.pk, now) for row in due)


@transaction.atomic
def _decide(edition_id: int, now: dt.datetime) -> bool:
    """Compare the lines by visits and let the rest go out; "no difference seen" is a result."""
    row = DigestEdition.objects.select_for_update().get(pk=edition_id)
    if row.state != EditionState.TESTING:
        return False
    row.test, row.winner = trial_of(row)
    row.state, row.decided_at, row.cursor, row.passed_at = EditionState.SENDING, now, 0, None
    row.save(update_fields=["test", "winner", "state", "decided_at", "cursor", "passed_at"])
    audit(DECIDED, row, user=None, new=row.test)
    return True


def trial_of(edition: DigestEdition) -> tuple[dict[str, Any], str]:
    """The figures of a trial as they stand, and the better line (empty: no difference seen). Two queries."""
    sent, visits = {}, dict(edition.visits.values_list("variant").annotate(Sum("count")).order_by())
    for variant in ("a", "b"):
        sent[variant] = OutgoingMail.objects.filter(
            digest__edition=edition, digest__variant=variant, state=MailState.SENT
        ).count()
    seen = compared(visits.get("a", 0), sent["a"], visits.get("b", 0), sent["b"])
    figures = {
        "sent_a": sent["a"], "sent_b": sent["b"], "visits_a": visits.get("a", 0), "visits_b": visits.get("b", 0),
        "rate_a": round(seen.rate_a, 4), "rate_b": round(seen.rate_b, 4), "certainty": round(seen.certainty, 4),
        "exact": seen.is_exact,
    }  # fmt: skip
    return figures, seen.winner


@transaction.atomic
def note_look(subscription: Subscription, *, acting_user: Any) -> None:
    """A keeper looks at what a reader would get next: it is written down who and when."""
    require(keeps_addresses(acting_user))
    audit(LOOKED, subscription, user=acting_user, new=timezone.now().isoformat(timespec="minutes"))


@transaction.atomic
def forget_digests(subscription: Subscription) -> int:
    """Delete what an erased reader got."""
    return Digest.objects.filter(subscription=subscription).delete()[0]

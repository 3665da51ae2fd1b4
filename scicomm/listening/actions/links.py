"""All that mentions speak of, written down and judged by people; what was rejected never comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.listening.enums import LinkState
from scicomm.listening.models import Mention, MentionLink
from scicomm.listening.permissions import can_relink
from scicomm.listening.queries.coverage import WAY
from scicomm.listening.queries.naming import FoundLink
from scicomm.organisation.permissions import require

DECIDED = audit_entry("listening.link.decide", gettext_lazy("Judge link of mention"), shred=nothing_personal)


@transaction.atomic
def note_links(found: Mapping[int, Sequence[FoundLink]]) -> int:
    """Write down what a batch of mentions names, and that they were looked through; what another worker had is passed over."""
    waiting = list(Mention.objects.select_for_update().filter(pk__in=list(found), linked_at__isnull=True))
    rows = [
        MentionLink(
            mention=mention, method=one.method, confidence=one.confidence, evidence=list(one.evidence), state=one.state,
            **{one.field: one.target_id},
        )
        for mention in waiting for one in found[mention.pk]
    ]  # fmt: skip
    MentionLink.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    Mention.objects.filter(pk__in=[mention.pk for mention in waiting]).update(linked_at=timezone.now())
    return len(rows)


@transaction.atomic
def note_ways(ways: Mapping[int, dict[str, Any]]) -> int:
    """Write down how mentions stand to the release of ours that they speak of, beside what linked them; once each."""
    rows = list(Mention.objects.select_for_update().filter(pk__in=list(ways)).only("pk", "link_evidence"))
    fresh = [row for row in rows if WAY not in row.link_evidence]
    for row in fresh:
        row.link_evidence = {**row.link_evidence, WAY: ways[row.pk]}
    return Mention.objects.bulk_update(fresh, ["link_evidence"], batch_size=200)


@transaction.atomic
def judge_link(link: MentionLink, *, right: bool, acting_user: Any) -> MentionLink:
    """A listener says whether a link is right."""
    locked = MentionLink.objects.select_for_update().get(pk=link.pk)
    mention = Mention.objects.select_related("unit").get(pk=locked.mention_id)
    require(can_relink(acting_user, mention))
    state = LinkState.CONFIRMED if right else LinkState.REJECTED
    if locked.state != state:
        old, locked.state = locked.state, state
        locked.save(update_fields=["state"])
        audit(DECIDED, locked, user=acting_user, old=old, new=state)
    return locked

"""Readers of an issue are told by mail when a story in it was corrected, updated, withdrawn or killed, where the
newsletter's rule says so; that one was killed they are always told."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scicomm.audiences.enums import MailState, Purpose
from scicomm.audiences.models import IssueItem, OutgoingMail
from scicomm.audiences.rules import message_id, tells
from scicomm.newsroom.models import StoryChange

BATCH = 1000


@transaction.atomic
def tell_change(change: StoryChange) -> int:
    """Queue one mail for everybody who got the story in an issue; returns how many readers. Again nobody is told twice."""
    items = IssueItem.objects.filter(release__dossier=change.dossier_id).select_related("release__channel")
    issues = [item.issue_id for item in items if tells(item.release.channel.tell_changes, change.kind)]
    got_it = OutgoingMail.objects.filter(issue__in=issues, state=MailState.SENT).exclude(subscription__email="")
    readers = sorted(set(got_it.values_list("subscription_id", flat=True)))
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                purpose=Purpose.CHANGE, change=change, subscription_id=reader, next_try_at=now,
                message_id=message_id("change", change.pk, reader, settings.SITE_URL),
            )
            for reader in readers
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )  # fmt: skip
    return len(readers)

"""Files of leads: kept when they come in, whatever the form's fate; given up when no lead came of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from scicomm.newsroom.models import Lead, LeadAttachment, lead_files
from scicomm.newsroom.rules.files import (
    KINDS,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
    Sent,
    ending_of,
    file_problem,
    shown_name,
)
from scicomm.organisation.models import Person

HELD_FOR = dt.timedelta(days=7)
ORPHAN_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Refused:
    """A file that was not kept: its name and why (rules/files.py; `many` and `together` are said of all files at once)."""

    name: str
    why: str


@transaction.atomic
def keep_attachments(
    files: Iterable[Sent], *, post_key: uuid.UUID, held_by: Person | None, lead: Lead | None = None
) -> list[Refused]:
    """Keep the files of a form or a mail; the same file twice is one. Returns those that were refused.

    Without a lead they belong to whoever sent them: a form that was refused finds them again under its post key.
    """
    rows = LeadAttachment.objects.filter(post_key=post_key)
    together: int = rows.aggregate(sum=Sum("size"))["sum"] or 0
    count, refused = rows.count(), []
    for file in files:
        digest = hashlib.sha256(file.data).hexdigest()
        if rows.filter(digest=digest).exists():
            continue
        why = file_problem(file) or ("many" if count >= MOST_FILES else "")
        why = why or ("together" if together + len(file.data) > MOST_BYTES_TOGETHER else "")
        if why:
            refused.append(Refused(shown_name(file.name) or "?", why))
            continue
        row = LeadAttachment(
            lead=lead, held_by=held_by, post_key=post_key, name=shown_name(file.name), kind=KINDS[ending_of(file.name)],
            size=len(file.data), digest=digest,
        )  # fmt: skip
        row.file.save(row.name, ContentFile(file.data), save=False)
        row.save()
        count, together = count + 1, together + len(file.data)
    return refused


@transaction.atomic
def leave_out_attachments(keys: Iterable[int], *, post_key: uuid.UUID, held_by: Person) -> int:
    """Whoever sent files takes some of them back before the lead is handed in."""
    rows = LeadAttachment.objects.filter(pk__in=list(keys), post_key=post_key, held_by=held_by, lead=None)
    return sum(_give_up(row) for row in rows)


def _give_up(row: LeadAttachment) -> bool:
    """The file first: a row without a file is found again, a file without a row is not."""
    row.file.delete(save=False)
    row.delete()
    return True


def sweep_attachments(now: dt.datetime | None = None) -> int:
    """Give up files whose lead never came, and files that a killed or undone request left behind."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = LeadAttachment.objects.filter(lead=None, sent_at__lt=now - HELD_FOR)
        gone = sum(_give_up(row) for row in rows)
    storage = lead_files()
    if not storage.exists(""):
        return gone
    known = set(LeadAttachment.objects.values_list("file", flat=True))
    for folder in storage.listdir("")[0]:
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < now - ORPHAN_AFTER:
                storage.delete(path)
                gone += 1
    return gone

"""Which subjects are spoken of outside: noted from facts, forgotten when nobody needs them any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from scicomm.core.models import Subject
from scicomm.facts.base import ref_parts
from scicomm.newsroom.models import TalkedSubject

KEPT_DAYS = 90
_NO_LINKS = Q(pk__in=[])


@transaction.atomic
def note_talk(mention: str, about: Iterable[str], day: dt.date) -> int:
    """Note the subjects of what a mention speaks of; again, or with another link, it replaces what was noted of the mention."""
    wanted = _NO_LINKS
    for reference in about:
        kind, identifier = ref_parts(reference)
        if kind == "journals.article":
            wanted |= Q(article__pk=identifier)
        elif kind == "newsroom.story":
            wanted |= Q(article__dossiers__story_id=identifier)
    subjects = set(Subject.objects.filter(wanted).values_list("pk", flat=True))
    rows = TalkedSubject.objects.filter(mention=mention)
    rows.exclude(subject__in=subjects).delete()
    TalkedSubject.objects.bulk_create(
        [TalkedSubject(mention=mention, subject_id=pk, day=day) for pk in sorted(subjects)], ignore_conflicts=True
    )
    TalkedSubject.objects.filter(day__lt=day - dt.timedelta(days=KEPT_DAYS)).delete()
    return len(subjects)

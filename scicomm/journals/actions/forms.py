"""What the worker found when it looked whether a source can be given to harvesters as a record in JATS."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from scicomm.journals.models import ArticleVersion


@transaction.atomic
def note_forms(found: Mapping[int, bool]) -> int:
    """Keep for each version (by its key) whether its source can be given; returns how many were noted.

    A version's source never changes, so one look is enough. Not audited: nobody decided anything.
    """
    rows = ArticleVersion.objects.filter(form=ArticleVersion.Form.UNKNOWN)
    good = rows.filter(pk__in=[key for key, can in found.items() if can]).update(form=ArticleVersion.Form.GOOD)
    bad = rows.filter(pk__in=[key for key, can in found.items() if not can]).update(form=ArticleVersion.Form.BAD)
    return good + bad

"""Reads of journals."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from scicomm.journals.models import Journal


def journals_listed() -> QuerySet[Journal]:
    """All journals with their unit and the number of their articles."""
    return Journal.objects.select_related("unit").annotate(article_count=Count("articles")).order_by("-article_count")

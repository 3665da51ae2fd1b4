"""Reads of journals."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from scicomm.journals.models import Journal


def journals_listed() -> QuerySet[Journal]:
    """All launched journals with their unit and the number of their articles."""
    return (
        Journal.objects.public()
        .select_related("unit")
        .annotate(article_count=Count("articles", filter=Q(articles__withdrawn_at__isnull=True)))
        .order_by("-article_count")
    )

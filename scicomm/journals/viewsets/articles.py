"""The staff list of articles, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from scicomm.core.viewsets import UnitModelViewSet, WalledIndex
from scicomm.journals.models import Article
from scicomm.journals.queries import listed


class ArticleIndex(WalledIndex):
    """Articles without their full texts, with journal and unit, in one query."""

    def get_base_queryset(self) -> Any:
        mine = super().get_base_queryset()
        return listed().filter(pk__in=mine.order_by().values("pk"))


class ArticleViewSet(UnitModelViewSet):
    """The articles of a unit's journals: read here, changed only by taking in a newer file."""

    model = Article
    name = "articles"
    icon = "doc-full-inverse"
    menu_label = _("Articles")
    # Articles are never edited by hand; Wagtail asks for a form all the same.
    form_fields: list[str] = []
    list_display = ["title", "journal", "doi", "published_on", "state", "version"]
    list_filter = ["state", "is_open_access", "language"]
    inspect_view_fields = [
        "journal",
        "doi",
        "title_zh",
        "title_en",
        "state",
        "corrects",
        "version",
        "published_on",
        "language",
        "article_type",
        "volume",
        "issue",
        "pages",
        "is_open_access",
        "licence_url",
        "subjects",
        "received_at",
        "changed_at",
    ]
    index_view_class = ArticleIndex

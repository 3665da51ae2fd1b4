"""The staff list of articles, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledIndex, WalledInspect
from scicomm.facts.base import ref
from scicomm.journals import permissions
from scicomm.journals.models import Article, Deposit, PlainSummary
from scicomm.journals.queries import HEAVY, summaries_of


class ArticleIndex(WalledIndex):
    """Articles without their full texts, with journal and unit, in one query; those that were withdrawn too."""

    def get_base_queryset(self) -> Any:
        mine = super().get_base_queryset()
        rows = Article.everything.select_related("journal__unit").defer(*HEAVY)
        return rows.filter(pk__in=mine.order_by().values("pk"))


class ArticleInspect(WalledInspect):
    """An article, what came of it, its summaries, how its DOI fares, and the ways to deposit or withdraw it."""

    template_name = "journals/article_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, article = self.request.user, self.object
        deposit = Deposit.objects.filter(article=article).first()
        busy = deposit is not None and (deposit.is_under_way or deposit.state == Deposit.State.WAITING)
        may_send = permissions.can_deposit(user, article.journal) and not busy
        name = "journals_reinstate" if article.is_withdrawn and not article.embargo_until else "journals_withdraw"
        may_withdraw = permissions.can_withdraw(user, article)
        return {
            **super().get_context_data(**kwargs),
            "summaries": summaries_of(article),
            "thread_reference": ref("journals", "article", article.pk),
            "languages": PlainSummary.Language.choices if permissions.can_write_summary(user, article) else [],
            "deposit": deposit,
            "send_url": reverse("journals_deposit_send", args=[article.pk]) if may_send else "",
            "embargo_url": reverse("journals_embargo", args=[article.pk]) if self._may_embargo() else "",
            f"{name[9:]}_url": reverse(name, args=[article.pk]) if may_withdraw else "",
        }

    def _may_embargo(self) -> bool:
        to_come = self.object.embargo_until or self.object.published_on > timezone.localdate()
        return bool(to_come) and permissions.can_embargo(self.request.user, self.object)


class ArticleViewSet(UnitModelViewSet):
    """The articles of a unit's journals: read here, changed only by taking in a newer file."""

    model = Article
    name = "articles"
    icon = "doc-full-inverse"
    menu_label = _("Articles")
    # Articles are never edited by hand; Wagtail asks for a form all the same.
    form_fields: list[str] = []
    list_display = [Column("title", label=_("Article")), "journal", "doi", "published_on", "state", "version"]
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
        "withdrawn_at",
        "withdrawal_reason",
    ]
    index_view_class = ArticleIndex
    inspect_view_class = ArticleInspect

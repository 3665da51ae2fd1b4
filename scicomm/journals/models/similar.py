"""Which articles are like which: worked out by the worker, so that a page only reads them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article


class SimilarArticle(models.Model):
    """An article that readers of another may want next; `rank` 1 is the nearest. Made anew with `renew_similar`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="similar", verbose_name=_("article"))
    other = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("similar article"))
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("similar article")
        verbose_name_plural = _("similar articles")
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["article", "rank"], name="journals_similar_rank_once")]

    def __str__(self) -> str:
        return f"{self.article_id} ~ {self.other_id}"

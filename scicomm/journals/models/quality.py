"""Projections of articles, written when an article comes in and again when it changes: what its source has, and its terms.

They are derived and can be made again at any time; the cluster's table counts them instead of reading every full text.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article


class ArticleQuality(models.Model):
    """What the source of one article's present version has."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="quality", verbose_name=_("article"))
    version = models.PositiveIntegerField(_("version"))
    has_full_text = models.BooleanField(_("has full text"))
    has_both_abstracts = models.BooleanField(_("has abstracts in both languages"))
    has_orcid = models.BooleanField(_("has an ORCID iD"))
    references = models.PositiveIntegerField(_("references"))
    references_with_doi = models.PositiveIntegerField(_("references with a DOI"))
    has_licence = models.BooleanField(_("has a licence"))
    lost = models.PositiveIntegerField(_("places with lost text or unknown elements"))
    days_to_publish = models.PositiveIntegerField(_("days from received to published"), null=True, blank=True)

    class Meta:
        verbose_name = _("quality of an article's source")
        verbose_name_plural = _("quality of articles' sources")

    def __str__(self) -> str:
        return str(self.article_id)


class ArticleTerm(models.Model):
    """A term of one article: how many articles of the cluster have it tells how new it is."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="terms", verbose_name=_("article"))
    term = models.CharField(_("term"), max_length=100)

    class Meta:
        verbose_name = _("term of an article")
        verbose_name_plural = _("terms of articles")
        constraints = [models.UniqueConstraint(fields=["term", "article"], name="journals_term_once")]

    def __str__(self) -> str:
        return self.term

"""What became public, and which watched queries found it: rounds over new items, so that a killed one goes on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import ItemNotice
from scicomm.audiences.models.saved_searches import WatchedQuery


class MatchRound(models.Model):
    """One pass of all watched queries over a handful of new items. `last_query` is where it stands."""

    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    last_query = models.BigIntegerField(_("last query"), default=0)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="audiences_round_open")]

    def __str__(self) -> str:
        return str(self.pk)


class NewItem(models.Model):
    """Something that went public for the first time, by the fact that said so: new is what happened, not what a date says.

    Back-files are new on the day they are taken in, a repaired index makes nothing new, and what comes back after it was
    withdrawn is known. `key` is the key of its search document.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    public_at = models.DateTimeField(_("public since"))
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)
    round = models.ForeignKey(
        MatchRound, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("round")
    )
    is_matched = models.BooleanField(_("compared with all queries"), default=False)
    title = models.TextField(_("title"), blank=True)
    notice = models.CharField(_("what became of it"), max_length=10, choices=ItemNotice.choices, blank=True)
    notice_at = models.DateTimeField(_("since"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("new item")
        verbose_name_plural = _("new items")
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=Q(is_matched=False), name="audiences_item_waiting")]

    def __str__(self) -> str:
        return self.key


class SearchMatch(models.Model):
    """A watched query found a new item. The number rises in the order of finding."""

    query = models.ForeignKey(WatchedQuery, models.CASCADE, related_name="matches", verbose_name=_("query"))
    item = models.ForeignKey(NewItem, models.CASCADE, related_name="matches", verbose_name=_("item"))
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["query", "item"], name="audiences_match_once")]
        indexes = [models.Index(fields=["found_at"], name="audiences_match_found")]

    def __str__(self) -> str:
        return f"{self.query_id}/{self.item_id}"

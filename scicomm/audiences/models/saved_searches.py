"""Saved searches: who watches which query how often, and what each was told. Matching new things stands in `matching`."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import Frequency, QueryProblem, SearchState, SubscriptionState, Told
from scicomm.audiences.models.subscriptions import Subscription, new_key
from scicomm.audiences.rules import SEARCH_LEAVE_SALT, signed_token


class WatchedQuery(models.Model):
    """A query that readers watch. Readers who mean the same share one row, so that it runs once for all of them."""

    digest = models.CharField(_("digest of the meaning"), max_length=64, unique=True)
    text = models.CharField(_("words"), max_length=400, blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=QueryProblem.choices, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("watched query")
        verbose_name_plural = _("watched queries")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.query_string

    @property
    def query_string(self) -> str:
        """The query as the search page's address carries it."""
        words = [("q", self.text)] if self.text else []
        return urlencode([*words, *((name, value) for name, values in self.filters.items() for value in values)])

    def get_absolute_url(self) -> str:
        """The results, newest first."""
        return f"{reverse('portal:search')}?{self.query_string}&sort=newest"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def running(self) -> SavedSearchQuerySet:
        """Searches whose readers get mails: confirmed, not paused, and the reader has not left."""
        return self.filter(state=SearchState.ACTIVE, subscription__state=SubscriptionState.CONFIRMED)


class SavedSearch(models.Model):
    """One reader watches one query. `told_up_to` is the last match the reader was told of or does not want to hear of."""

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="searches", verbose_name=_("subscription")
    )
    query = models.ForeignKey(WatchedQuery, models.PROTECT, related_name="searches", verbose_name=_("query"))
    name = models.CharField(_("name"), max_length=120)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices, default=Frequency.DAILY)
    state = models.CharField(_("state"), max_length=10, choices=SearchState.choices, default=SearchState.PENDING)
    key = models.CharField(_("key"), max_length=32, default=new_key, editable=False)
    confirm_key = models.CharField(_("key of the confirmation"), max_length=32, default=new_key, editable=False)
    confirm_hash = models.CharField(_("hash of the confirmation link"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for at"))
    consent_version = models.CharField(_("version of the consent text"), max_length=20)
    consent_locale = models.CharField(_("language of the consent text"), max_length=10)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    since = models.DateTimeField(_("news since"), null=True, blank=True)
    told_up_to = models.BigIntegerField(_("told up to"), default=0)
    has_news = models.BooleanField(_("has something to tell"), default=False)
    next_at = models.DateTimeField(_("next mail not before"), default=timezone.now)
    last_told_at = models.DateTimeField(_("last told at"), null=True, blank=True)
    problem_told = models.CharField(_("problem that the reader knows of"), max_length=20, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["subscription", "query"], name="audiences_search_once_a_reader")]
        indexes = [
            # The worker asks every few seconds who is to be told; most have no news.
            models.Index(fields=["next_at"], condition=Q(has_news=True), name="audiences_search_due"),
            models.Index(fields=["confirm_hash"], name="audiences_search_confirm"),
        ]

    def __str__(self) -> str:
        # Never the words or the name: this stands in the audit.
        return gettext("Saved search %(number)s") % {"number": self.pk}

    @property
    def leave_token(self) -> str:
        return signed_token(self.pk, self.key, SEARCH_LEAVE_SALT)


class SearchAlert(models.Model):
    """One mail's worth of news for one saved search. `total` counts all that was new, also what the mail does not list."""

    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="alerts", verbose_name=_("saved search"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    total = models.PositiveIntegerField(_("new items"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.saved_search_id}/{self.pk}"


class ToldItem(models.Model):
    """An item that stands in an alert: as new, or because of what became of it since. Each once a search, by constraint."""

    alert = models.ForeignKey(SearchAlert, models.CASCADE, related_name="items", verbose_name=_("alert"))
    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="told", verbose_name=_("saved search"))
    item = models.ForeignKey("audiences.NewItem", models.PROTECT, related_name="told", verbose_name=_("item"))
    kind = models.CharField(_("told as"), max_length=6, choices=Told.choices)
    position = models.PositiveSmallIntegerField(_("position"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("told item")
        verbose_name_plural = _("told items")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["saved_search", "item", "kind"], name="audiences_told_once")]

    def __str__(self) -> str:
        return f"{self.alert_id}/{self.position}"

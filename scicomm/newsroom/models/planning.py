"""Leads and topics: what might be told, and what is planned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import LeadSource, LeadState, TopicState
from scicomm.organisation.models import Person, Unit


class Lead(models.Model):
    """A hint that something is worth telling; from a person or mined from a paper."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leads", verbose_name=_("unit"))
    title = models.CharField(_("what was found"), max_length=300)
    body = models.TextField(_("in your own words"), blank=True)
    source = models.CharField(_("where from"), max_length=10, choices=LeadSource.choices)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("article")
    )
    reported_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("reported by")
    )
    news_value = models.FloatField(_("news value"), default=0, help_text=_("0 to 1"))
    reasons = models.JSONField(_("reasons"), default=list, blank=True, help_text=_("why it has this news value"))
    weighed_by = models.CharField(_("version of the weights"), max_length=10, blank=True)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LeadState.choices, default=LeadState.NEW)
    decline_reason = models.CharField(_("why it was not used"), max_length=300, blank=True)
    # A form posted twice carries the same key and makes one lead.
    post_key = models.UUIDField(_("post key"), null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("came in"), auto_now_add=True)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(source="paper"), name="newsroom_one_mined_lead_an_article"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A planned subject with angle, audience and dates."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="topics", verbose_name=_("unit"))
    title = models.CharField(_("working title"), max_length=300)
    angle = models.TextField(_("angle"), blank=True)
    audience = models.CharField(_("who it is for"), max_length=200, blank=True)
    lead = models.OneToOneField(
        Lead, models.PROTECT, null=True, blank=True, related_name="topic", verbose_name=_("lead")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("article")
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TopicState.choices, default=TopicState.PLANNED)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("editor")
    )
    created_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["planned_on", "-created_at"]

    def __str__(self) -> str:
        return self.title

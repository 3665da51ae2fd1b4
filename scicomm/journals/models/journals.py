"""Journals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.organisation.models import Unit


class Journal(models.Model):
    """A journal that a unit publishes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="journals", verbose_name=_("unit"))
    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    issn = models.CharField(_("ISSN"), max_length=9, blank=True)
    eissn = models.CharField(_("electronic ISSN"), max_length=9, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    description_zh = models.TextField(_("about, in Chinese"), blank=True)
    description_en = models.TextField(_("about, in English"), blank=True)
    language = models.CharField(_("main language"), max_length=10, default="en")
    subjects = models.ManyToManyField(Subject, blank=True, verbose_name=_("subjects"))

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["issn"], condition=~Q(issn=""), name="journals_issn_once"),
            models.UniqueConstraint(fields=["eissn"], condition=~Q(eissn=""), name="journals_eissn_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def description(self) -> str:
        return pick(self.description_zh, self.description_en)

    def get_absolute_url(self) -> str:
        return reverse("portal:journal", args=[self.slug])

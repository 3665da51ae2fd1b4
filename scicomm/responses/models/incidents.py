"""Where something went wrong: its investigation, the measures inside the house, and the look back. Named people only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person
from scicomm.responses.enums import IncidentState
from scicomm.responses.models.cases import Case


class Incident(models.Model):
    """The inner side of a case in which something went wrong. Whoever may read the case does not read this by that alone."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="incident", verbose_name=_("case"))
    state = models.CharField(
        _("state"), max_length=14, choices=IncidentState.choices, default=IncidentState.INVESTIGATING
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="incidents", verbose_name=_("who works on it and may read it")
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="led_incidents", verbose_name=_("who leads it")
    )
    what_happened = models.TextField(_("what happened"), blank=True)
    findings = models.TextField(_("what was found"), blank=True)
    look_back_on = models.DateField(_("look back on"), null=True, blank=True)
    outcome = models.TextField(_("what the look back showed"), blank=True)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        """The incident's staff page."""
        return reverse("responses_incident", args=[self.pk])


class Measure(models.Model):
    """Something that is changed inside the house so that it does not happen again."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="measures", verbose_name=_("incident"))
    text = models.TextField(_("measure"))
    owner = models.ForeignKey(Person, models.PROTECT, related_name="measures", verbose_name=_("who does it"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence = models.TextField(_("what shows it"), blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text[:80]

"""How a case is handled by several: parts for other units, remarks of colleagues, who has an interest and stays out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import PartState
from scicomm.responses.models.cases import Case


class CasePart(models.Model):
    """What one unit is asked for a case of another: its question, by when, and what it gave."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts", verbose_name=_("case"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="case_parts", verbose_name=_("unit"))
    question = models.TextField(_("what is asked"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=PartState.choices, default=PartState.ASKED)
    text = models.TextField(_("what the unit says"), blank=True)
    note = models.CharField(_("why it was returned"), max_length=500, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of a case")
        verbose_name_plural = _("parts of cases")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="responses_part_unit")]

    def __str__(self) -> str:
        return self.question[:80]


class CaseRemark(models.Model):
    """What a colleague noted in a case; internal, never shown outside."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="remarks", verbose_name=_("case"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    text = models.TextField(_("remark"))
    # Colleagues named in it, who were told.
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("who is named")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class CaseInterest(models.Model):
    """A person, or everybody of a unit, has an interest in a case, and neither handles nor reviews it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="interests", verbose_name=_("case"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    reason = models.CharField(_("which interest"), max_length=300)
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("interest in a case")
        verbose_name_plural = _("interests in cases")
        ordering = ["noted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="responses_one_interest_a_person"),
            models.UniqueConstraint(fields=["case", "unit"], name="responses_one_interest_a_unit"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, unit__isnull=True) | Q(person__isnull=True, unit__isnull=False),
                name="responses_interest_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def name(self) -> str:
        """Whose interest it is."""
        return str(self.person.name if self.person else self.unit.name if self.unit else "")

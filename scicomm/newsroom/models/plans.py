"""Plans of review: which steps the stories of a unit pass, who signs them, and who is away."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import Profile, Reach, Step, Who
from scicomm.newsroom.rules.reviews import DUE_DAYS, StepRule
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role

ROLE_OF_STEP = {
    Step.FIRST: Role.FIRST_REVIEWER,
    Step.SECOND: Role.SECOND_REVIEWER,
    Step.FINAL: Role.FINAL_REVIEWER,
    Step.SECRECY: Role.SECRECY_REVIEWER,
}
"""The role whose holders sign a step; the scientist holds none."""


class ReviewPlan(models.Model):
    """The steps that stories of a unit, and of all units below without a plan of their own, pass before they are public."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="review_plans", verbose_name=_("unit"))
    profile = models.CharField(
        _("kind of piece"), max_length=20, choices=Profile.choices, blank=True, help_text=_("Empty: any kind.")
    )
    own_signature = models.BooleanField(
        _("who wrote the text may sign it"),
        default=False,
        help_text=_("Against the rule of four eyes: the record says so at each such signature."),
    )
    note = models.TextField(_("why it is so"), blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("review plan")
        verbose_name_plural = _("review plans")
        ordering = ["unit__path", "profile"]
        constraints = [models.UniqueConstraint(fields=["unit", "profile"], name="newsroom_one_plan")]

    def __str__(self) -> str:
        kind = self.get_profile_display() if self.profile else _("any kind of piece")
        return gettext("%(unit)s: %(kind)s") % {"unit": self.unit, "kind": kind}


class StepTerms(models.Model):
    """The terms of one step; a round copies those of its plan, so that a later change of the plan does not reach it."""

    kind = models.CharField(_("step"), max_length=10, choices=Step.choices)
    position = models.PositiveSmallIntegerField(_("position in the order"))
    who = models.CharField(_("who signs"), max_length=6, choices=Who.choices, default=Who.ROLE)
    reach = models.CharField(_("where they stand"), max_length=5, choices=Reach.choices, default=Reach.ANY)
    people = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name=_("people"))
    substitutes = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name=_("substitutes"))
    needed = models.PositiveSmallIntegerField(
        _("how many must sign"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    due_days = models.PositiveSmallIntegerField(
        _("working days"), default=DUE_DAYS, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    parallel = models.BooleanField(_("beside the step before"), default=False)
    required = models.BooleanField(_("required"), default=True)
    may_follow = models.BooleanField(_("may follow a rapid release"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def role(self) -> str:
        """The role whose holders sign; empty for the scientist."""
        return str(ROLE_OF_STEP.get(Step(self.kind), ""))

    @property
    def names_people(self) -> bool:
        """Whether people sign by their names, and not by a role."""
        return self.who != Who.ROLE

    @property
    def rule(self) -> StepRule:
        """What the pure rules need to know of it."""
        return StepRule(self.kind, self.needed, self.required, self.parallel, self.may_follow)


class PlanStep(StepTerms):
    """One step of a plan."""

    plan = models.ForeignKey(ReviewPlan, models.CASCADE, related_name="steps", verbose_name=_("review plan"))

    class Meta:
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="newsroom_plan_step_once")]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: dt.date | None = None) -> AbsenceQuerySet:
        """Those of a day, both ends included."""
        today = day or timezone.localdate()
        return self.filter(starts_on__lte=today, ends_on__gte=today)


class Absence(models.Model):
    """A person is away from a day to a day, and somebody reviews in their place. Secrecy review is never handed on this way."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences", verbose_name=_("person"))
    substitute = models.ForeignKey(
        Person, models.CASCADE, related_name="substitutions", verbose_name=_("who reviews instead")
    )
    starts_on = models.DateField(_("away from"))
    ends_on = models.DateField(_("until"))
    made_at = models.DateTimeField(_("said at"), auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="newsroom_absence_span"),
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="newsroom_absence_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.starts_on} – {self.ends_on}"

"""Rounds: one revision's way through the steps of its plan, and which of its steps a user may sign today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from scicomm.newsroom.enums import Reach, RoundState, Step, StepState, Verdict, Who
from scicomm.newsroom.models.plans import ROLE_OF_STEP, Absence, ReviewPlan, StepTerms
from scicomm.newsroom.models.stories import Dossier
from scicomm.organisation.models import Appointment
from scicomm.organisation.permissions import duties


class ReviewRound(models.Model):
    """One revision under review, by the plan as it stood when the round began."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="review_rounds", verbose_name=_("story"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    plan = models.ForeignKey(
        ReviewPlan, models.SET_NULL, null=True, blank=True, related_name="rounds", verbose_name=_("review plan")
    )
    state = models.CharField(_("state"), max_length=8, choices=RoundState.choices, default=RoundState.OPEN)
    own_signature = models.BooleanField(_("who wrote the text may sign it"), default=False)
    rapid = models.BooleanField(_("released rapidly"), default=False)
    rapid_reason = models.TextField(_("why it was rapid"), blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of review")
        verbose_name_plural = _("rounds of review")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state=RoundState.OPEN), name="newsroom_one_open_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_state_display()}"


class RoundStepQuerySet(models.QuerySet["RoundStep"]):
    def to_sign(self) -> RoundStepQuerySet:
        """Steps that wait for a signature, now or after a rapid release."""
        return self.filter(Q(state=StepState.OPEN, round__state=RoundState.OPEN) | Q(state=StepState.AFTER))

    def open_for(self, user: Any) -> RoundStepQuerySet:
        """The steps that a user may sign today, in their own right or in another's place.

        Nobody signs a text they wrote or last changed, unless its plan says so, and nobody signs two steps of one revision.
        """
        return self.to_sign().entitling(user)

    def turned_to(self, kind: str, dossier: Dossier) -> RoundStepQuerySet:
        """The step of a story's round under way, whether or not it is its turn and unless it is signed."""
        states = [StepState.WAITING, StepState.OPEN]
        return self.filter(kind=kind, round__dossier=dossier, round__state=RoundState.OPEN, state__in=states)

    def entitling(self, user: Any) -> RoundStepQuerySet:
        """Those that name the user in one of the ways above, whatever their state."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # Here, because SignOff knows the steps and not the other way round.
        signatures = Dossier._meta.get_field("sign_offs").related_model
        signed = signatures._default_manager.filter(
            revision=OuterRef("round__revision"), reviewer=user, verdict=Verdict.APPROVED
        )
        steps = self.exclude(kind=Step.SCIENTIST).filter(~Exists(signed))
        steps = steps.exclude(
            Q(round__own_signature=False) & (Q(round__dossier__author=user) | Q(round__revision__user=user))
        )
        return steps if user.is_superuser else steps.filter(_entitled(user))


def _entitled(user: Any) -> Q:
    """Steps of the user's own, by role or by name, and of those in whose place the user stands today."""
    person = getattr(user, "person", None)
    if person is None:
        return Q(pk__in=[])
    mine = _by_role(duties(user)) | _by_name([person.pk])
    away = list(Absence.objects.on().values_list("person_id", flat=True).filter(substitute=person))
    if away:
        # Secrecy review is an appointment, never an errand.
        mine |= (_by_role(_duties_of(away)) | _by_name(away)) & ~Q(kind=Step.SECRECY)
    return mine | _as_substitute(person.pk)


def _by_role(held: Mapping[str, frozenset[str]]) -> Q:
    found = Q(pk__in=[])
    for path, roles in held.items():
        kinds = [kind for kind, role in ROLE_OF_STEP.items() if role in roles]
        if kinds:
            place = Q(who=Who.ROLE, kind__in=kinds, round__dossier__unit__path__startswith=path)
            found |= place & ~Q(reach=Reach.ABOVE, round__dossier__unit__path=path)
    return found


def _by_name(people: list[int]) -> Q:
    named = RoundStep.people.through.objects.filter(person_id__in=people).values("roundstep_id")
    return ~Q(who=Who.ROLE) & Q(pk__in=named)


def _as_substitute(person: int) -> Q:
    """A step's own substitutes come in when it is late, or when somebody named in it is away."""
    mine = RoundStep.substitutes.through.objects.filter(person_id=person).values("roundstep_id")
    absent = RoundStep.people.through.objects.filter(person_id__in=Absence.objects.on().values("person_id")).values(
        "roundstep_id"
    )
    return Q(pk__in=mine) & (Q(escalated_at__isnull=False) | Q(pk__in=absent))


def _duties_of(people: list[int]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for path, role in Appointment.objects.current().filter(person__in=people).values_list("unit__path", "role"):
        found[path] = found.get(path, frozenset()) | {role}
    return found


class RoundStep(StepTerms):
    """One step of a round: the plan's terms, and how far it has come."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="steps", verbose_name=_("round of review"))
    state = models.CharField(_("state"), max_length=8, choices=StepState.choices, default=StepState.WAITING)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    asked_at = models.DateTimeField(_("letters sent at"), null=True, blank=True)
    # Each letter about a step that is due or late goes out once: its kind and when.
    letters = models.JSONField(_("letters"), default=dict, blank=True, editable=False)
    escalated_at = models.DateTimeField(_("handed to substitutes at"), null=True, blank=True)
    # What became of an objection after a rapid release.
    dealt_with_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)
    dealt_with_note = models.TextField(_("how it was dealt with"), blank=True)

    objects = RoundStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a round")
        verbose_name_plural = _("steps of rounds")
        ordering = ["round", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="newsroom_round_step_once")]
        indexes = [models.Index(fields=["state", "due_on"], name="newsroom_step_due")]

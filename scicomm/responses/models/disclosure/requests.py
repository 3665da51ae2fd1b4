"""Requests by right, the times that do not count, what happened, and appeals."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit
from scicomm.responses.enums import (
    LIVE,
    AppealKind,
    AppealResult,
    ApplicantKind,
    Arrival,
    Delivery,
    Outcome,
    PauseKind,
    RequestState,
    StepKind,
)


class DisclosureRequestQuerySet(models.QuerySet["DisclosureRequest"]):
    def live(self) -> DisclosureRequestQuerySet:
        """Requests that are not answered and not withdrawn."""
        return self.filter(state__in=LIVE)

    def in_public_log(self) -> DisclosureRequestQuerySet:
        """Answered requests that an officer released, without personal data."""
        return self.filter(state=RequestState.ENDED, log_title__gt="")


class DisclosureRequest(models.Model):
    """A request for information under State Council Order 711. Who asks is sealed and stands nowhere else."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disclosure_requests", verbose_name=_("unit"))
    number = models.CharField(_("number"), max_length=20, unique=True)
    post_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, editable=False)
    applicant_kind = models.CharField(_("applicant"), max_length=10, choices=ApplicantKind.choices)
    sealed = models.TextField(_("applicant's data, sealed"), blank=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    wanted = models.TextField(_("what is asked for"))
    clarification = models.TextField(_("clarification"), blank=True)
    delivery = models.CharField(_("form"), max_length=10, choices=Delivery.choices)
    language = models.CharField(_("language of letters"), max_length=10, default="zh-hans")
    arrival = models.CharField(_("came by"), max_length=10, choices=Arrival.choices)
    arrived_on = models.DateField(_("arrived on"))
    received_on = models.DateField(_("day of receipt"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.SUBMITTED)
    clarify_asked_on = models.DateField(_("clarification asked for on"), null=True, blank=True)
    clarify_by = models.DateField(_("clarification until"), null=True, blank=True)
    clarified_on = models.DateField(_("clarified on"), null=True, blank=True)
    extension = models.PositiveSmallIntegerField(_("extension, working days"), default=0)
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    in_time = models.BooleanField(_("in time"), null=True, blank=True)
    log_title = models.CharField(_("title in the public log"), max_length=300, blank=True)
    erased_at = models.DateTimeField(_("applicant's data erased at"), null=True, blank=True)

    objects = DisclosureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure request")
        verbose_name_plural = _("disclosure requests")
        ordering = [models.F("due_on").asc(nulls_first=True), "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="responses_request_unit")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def get_absolute_url(self) -> str:
        """The request's staff page."""
        return reverse("responses_request", args=[self.pk])

    @property
    def log_address(self) -> str:
        """Its page in the public log, once it is shown there."""
        return reverse("responses:disclosure_logged", args=[self.number])


class RequestPause(models.Model):
    """A time that is not counted while somebody is asked for their view."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="pauses", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=12, choices=PauseKind.choices)
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=500)
    answer = models.CharField(_("the view"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("time not counted")
        verbose_name_plural = _("times not counted")
        ordering = ["asked_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_on}"


class RequestStep(models.Model):
    """What happened in a request, and by whom."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="steps", verbose_name=_("request"))
    kind = models.CharField(_("step"), max_length=10, choices=StepKind.choices)
    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    note = models.CharField(_("note"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class RequestAppeal(models.Model):
    """A reconsideration or lawsuit about a request."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="appeals", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=14, choices=AppealKind.choices)
    organ = models.CharField(_("before which organ"), max_length=200)
    filed_on = models.DateField(_("filed on"))
    result = models.CharField(_("result"), max_length=10, choices=AppealResult.choices, default=AppealResult.PENDING)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["filed_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.filed_on}"

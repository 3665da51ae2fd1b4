"""The rows of the ledger: facts, what they are about, and their deliveries to handlers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FactRecord(models.Model):
    """One fact, as it was stated; never deleted, and never changed but for words of others whose term of keeping is over."""

    name = models.CharField(_("fact"), max_length=80)
    # A plain number, not a foreign key: core stands below the unit tree and a fact outlives the unit it names.
    unit_id = models.BigIntegerField(_("unit"))
    subject = models.CharField(_("subject"), max_length=160)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    payload = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject"], name="core_fact_subject"),
            models.Index(fields=["name", "occurred_at"], name="core_fact_name_time"),
            models.Index(fields=["unit_id", "occurred_at"], name="core_fact_unit_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class FactAbout(models.Model):
    """What a fact's subject was made from: the edges that the thread walks."""

    fact = models.ForeignKey(FactRecord, models.CASCADE, related_name="edges", verbose_name=_("fact"))
    about = models.CharField(_("about"), max_length=160)

    class Meta:
        verbose_name = _("edge")
        verbose_name_plural = _("edges")
        constraints = [models.UniqueConstraint(fields=["fact", "about"], name="core_about_once")]
        indexes = [models.Index(fields=["about"], name="core_about_about")]

    def __str__(self) -> str:
        return f"{self.fact_id} ← {self.about}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        return self.filter(state__in=[Delivery.State.WAITING, Delivery.State.RUNNING])

    def failed(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.FAILED)


class Delivery(models.Model):
    """One fact on its way to one handler."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    fact = models.ForeignKey(FactRecord, models.CASCADE, related_name="deliveries", verbose_name=_("fact"))
    handler = models.CharField(_("handler"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=80, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fact", "handler"], name="core_delivery_once")]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="core_delivery_due", condition=Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["state"], name="core_delivery_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.fact} → {self.handler} ({self.state})"


class PeriodicJob(models.Model):
    """When a periodic job ran last and runs next; the job itself is code, registered with `core.periodic.every`."""

    name = models.CharField(_("job"), max_length=120, unique=True)
    is_on = models.BooleanField(_("on"), default=True)
    next_run_at = models.DateTimeField(_("next run"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    last_started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("last finished"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaskLease(models.Model):
    """A worker's sign of life for a running task of the Tasks API; the backend alone would leave a killed one running for
    ever."""

    task_id = models.UUIDField(_("task"), primary_key=True)
    lease_until = models.DateTimeField(_("lease until"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)

    class Meta:
        verbose_name = _("task lease")
        verbose_name_plural = _("task leases")

    def __str__(self) -> str:
        return str(self.task_id)

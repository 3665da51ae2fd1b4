"""People, their accounts and the roles they hold."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.core.text import is_english
from scicomm.organisation.enums import Role
from scicomm.organisation.models.units import Unit
from scicomm.organisation.rules import check_orcid


class User(AbstractUser):
    """An account that can sign in; who the person is and what they may do stands in Person and Appointment."""

    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="organisation_user_email_once")
        ]

    def get_full_name(self) -> str:
        person = getattr(self, "person", None)
        return person.name if person else super().get_full_name() or self.username


class Person(models.Model):
    """A person of the organisation, with the name in both scripts. Chinese names put the family name first."""

    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("account")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("unit"))
    family_name_zh = models.CharField(_("family name, Chinese"), max_length=20, blank=True)
    given_name_zh = models.CharField(_("given name, Chinese"), max_length=20, blank=True)
    family_name_en = models.CharField(_("family name, Latin"), max_length=60)
    given_name_en = models.CharField(_("given name, Latin"), max_length=60, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, null=True, blank=True, unique=True, validators=[check_orcid])
    title_zh = models.CharField(_("title, Chinese"), max_length=60, blank=True)
    title_en = models.CharField(_("title, English"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    expertise = models.ManyToManyField(Subject, blank=True, verbose_name=_("expertise"))
    speaks_on_zh = models.CharField(_("speaks on, Chinese"), max_length=200, blank=True)
    speaks_on_en = models.CharField(_("speaks on, English"), max_length=200, blank=True)
    is_expert = models.BooleanField(_("answers the public"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name_en", "given_name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name_zh(self) -> str:
        return f"{self.family_name_zh}{self.given_name_zh}"

    @property
    def name_en(self) -> str:
        return f"{self.given_name_en} {self.family_name_en}".strip()

    @property
    def name(self) -> str:
        return self.name_en if is_english() or not self.name_zh else self.name_zh

    @property
    def title(self) -> str:
        return (self.title_en or self.title_zh) if is_english() else (self.title_zh or self.title_en)

    @property
    def speaks_on(self) -> str:
        return (self.speaks_on_en or self.speaks_on_zh) if is_english() else (self.speaks_on_zh or self.speaks_on_en)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: dt.date | None = None) -> AppointmentQuerySet:
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Appointment(models.Model):
    """A person holds a role in a unit from a date to a date (the last day included). The record of all rights."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name=_("unit"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["unit__path", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="organisation_appointment_span"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(ends_on__isnull=True),
                name="organisation_appointment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.unit}"

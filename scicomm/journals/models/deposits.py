"""Deposit accounts, and what became of each DOI: its state now, and every package it was in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article
from scicomm.journals.models.journals import Journal
from scicomm.journals.rules.crossref.reasons import Remark, remark_of
from scicomm.organisation.models import Unit


class DepositAccount(models.Model):
    """A sign-in at Crossref and what goes with it. The password is sealed and never shown again.

    Which journals it serves: those named; where none is named, all journals of its unit, and of the units below when
    `serves_below` is set.
    """

    class Endpoint(models.TextChoices):
        LIVE = "live", _("Crossref")
        TEST = "test", _("Crossref's test system")
        CUSTOM = "custom", _("another address")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deposit_accounts", verbose_name=_("unit"))
    name = models.CharField(
        _("name"), max_length=100, help_text=_("How you call this account; nobody outside sees it.")
    )
    endpoint = models.CharField(
        _("where to deposit"),
        max_length=10,
        choices=Endpoint.choices,
        default=Endpoint.TEST,
        help_text=_("Begin with the test system: what is accepted there is checked, and no DOI is registered."),
    )
    address = models.CharField(
        _("another address"),
        max_length=300,
        blank=True,
        help_text=_("Only with “another address”: the beginning, such as https://doi.example.org"),
    )
    login_id = models.CharField(
        _("sign-in name"), max_length=200, help_text=_("As Crossref gave it; with a role: mail/role.")
    )
    sealed_password = models.TextField(editable=False, blank=True)
    depositor_name = models.CharField(_("depositor"), max_length=130)
    depositor_email = models.EmailField(_("mail address of the depositor"), max_length=200)
    registrant = models.CharField(_("registrant"), max_length=200, help_text=_("The organisation that is responsible."))
    prefixes = models.CharField(
        _("DOI prefixes"), max_length=300, help_text=_("Separated by blanks, such as 10.5555. Others are not sent.")
    )
    journals = models.ManyToManyField(
        Journal,
        blank=True,
        related_name="deposit_accounts",
        verbose_name=_("journals"),
        help_text=_("None: all journals of the unit."),
    )
    serves_below = models.BooleanField(_("also for the units below"), default=False)
    crossmark_policy = models.CharField(
        _("DOI of the Crossmark policy"),
        max_length=200,
        blank=True,
        help_text=_("Needed to register corrections and retractions as such."),
    )
    is_on = models.BooleanField(_("switched on"), default=False)
    automatic = models.BooleanField(
        _("deposit by itself"), default=True, help_text=_("As soon as an article comes in, changes or is corrected.")
    )
    problem = models.CharField(_("trouble"), max_length=40, blank=True, editable=False)
    check_asked_at = models.DateTimeField(editable=False, null=True, blank=True)
    checked_at = models.DateTimeField(_("sign-in checked"), editable=False, null=True, blank=True)
    check_result = models.JSONField(editable=False, default=dict, blank=True)

    class Meta:
        verbose_name = _("deposit account")
        verbose_name_plural = _("deposit accounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix_list(self) -> list[str]:
        return self.prefixes.split()

    @property
    def is_test(self) -> bool:
        """Whether what it accepts is registered nowhere."""
        return self.endpoint == self.Endpoint.TEST

    @property
    def trouble(self) -> str:
        """Why nothing is sent at present, in words; empty when all is well."""
        found = remark_of({"code": self.problem}) if self.problem else None
        return found.message if found else ""


class DepositBatch(models.Model):
    """One package as it was sent: decided and stored before it goes out, so that its answer can always be found again."""

    class State(models.TextChoices):
        READY = "ready", _("to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("waits for the answer")
        DONE = "done", _("answered")
        GIVEN_UP = "given_up", _("given up")

    account = models.ForeignKey(DepositAccount, models.PROTECT, related_name="batches", verbose_name=_("account"))
    batch_id = models.CharField(_("package"), max_length=100, unique=True)
    timestamp = models.BigIntegerField(_("version number"))
    package = models.BinaryField(_("package as sent, compressed"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READY)
    is_test = models.BooleanField(_("test"), default=False)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    polls = models.PositiveIntegerField(_("times asked"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("last answer"), blank=True)

    class Meta:
        verbose_name = _("deposit package")
        verbose_name_plural = _("deposit packages")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="journals_batch_due")]

    def __str__(self) -> str:
        return self.batch_id


class Deposit(models.Model):
    """The state of one DOI at Crossref. One row an article, made when it is first to be deposited."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        TO_MEND = "to_mend", _("to be mended")
        SENT = "sent", _("being sent")
        PENDING = "pending", _("Crossref is at work")
        REGISTERED = "registered", _("registered")
        TESTED = "tested", _("accepted by the test system")
        FAILED = "failed", _("refused")
        NO_ANSWER = "no_answer", _("no answer")

    article = models.OneToOneField(Article, models.CASCADE, related_name="deposit", verbose_name=_("article"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    batch = models.ForeignKey(
        DepositBatch, models.SET_NULL, null=True, blank=True, related_name="deposits", verbose_name=_("package")
    )
    remarks = models.JSONField(_("reasons"), default=list, blank=True)
    answer = models.TextField(_("last answer"), blank=True)
    timestamp = models.BigIntegerField(_("last version number"), default=0)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    registered_hash = models.CharField(max_length=64, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)
    changed_since = models.BooleanField(_("changed since"), default=False)
    sent_alone = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("DOI deposit")
        verbose_name_plural = _("DOI deposits")
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="journals_deposit_due")]

    def __str__(self) -> str:
        return self.article.doi

    @property
    def unit(self) -> Unit:
        return self.article.journal.unit

    @property
    def said(self) -> list[Remark]:
        """What there is to say of it, in words of the reader's language (`.message`)."""
        return said(self.remarks)

    @property
    def messages(self) -> str:
        return " ".join(one.message for one in self.said)

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.SENT, self.State.PENDING)


class DepositRecord(models.Model):
    """What became of one DOI in one package; kept as its history."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        REGISTERED = "registered", _("registered")
        TESTED = "tested", _("accepted by the test system")
        FAILED = "failed", _("refused")
        NO_ANSWER = "no_answer", _("no answer")

    deposit = models.ForeignKey(Deposit, models.CASCADE, related_name="records", verbose_name=_("DOI deposit"))
    batch = models.ForeignKey(DepositBatch, models.PROTECT, related_name="records", verbose_name=_("package"))
    content_hash = models.CharField(max_length=64, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    remarks = models.JSONField(_("reasons"), default=list, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("deposit of a DOI")
        verbose_name_plural = _("deposits of a DOI")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["deposit", "batch"], name="journals_deposit_record_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.outcome}"

    @property
    def said(self) -> list[Remark]:
        return said(self.remarks)


def said(rows: list[dict[str, Any]]) -> list[Remark]:
    """Kept remarks as remarks."""
    return [remark for remark in map(remark_of, rows) if remark is not None]

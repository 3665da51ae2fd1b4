"""Cases: the unit of handling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.listening.models import Claim, HotTopic, Mention
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import ENDED, CaseKind, CaseState, Clock, Origin, Urgency
from scicomm.responses.models.questions import Question

if TYPE_CHECKING:
    from scicomm.responses.models.answers import Answer


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        """Cases that are not answered and not closed."""
        return self.exclude(state__in=ENDED)

    def real(self) -> CaseQuerySet:
        """Without advertising and other things nobody asked."""
        return self.filter(is_spam=False)

    def with_parts(self) -> CaseQuerySet:
        """With everything a list shows, in one query."""
        return self.select_related(
            "unit",
            "question",
            "mention",
            "dossier__story",
            "article",
            "expert",
            "officer__person",
            "answer",
            "handed_from",
        )


class Case(models.Model):
    """The unit of handling: one question or mention, its deadline, who is on it and how far it is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=300)
    origin = models.CharField(_("comes from"), max_length=10, choices=Origin.choices)
    question = models.OneToOneField(
        Question, models.PROTECT, null=True, blank=True, related_name="case", verbose_name=_("question")
    )
    mention = models.OneToOneField(
        Mention, models.PROTECT, null=True, blank=True, related_name="case", verbose_name=_("mention")
    )
    topic = models.ForeignKey(
        HotTopic, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("hot topic")
    )
    claim = models.ForeignKey(
        Claim, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("claim")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind.choices, default=CaseKind.QUESTION)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    clock = models.CharField(_("clock"), max_length=10, choices=Clock.choices, default=Clock.INSTITUTE)
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("story")
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("article")
    )
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    outlet = models.CharField(_("who asks for the press"), max_length=200, blank=True)
    wanted_by = models.DateTimeField(_("wanted by the asker"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer due on"))
    due_at = models.DateTimeField(_("answer due at"), null=True, blank=True)
    first_due_at = models.DateTimeField(_("first response due at"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("first response given at"), null=True, blank=True)
    # Which terms and holiday notices the deadlines were counted with; when either changes they are counted anew.
    counted_with = models.CharField(max_length=200, blank=True, editable=False)
    warned = models.CharField(_("warned of"), max_length=20, blank=True, editable=False)
    is_spam = models.BooleanField(_("is spam"), default=False)
    # The case went to its unit from this one, and nobody there has taken it yet.
    handed_from = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("handed over by")
    )
    # The same people asked before: the case that was finished when they wrote again.
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    expert = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("expert")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("officer"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_reason = models.CharField(_("why it was closed"), max_length=500, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=["question", "mail", "phone"], question__isnull=False, mention__isnull=True)
                | Q(origin="mention", mention__isnull=False, question__isnull=True)
                | Q(origin="topic", mention__isnull=True, question__isnull=True),
                name="responses_case_origin",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="responses_case_unit"),
            models.Index(fields=["expert", "state"], name="responses_case_expert"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def draft(self) -> Answer | None:
        """The answer in whatever state; None while nobody has written one."""
        return getattr(self, "answer", None)

    def get_absolute_url(self) -> str:
        """The case's staff page."""
        return reverse("responses_case", args=[self.pk])

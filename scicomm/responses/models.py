"""Questions, the cases they open, experts' statements and the answers.

Who asked is kept in a table of its own (`Asker`), so that it can be erased without touching the question, and so that nothing
that is shown, indexed or counted ever reads it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import pick, plain
from scicomm.journals.models import Article
from scicomm.listening.models import Mention
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import ENDED, OPEN, SCALE, CaseState, Origin, Verdict
from scicomm.responses.rules import first_sentence

__all__ = [
    "ENDED",
    "OPEN",
    "SCALE",
    "Answer",
    "Asker",
    "Case",
    "CaseState",
    "Origin",
    "Question",
    "Statement",
    "Verdict",
]


class Question(models.Model):
    """What a reader asked, and what it was about. Who asked stands in `Asker`."""

    text = models.CharField(_("question"), max_length=300)
    detail = models.TextField(_("details"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("story")
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name=_("article")
    )
    is_public_ok = models.BooleanField(_("may be shown with the answer"), default=True)
    # A form posted twice carries the same key and makes one question.
    post_key = models.UUIDField(_("post key"), unique=True, editable=False)
    created_at = models.DateTimeField(_("came in"), auto_now_add=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.text


class Asker(models.Model):
    """Who asked, where they chose to say so: only for telling them that the answer is there. Erased as a whole."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="asker", verbose_name=_("question"))
    name = models.CharField(_("form of address"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    consented_at = models.DateTimeField(_("agreed at"), auto_now_add=True)
    told_at = models.DateTimeField(_("told of the answer at"), null=True, blank=True)

    class Meta:
        verbose_name = _("asker")
        verbose_name_plural = _("askers")

    def __str__(self) -> str:
        return str(self.question_id)


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        """Cases that are not answered and not closed."""
        return self.exclude(state__in=ENDED)

    def with_parts(self) -> CaseQuerySet:
        """With everything a list shows, in one query."""
        return self.select_related(
            "unit", "question", "mention", "dossier__story", "article", "expert", "officer__person", "answer"
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
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("story")
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("article")
    )
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer due on"))
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
                condition=Q(origin="question", question__isnull=False, mention__isnull=True)
                | Q(origin="mention", mention__isnull=False, question__isnull=True),
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


class Statement(models.Model):
    """One expert's words in a case, with their conflict of interest (empty: the expert declared that there is none)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", verbose_name=_("expert"))
    text = models.TextField(_("in the expert's words"))
    conflict_of_interest = models.CharField(_("conflict of interest"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed by the expert at"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="responses_one_statement_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.text[:60]}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def public(self) -> AnswerQuerySet:
        """What anyone may read: reviewed and published."""
        return self.filter(published_at__isnull=False, case__state=CaseState.PUBLISHED)


class Answer(models.Model):
    """The answer to a case: written by one person, reviewed and published by another, then a page anyone may read."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="answer", verbose_name=_("case"))
    slug = models.SlugField(_("short address"), max_length=90, unique=True)
    question_zh = models.CharField(_("question as published, in Chinese"), max_length=300, blank=True)
    question_en = models.CharField(_("question as published, in English"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, default=Verdict.EXPLAINED)
    summary_zh = models.CharField(_("in one sentence, in Chinese"), max_length=400, blank=True)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=400, blank=True)
    body_zh = models.TextField(_("answer, in Chinese"), blank=True, help_text=_("sanitised HTML"))
    body_en = models.TextField(_("answer, in English"), blank=True, help_text=_("sanitised HTML"))
    not_known_zh = models.TextField(_("what we do not know, in Chinese"), blank=True)
    not_known_en = models.TextField(_("what we do not know, in English"), blank=True)
    sources = models.JSONField(
        _("sources"), default=list, blank=True, help_text=_("a list of label and address; the address may be empty")
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("the reviewer's comment, then the correction note"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(
                fields=["-published_at"], name="responses_answer_public", condition=Q(published_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        return pick(self.question_zh, self.question_en)

    @property
    def summary(self) -> str:
        """The answer in one sentence; where none was written, the first sentence of the answer."""
        return pick(self.summary_zh, self.summary_en) or first_sentence(plain(self.body))

    @property
    def body(self) -> str:
        """Sanitised HTML, safe to show."""
        return pick(self.body_zh, self.body_en)

    @property
    def not_known(self) -> str:
        return pick(self.not_known_zh, self.not_known_en)

    @property
    def is_claim(self) -> bool:
        """Whether the verdict stands on the five-step scale."""
        return self.verdict in SCALE

    def get_absolute_url(self) -> str:
        """The public page, made by the portal."""
        return reverse("portal:answer", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A guard, not an effect: an answer is never public without two different people behind it."""
        if self.published_at and (self.reviewed_by_id is None or self.reviewed_by_id == self.drafted_by_id):
            raise ValueError("an answer needs one person who wrote it and another who reviewed it")
        super().save(*args, **kwargs)

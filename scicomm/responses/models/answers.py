"""Answers, and what of them is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import is_english, pick, plain
from scicomm.responses.enums import OPEN_REVISIONS, SCALE, AnswerForm, CaseState, Knowledge, Verdict
from scicomm.responses.models.cases import Case
from scicomm.responses.rules import digest_of_answer, first_sentence, kept

if TYPE_CHECKING:
    from scicomm.responses.models.revisions import AnswerRevision


# All that readers see of an answer beside the experts' words, by the names of its fields: what is reviewed as one text.
ANSWER_LINES = ("question_zh", "question_en", "summary_zh", "summary_en", "claim_zh", "claim_en", "subject")
ANSWER_TEXTS = ("not_known_zh", "not_known_en", "sure_zh", "sure_en")
ANSWER_BODIES = ("body_zh", "body_en")
ANSWER_LISTS = ("sources", "appearances", "numbers_zh", "numbers_en", "pairs")
ANSWER_CHOICES = ("verdict", "form", "knowledge")
ANSWER_FIELDS = (*ANSWER_LINES, *ANSWER_TEXTS, *ANSWER_BODIES, *ANSWER_LISTS, *ANSWER_CHOICES, "as_of")


def pick_list(chinese: list[dict[str, str]], english: list[dict[str, str]]) -> list[dict[str, str]]:
    """As `pick`, for lists."""
    return (english or chinese) if is_english() else (chinese or english)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def public(self) -> AnswerQuerySet:
        """What anyone may read: reviewed, published, not withdrawn."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True, case__state=CaseState.PUBLISHED)

    def withdrawn(self) -> AnswerQuerySet:
        """What anyone could read once; its address says why it went."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=False)


class Answer(models.Model):
    """The answer to a case: written by one person, reviewed and published by another, then a page anyone may read."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="answer", verbose_name=_("case"))
    slug = models.SlugField(_("short address"), max_length=90, unique=True)
    question_zh = models.CharField(_("question as published, in Chinese"), max_length=300, blank=True)
    question_en = models.CharField(_("question as published, in English"), max_length=300, blank=True)
    form = models.CharField(_("form"), max_length=10, choices=AnswerForm.choices, default=AnswerForm.QA)
    knowledge = models.CharField(
        _("how much is known"), max_length=10, choices=Knowledge.choices, default=Knowledge.KNOWN
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, default=Verdict.EXPLAINED)
    summary_zh = models.CharField(_("in one sentence, in Chinese"), max_length=400, blank=True)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=400, blank=True)
    body_zh = models.TextField(_("answer, in Chinese"), blank=True, help_text=_("sanitised HTML"))
    body_en = models.TextField(_("answer, in English"), blank=True, help_text=_("sanitised HTML"))
    not_known_zh = models.TextField(_("what we do not know, in Chinese"), blank=True)
    not_known_en = models.TextField(_("what we do not know, in English"), blank=True)
    claim_zh = models.CharField(_("the claim, in Chinese"), max_length=500, blank=True)
    claim_en = models.CharField(_("the claim, in English"), max_length=500, blank=True)
    sure_zh = models.TextField(_("how sure we are, in Chinese"), blank=True)
    sure_en = models.TextField(_("how sure we are, in English"), blank=True)
    numbers_zh = models.JSONField(_("numbers, in Chinese"), default=list, blank=True)
    numbers_en = models.JSONField(_("numbers, in English"), default=list, blank=True)
    pairs = models.JSONField(
        _("further questions"), default=list, blank=True, help_text=_("each with its answer, in both languages")
    )
    appearances = models.JSONField(
        _("where the claim was met"), default=list, blank=True, help_text=_("a list of label and address")
    )
    sources = models.JSONField(
        _("sources"), default=list, blank=True, help_text=_("a list of label and address; the address may be empty")
    )
    subject = models.CharField(_("subject"), max_length=10, blank=True, help_text=_("code of a discipline"))
    as_of = models.DateField(_("state of"), null=True, blank=True)
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
    # What experts said in the text that is public, as they approved it; None where nothing was kept of it.
    words = models.JSONField(_("experts' words as published"), null=True, blank=True, editable=False)
    # Released with one signature; the steps it left out are reviewed afterwards.
    is_rapid = models.BooleanField(_("released rapidly"), default=False)
    rapid_reason = models.CharField(_("why it was rapid"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    # Something happened to what it rests on: an expert withdrew their words, a later reviewer objected.
    flagged_at = models.DateTimeField(_("flagged at"), null=True, blank=True)
    flag_note = models.CharField(_("why it is flagged"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = [models.F("published_at").desc(nulls_last=True), "-id"]
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
    def claim(self) -> str:
        """What was claimed; older answers have it in their question."""
        return pick(self.claim_zh, self.claim_en) or self.question

    @property
    def sure(self) -> str:
        return pick(self.sure_zh, self.sure_en)

    @property
    def numbers(self) -> list[dict[str, str]]:
        """What can be counted: each a value and what it counts."""
        return list(pick_list(self.numbers_zh, self.numbers_en))

    @property
    def is_claim(self) -> bool:
        """Whether the verdict stands on the five-step scale."""
        return self.verdict in SCALE

    @property
    def content(self) -> dict[str, Any]:
        """Every field that readers see, as JSON can hold it."""
        return kept({name: getattr(self, name) for name in ANSWER_FIELDS})

    @property
    def working(self) -> AnswerRevision | None:
        """The new text on its way; None where there is none. One query."""
        return self.revisions.filter(state__in=OPEN_REVISIONS).first()

    def digest_with(self, content: dict[str, Any]) -> str:
        """What reviewers sign: these fields and the experts' words that would stand beside them. One query."""
        return digest_of_answer(content, [statement.digest for statement in self.case.statements.said()])

    def get_absolute_url(self) -> str:
        """The public page, made by the portal."""
        return reverse("portal:answer", args=[self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A guard, not an effect: an answer is never public without two different people behind it."""
        if self.published_at and (self.reviewed_by_id is None or self.reviewed_by_id == self.drafted_by_id):
            raise ValueError("an answer needs one person who wrote it and another who reviewed it")
        super().save(*args, **kwargs)

"""Questions and who asked them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier


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

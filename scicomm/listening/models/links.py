"""All that a mention speaks of, each with what told us; its main link stands on the mention itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.listening.enums import LinkMethod, LinkState
from scicomm.listening.models.mentions import Mention
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit


class MentionLink(models.Model):
    """A mention speaks of one paper, story, person or unit (a facility is a unit here): how we know, and how sure."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="links", verbose_name=_("mention"))
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="mention_links", verbose_name=_("article")
    )
    dossier = models.ForeignKey(
        Dossier, models.CASCADE, null=True, blank=True, related_name="mention_links", verbose_name=_("story")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="mention_links", verbose_name=_("person")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="mention_links", verbose_name=_("unit")
    )
    method = models.CharField(_("what told us"), max_length=8, choices=LinkMethod.choices)
    confidence = models.FloatField(_("how sure"), help_text=_("0 to 1"))
    evidence = models.JSONField(_("the text that told it"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LinkState.choices, default=LinkState.FOUND)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    class Meta:
        verbose_name = _("link of a mention")
        verbose_name_plural = _("links of mentions")
        ordering = ["-confidence", "id"]
        constraints = [
            models.UniqueConstraint(
                F("mention"),
                *(Coalesce(name, 0) for name in ("article_id", "dossier_id", "person_id", "unit_id")),
                name="listening_link_once",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, dossier=None, person=None, unit=None)
                | Q(article=None, dossier__isnull=False, person=None, unit=None)
                | Q(article=None, dossier=None, person__isnull=False, unit=None)
                | Q(article=None, dossier=None, person=None, unit__isnull=False),
                name="listening_link_to_one",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="listening_link_doubtful")]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> Article | Dossier | Person | Unit | None:
        """What the mention speaks of."""
        return self.article or self.dossier or self.person or self.unit

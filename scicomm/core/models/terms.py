"""The term base: what a word of science means, said once in each language and used by every story."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import pick


class Term(models.Model):
    """A term with its definition in plain words."""

    name_zh = models.CharField(_("Chinese name"), max_length=80, blank=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    definition_zh = models.TextField(_("definition, in Chinese"), blank=True)
    definition_en = models.TextField(_("definition, in English"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["name_en", "name_zh"]
        constraints = [
            models.UniqueConstraint(fields=["name_zh"], condition=~Q(name_zh=""), name="core_term_zh_once"),
            models.UniqueConstraint(fields=["name_en"], condition=~Q(name_en=""), name="core_term_en_once"),
            models.CheckConstraint(condition=~Q(name_zh="", name_en=""), name="core_term_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def definition(self) -> str:
        return pick(self.definition_zh, self.definition_en)

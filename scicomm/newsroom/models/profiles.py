"""What a unit asks of a kind of piece beyond what the house asks (rules/profiles.py): data that units change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import Profile
from scicomm.newsroom.rules.profiles import NEEDS, Tightening
from scicomm.organisation.models import Unit

NUMBERS = ("least_zh", "most_zh", "least_en", "most_en", "headline_zh", "headline_en")


def _number(label: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True)


class UnitProfileRule(models.Model):
    """A unit's own lengths and needs of one kind of piece. Valid for all units below, until a nearer one sets a number anew."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="profile_rules", verbose_name=_("unit"))
    profile = models.CharField(_("kind of piece"), max_length=20, choices=Profile.choices)
    least_zh = _number(_("least Chinese characters"))
    most_zh = _number(_("most Chinese characters"))
    least_en = _number(_("least English words"))
    most_en = _number(_("most English words"))
    headline_zh = _number(_("most characters of a Chinese headline"))
    headline_en = _number(_("most characters of an English headline"))
    needs = models.JSONField(_("also needed"), default=list, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("rule for a kind of piece")
        verbose_name_plural = _("rules for kinds of piece")
        ordering = ["unit__path", "profile"]
        constraints = [models.UniqueConstraint(fields=["unit", "profile"], name="newsroom_profile_rule_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_profile_display()}"

    def clean(self) -> None:
        """Lengths that can be kept, and needs that are known."""
        for language in ("zh", "en"):
            least, most = getattr(self, f"least_{language}"), getattr(self, f"most_{language}")
            if least is not None and most is not None and least > most:
                raise ValidationError({f"most_{language}": _("The most is less than the least.")})
        if unknown := [need for need in self.needs if need not in NEEDS]:
            raise ValidationError({"needs": _("Nobody knows this need: %(needs)s") % {"needs": ", ".join(unknown)}})

    @property
    def tightening(self) -> Tightening:
        return Tightening(**{name: getattr(self, name) for name in NUMBERS}, needs=frozenset(self.needs))

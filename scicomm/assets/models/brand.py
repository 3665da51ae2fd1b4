"""How a unit looks (形象): its logos, colours, type, templates and the rules for them; a unit below inherits what it has not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models.assets import Asset
from scicomm.core.text import pick
from scicomm.organisation.models import Unit


class BrandKit(models.Model):
    """The brand kit of a unit."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="brand_kit", verbose_name=_("unit"))
    is_public = models.BooleanField(_("anyone may read it"), default=True)
    rules_zh = models.TextField(_("rules, in Chinese"), blank=True)
    rules_en = models.TextField(_("rules, in English"), blank=True)
    type_zh = models.TextField(_("type, in Chinese"), blank=True, help_text=_("Which typefaces, for what."))
    type_en = models.TextField(_("type, in English"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("brand kit")
        verbose_name_plural = _("brand kits")

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def rules(self) -> str:
        return pick(self.rules_zh, self.rules_en)

    @property
    def type(self) -> str:
        return pick(self.type_zh, self.type_en)


class BrandColour(models.Model):
    """One colour of a kit."""

    kit = models.ForeignKey(BrandKit, models.CASCADE, related_name="colours", verbose_name=_("brand kit"))
    hex = models.CharField(_("value"), max_length=7, help_text=_("Like #0B6B55."))
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("colour")
        verbose_name_plural = _("colours")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)


class BrandFile(models.Model):
    """A logo or a template of a kit: an asset and how it is used (least size, space around it, grounds)."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("logo")
        TEMPLATE = "template", _("template")

    kit = models.ForeignKey(BrandKit, models.CASCADE, related_name="files", verbose_name=_("brand kit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LOGO)
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", verbose_name=_("asset"))
    use_zh = models.TextField(_("how to use it, in Chinese"), blank=True, max_length=1000)
    use_en = models.TextField(_("how to use it, in English"), blank=True, max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("file of a brand kit")
        verbose_name_plural = _("files of brand kits")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.asset.title

    @property
    def use(self) -> str:
        return pick(self.use_zh, self.use_en)

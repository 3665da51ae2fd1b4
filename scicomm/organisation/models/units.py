"""The unit tree and the pages that stand for units; who works there is in `people`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node
from wagtail.admin.panels import FieldPanel
from wagtail.models import Collection, Page

from scicomm.core.pages import DispatchedPage
from scicomm.core.text import pick


class UnitKind(models.Model):
    """A kind of unit: academy, branch, institute, office, museum, overseas centre … Kinds are data."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), help_text=_("1 academy, 2 branch, 3 institute, 4 office"))

    class Meta:
        verbose_name = _("kind of unit")
        verbose_name_plural = _("kinds of unit")
        ordering = ["level", "code"]

    def __str__(self) -> str:
        return pick(self.name_zh, self.name_en)


class Unit(MP_Node):
    """A node of the organisation. Rights follow this tree, not Wagtail's pages, whose rights add up downward."""

    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name=_("kind"))
    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160)
    short_zh = models.CharField(_("short Chinese name"), max_length=40, blank=True)
    short_en = models.CharField(_("short English name"), max_length=60, blank=True)
    description_zh = models.TextField(_("about, in Chinese"), blank=True)
    description_en = models.TextField(_("about, in English"), blank=True)
    city_zh = models.CharField(_("place, in Chinese"), max_length=60, blank=True)
    city_en = models.CharField(_("place, in English"), max_length=60, blank=True)
    collection = models.OneToOneField(
        Collection, models.PROTECT, null=True, blank=True, related_name="unit", verbose_name=_("collection")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def short_name(self) -> str:
        return pick(self.short_zh or self.name_zh, self.short_en or self.name_en)

    @property
    def description(self) -> str:
        return pick(self.description_zh, self.description_en)

    @property
    def city(self) -> str:
        return pick(self.city_zh, self.city_en)

    def contains(self, other: Unit) -> bool:
        """Whether the other unit is this one or stands below it."""
        return bool(other.path.startswith(self.path))

    def ancestor_paths(self) -> list[str]:
        """The paths of this unit and all above it, nearest first."""
        return [self.path[:length] for length in range(len(self.path), 0, -self.steplen)]


class AcademyPage(DispatchedPage):
    """The academy's home page, one for each language: the root of the public site."""

    subpage_types = ["organisation.UnitPage"]
    parent_page_types: list[str] = ["wagtailcore.Page"]
    max_count_per_parent = 2

    class Meta:
        verbose_name = _("academy home page")
        verbose_name_plural = _("academy home pages")


class UnitPage(DispatchedPage):
    """A unit's own site, one page for each language; all unit pages are siblings, so that no rights flow between units."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pages", verbose_name=_("unit"))

    content_panels = [*Page.content_panels, FieldPanel("unit", read_only=True)]
    # Stories are listed here by name, because the newsroom stands above this room.
    subpage_types = ["newsroom.StoryPage"]
    parent_page_types = ["organisation.AcademyPage"]

    class Meta:
        verbose_name = _("unit page")
        verbose_name_plural = _("unit pages")

"""The catalogue: kinds of what must be public, and each unit's items."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import lang_of, pick
from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import ItemState


class DisclosureKind(models.Model):
    """A kind of what must be public. Kinds are data with a version, because rules change."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    unit_kinds = models.JSONField(
        _("for which kinds of unit"), default=list, blank=True, help_text=_("codes of kinds of unit; empty: all")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of disclosure item")
        verbose_name_plural = _("kinds of disclosure items")
        ordering = ["id"]

    def __str__(self) -> str:
        return pick(self.name_zh, self.name_en)

    def is_for(self, unit_kind: str) -> bool:
        """Whether units of that kind owe an item of this one."""
        return not self.unit_kinds or unit_kind in self.unit_kinds


class DisclosureItemQuerySet(models.QuerySet["DisclosureItem"]):
    def public(self) -> DisclosureItemQuerySet:
        """What the public may read: published once, and not withdrawn. A text being changed shows its last public words."""
        return self.filter(published_on__isnull=False, withdrawn_on__isnull=True).exclude(
            state=ItemState.NOT_APPLICABLE
        )


class DisclosureItem(models.Model):
    """One thing that must be public. The `public_*` words are those another person released; the others may be changed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disclosure_items", verbose_name=_("unit"))
    kind = models.ForeignKey(DisclosureKind, models.PROTECT, related_name="items", verbose_name=_("kind"))
    state = models.CharField(_("state"), max_length=10, choices=ItemState.choices, default=ItemState.DRAFT)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    text_zh = models.TextField(_("Chinese text"), blank=True)
    text_en = models.TextField(_("English text"), blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    public_words = models.JSONField(_("words as released"), default=dict, blank=True)
    public_search = models.TextField(blank=True, editable=False)
    changed_on = models.DateField(_("made or changed on"))
    due_on = models.DateField(_("to be public by"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    first_published_on = models.DateField(_("first published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    correction = models.CharField(_("what was corrected"), max_length=500, blank=True)
    responsible = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("responsible person")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    seen_late_at = models.DateTimeField(_("reported late at"), null=True, blank=True)

    objects = DisclosureItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure item")
        verbose_name_plural = _("disclosure items")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="responses_item_unit")]

    def __str__(self) -> str:
        return pick(self.title_zh, self.title_en)

    def released(self, name: str) -> str:
        """A released word in the reader's language, the other language where there is none."""
        return pick(str(self.public_words.get(f"{name}_zh", "")), str(self.public_words.get(f"{name}_en", "")))

    @property
    def released_files(self) -> list[int]:
        """The numbers of the files that were released with the words."""
        return [int(number) for number in self.public_words.get("files", [])]

    @property
    def public_title(self) -> str:
        return self.released("title")

    @property
    def public_text(self) -> str:
        return self.released("text")

    @property
    def text_lang(self) -> str:
        """The `lang` of the released text, which may stand in the other language only."""
        return lang_of(self.public_text)

    @property
    def public_address(self) -> str:
        return str(self.public_words.get("address", ""))

    def get_absolute_url(self) -> str:
        return reverse("responses:disclosure_item", args=[self.pk])

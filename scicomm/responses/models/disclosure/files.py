"""Files of catalogue items. The file itself is a document of the unit's library; here stands which version of it is given out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import AssetDocument
from scicomm.core.text import pick
from scicomm.responses.models.disclosure.catalogue import DisclosureItem


class DisclosureFile(models.Model):
    """One version of one file of an item. A replaced or removed one stays, and is given to nobody outside any more."""

    item = models.ForeignKey(DisclosureItem, models.CASCADE, related_name="files", verbose_name=_("disclosure item"))
    document = models.ForeignKey(AssetDocument, models.PROTECT, related_name="+", verbose_name=_("document"))
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    extension = models.CharField(_("kind of file"), max_length=10)
    size = models.PositiveBigIntegerField(_("size"))
    # As the library hashes its files: a file that was changed there is not the one that was released.
    file_hash = models.CharField(max_length=40, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )

    class Meta:
        verbose_name = _("file of a disclosure item")
        verbose_name_plural = _("files of disclosure items")
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language, else the file's name."""
        return pick(self.title_zh, self.title_en) or self.name

    @property
    def is_as_released(self) -> bool:
        """Whether the library still holds the very file."""
        return bool(self.document.file_hash == self.file_hash)

    def get_absolute_url(self) -> str:
        return reverse("responses:disclosure_file", args=[self.pk])

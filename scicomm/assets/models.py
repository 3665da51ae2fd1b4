"""Images and documents with their rights; drawn covers are made by rules and have no row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Licence(models.TextChoices):
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"
    ALL_RIGHTS = "all-rights-reserved", _("all rights reserved")


class AssetImage(AbstractImage):
    """A picture; its collection says which unit it belongs to."""

    alt_zh = models.CharField(_("what it shows, in Chinese"), max_length=300, blank=True)
    alt_en = models.CharField(_("what it shows, in English"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence.choices, default=Licence.ALL_RIGHTS)

    admin_form_fields = (*WagtailImage.admin_form_fields, "alt_zh", "alt_en", "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_assetimage", "Can choose image")]


class Rendition(AbstractRendition):
    """An image at a size."""

    image = models.ForeignKey(AssetImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="assets_rendition_once")
        ]


class AssetDocument(AbstractDocument):
    """A file to download."""

    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence.choices, default=Licence.ALL_RIGHTS)

    admin_form_fields = ("title", "file", "collection", "tags", "credit", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_assetdocument", "Can choose document")]

"""Pictures and their renditions."""

from __future__ import annotations

import io
import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.models import Image as WagtailImage

from scicomm.assets.models.licences import Licence
from scicomm.assets.models.rights_fields import rights_of_media
from scicomm.assets.rules import metadata
from scicomm.assets.rules.withdrawn import withdrawn_picture

log = logging.getLogger(__name__)


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

    @property
    def record(self) -> Any:
        """The asset of this picture; None before it was taken in."""
        try:
            return self.asset
        except ObjectDoesNotExist:
            return None

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """A rendition that says whose it is: Willow writes neither XMP nor IIM. Of a withheld picture: a drawing in its place."""
        record = self.record
        if record is not None and record.is_withheld:
            drawn = withdrawn_picture(self.width, self.height, self.file.name)
            return super().generate_rendition_file(filter, source=File(io.BytesIO(drawn), name=self.file.name))
        made = super().generate_rendition_file(filter, source=source)
        if record is not None and hasattr(record, "embedded"):
            rights = record.rights()
        else:
            # Not read yet: what the file says of itself goes along all the same.
            own = self._own_xmp(source)
            rights = record.rights(own) if record is not None else rights_of_media(self, own)
        made.seek(0)
        data = made.read()
        if (kind := metadata.kind_of(data)) not in metadata.WRITTEN_FORMATS:
            made.seek(0)
            return made
        try:
            data = metadata.write_rights(data, kind, rights)
        except metadata.Malformed as error:
            log.warning("no rights in the rendition %s: %s", made.name, error)
        return File(io.BytesIO(data), name=made.name)

    def _own_xmp(self, source: File | None) -> metadata.XmpValues:
        """What the original says of itself, read from the file while no record knows it."""
        if source is not None:
            source.seek(0)
            data = source.read()
            source.seek(0)
        else:
            with self.open_file() as original:
                original.seek(0)
                data = original.read()
        return metadata.read(data).xmp


class Rendition(AbstractRendition):
    """An image at a size."""

    image = models.ForeignKey(AssetImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="assets_rendition_once")
        ]
        # Whoever fetches a file under /media/images/ asks by its name.
        indexes = [models.Index(fields=["file"], name="assets_rendition_file")]

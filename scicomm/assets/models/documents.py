"""Files to download."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument

from scicomm.assets.models.licences import Licence


class AssetDocument(AbstractDocument):
    """A file to download."""

    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence.choices, default=Licence.ALL_RIGHTS)

    admin_form_fields = ("title", "file", "collection", "tags", "credit", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_assetdocument", "Can choose document")]

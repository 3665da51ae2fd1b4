"""The fields of an asset that say whose it is, and what of them goes into its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import AssetState, BlockedBy, DataMining, DigitalSource, Secrecy
from scicomm.assets.models.licences import Licence
from scicomm.assets.rules import metadata

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PLUS = "http://ns.useplus.org/ldf/vocab/"
LICENCE_PAGES = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
# The words of copies are read in every country: not translated.
ALL_RIGHTS = "All rights reserved 保留所有权利"


class RightsFields(models.Model):
    """Mixed into Asset; the shown names follow the IPTC Photo Metadata Standard 2023.1."""

    source = models.CharField(_("source"), max_length=200, blank=True)
    web_statement = models.URLField(
        _("address of the licence"),
        max_length=500,
        blank=True,
        help_text=_("Where anyone can read what may be done with it."),
    )
    licensor_name = models.CharField(_("who gives licences"), max_length=200, blank=True)
    licensor_url = models.URLField(_("where licences are asked for"), max_length=500, blank=True)
    digital_source = models.CharField(_("how it came about"), max_length=40, blank=True, choices=DigitalSource.choices)
    data_mining = models.CharField(
        _("may programs learn from it"), max_length=45, blank=True, choices=DataMining.choices
    )
    keep_gps = models.BooleanField(
        _("leave the exact place in public copies"),
        default=False,
        help_text=_("Off: coordinates are taken out of every copy that is shown or downloaded; rights stay."),
    )
    blocked_by = models.CharField(
        _("what blocked it"), max_length=10, blank=True, choices=BlockedBy.choices, editable=False
    )

    if TYPE_CHECKING:
        media: Any
        embedded: Any
        provenance: Any
        state: str
        secrecy: str
        blocked_because: str
        caption_zh: str
        caption_en: str
        creator: str
        copyright_notice: str
        usage_terms: str
        latitude: float | None
        longitude: float | None

    class Meta:
        abstract = True

    @property
    def is_withheld(self) -> bool:
        """Whether nobody outside may get it any more: blocked, or classified."""
        return self.state == AssetState.BLOCKED or self.secrecy == Secrecy.CLASSIFIED

    @property
    def why_blocked(self) -> str:
        """Why it is blocked: the words of who decided, else what ended."""
        return self.blocked_because or str(BlockedBy(self.blocked_by).label)

    def rights(self, own_xmp: metadata.XmpValues | None = None) -> metadata.Rights:
        """What goes into every copy that is shown or downloaded; what the file itself said of its rights goes along (`own_xmp`
        where it was not kept yet)."""
        kept = getattr(self, "embedded", None)
        own = rights_of_media(self.media, kept.values.get("xmp", {}) if kept else own_xmp or {})
        return metadata.with_values(
            own,
            caption_zh=self.caption_zh,
            caption_en=self.caption_en,
            creator=tuple(metadata.split_names(self.creator)),
            source=self.source,
            copyright_notice=self.copyright_notice,
            usage_terms=self.usage_terms or own.usage_terms,
            web_statement=self.web_statement or own.web_statement,
            licensor_name=self.licensor_name,
            licensor_url=self.licensor_url,
            digital_source_type=f"{SOURCE_TYPES}{self.digital_source}" if self.digital_source else "",
            data_mining=f"{PLUS}{self.data_mining}" if self.data_mining else "",
            latitude=self.latitude if self.keep_gps else None,
            longitude=self.longitude if self.keep_gps else None,
            keep_gps=self.keep_gps,
            provenance=self.provenance.in_one_line() if hasattr(self, "provenance") else "",
        )


def rights_of_media(media: Any, own_xmp: metadata.XmpValues) -> metadata.Rights:
    """What a file's own row says, before or without a record of it."""
    carried = metadata.carried_from(own_xmp)
    said = media.licence != Licence.ALL_RIGHTS
    return metadata.Rights(
        title=media.title,
        alt_zh=getattr(media, "alt_zh", ""),
        alt_en=getattr(media, "alt_en", ""),
        credit=media.credit,
        # The file's own terms stand where our row has only the default.
        usage_terms=str(Licence(media.licence).label)
        if said
        else ""
        if "xmpRights:UsageTerms" in carried
        else ALL_RIGHTS,
        web_statement=LICENCE_PAGES.get(Licence(media.licence), ""),
        carried=carried,
    )

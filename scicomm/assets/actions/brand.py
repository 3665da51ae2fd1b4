"""How a unit looks: its brand kit is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.enums import AssetKind
from scicomm.assets.models import Asset, BrandColour, BrandFile, BrandKit
from scicomm.assets.permissions import brand_units
from scicomm.assets.rules.colours import is_hex
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

BRAND_CHANGED = audit_entry("assets.brand.change", gettext_lazy("Change brand kit"), shred=nothing_personal)
MOST_COLOURS, MOST_FILES = 24, 40
_TEXTS = ("is_public", "rules_zh", "rules_en", "type_zh", "type_en")


@transaction.atomic
def save_brand_kit(
    unit: Unit, *, values: Mapping[str, Any], colours: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]],
    acting_user: Any,
) -> BrandKit:  # fmt: skip
    """The whole kit as its screen shows it: texts, colours and files in their order; what is not named any more is taken out."""
    require(brand_units(acting_user).filter(pk=unit.pk).exists())
    if len(colours) > MOST_COLOURS or len(files) > MOST_FILES:
        raise ValidationError(_("A brand kit holds %(colours)d colours and %(files)d files at most.")
                              % {"colours": MOST_COLOURS, "files": MOST_FILES})  # fmt: skip
    if wrong := [str(colour["hex"]) for colour in colours if not is_hex(str(colour["hex"]))]:
        raise ValidationError(_("%(value)s is no colour: write it like #0B6B55.") % {"value": wrong[0][:20]})
    kit, created = BrandKit.objects.select_for_update().get_or_create(unit=unit)
    for name in _TEXTS:
        if name in values:
            setattr(kit, name, values[name])
    kit.save()
    kit.colours.all().delete()
    BrandColour.objects.bulk_create(
        BrandColour(
            kit=kit, hex=str(row["hex"]).upper(), name_zh=row["name_zh"], name_en=row.get("name_en", ""), position=n
        )
        for n, row in enumerate(colours)
    )
    kit.files.all().delete()
    BrandFile.objects.bulk_create(_file(kit, n, row) for n, row in enumerate(files))
    new = {"colours": [str(row["hex"]) for row in colours], "files": [row["asset"].pk for row in files]}
    audit(BRAND_CHANGED, kit, user=acting_user, new={**new, "created": created})
    record(
        facts.BrandKitChanged(
            unit_id=unit.pk,
            subject=ref("assets", "brand_kit", kit.pk),
            actor_id=acting_user.pk,
            is_public=kit.is_public,
        )
    )
    return kit


def _file(kit: BrandKit, position: int, row: Mapping[str, Any]) -> BrandFile:
    asset: Asset = row["asset"]
    if asset.unit_id != kit.unit_id:
        raise ValidationError(_("%(title)s belongs to another unit.") % {"title": asset.title})
    kind = str(row["kind"])
    if kind == BrandFile.Kind.LOGO and asset.kind != AssetKind.IMAGE:
        raise ValidationError(_("%(title)s is no picture: a logo must be one.") % {"title": asset.title})
    return BrandFile(
        kit=kit, kind=kind, asset=asset, use_zh=row.get("use_zh", ""), use_en=row.get("use_en", ""), position=position
    )

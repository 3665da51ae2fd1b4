"""How a unit looks: its own kit, and what it takes over from the unit above it."""

from __future__ import annotations

from dataclasses import dataclass, field

from scicomm.assets.models import BrandColour, BrandFile, BrandKit
from scicomm.assets.queries.doors import unhindered
from scicomm.assets.rules.colours import contrast, rgb
from scicomm.organisation.models import Unit

PAPER, INK = "#FBFBF8", "#15202A"
ENOUGH = 4.5


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour with its values and its contrast on white and on ink."""

    colour: BrandColour
    on_paper: float
    on_ink: float

    @property
    def rgb(self) -> str:
        return "{} {} {}".format(*rgb(self.colour.hex))

    @property
    def reads_on_paper(self) -> bool:
        return self.on_paper >= ENOUGH

    @property
    def reads_on_ink(self) -> bool:
        return self.on_ink >= ENOUGH


@dataclass(frozen=True, slots=True)
class Look:
    """What a unit's page shows; each part is the unit's own or the nearest above that has it, and says from whom."""

    unit: Unit
    kit: BrandKit | None
    swatches: list[Swatch] = field(default_factory=list)
    logos: list[BrandFile] = field(default_factory=list)
    templates: list[BrandFile] = field(default_factory=list)
    rules: str = ""
    type: str = ""
    inherited: dict[str, Unit] = field(default_factory=dict)
    is_public: bool = False


def kits_above(unit: Unit) -> list[BrandKit]:
    """The kit of the unit and of those above it, nearest first."""
    rows = BrandKit.objects.filter(unit__path__in=unit.ancestor_paths()).select_related("unit")
    files = ("files__asset__image__renditions", "files__asset__document", "files__asset__recording")
    return list(rows.prefetch_related("colours", *files).order_by("-unit__depth"))


def look_of(unit: Unit, *, signed_in: bool) -> Look:
    """The unit's look as the reader may see it: a kit for the house only is passed over for others. Eight queries."""
    kits = [kit for kit in kits_above(unit) if kit.is_public or signed_in]
    inherited: dict[str, Unit] = {}

    def nearest(part: str, has: object) -> BrandKit | None:
        found = next((kit for kit in kits if has(kit)), None)  # type: ignore[operator]
        if found is not None and found.unit_id != unit.pk:
            inherited[part] = found.unit
        return found

    colours = nearest("colours", lambda kit: kit.colours.all())
    logos = nearest("logos", lambda kit: _files(kit, BrandFile.Kind.LOGO))
    templates = nearest("templates", lambda kit: _files(kit, BrandFile.Kind.TEMPLATE))
    rules = nearest("rules", lambda kit: kit.rules)
    face = nearest("type", lambda kit: kit.type)
    return Look(
        unit=unit,
        kit=next((kit for kit in kits if kit.unit_id == unit.pk), None),
        swatches=[_swatch(colour) for colour in colours.colours.all()] if colours else [],
        logos=_shown(logos, BrandFile.Kind.LOGO) if logos else [],
        templates=_shown(templates, BrandFile.Kind.TEMPLATE) if templates else [],
        rules=rules.rules if rules else "",
        type=face.type if face else "",
        inherited=inherited,
        is_public=bool(kits) and all(kit.is_public for kit in kits),
    )


def _files(kit: BrandKit, kind: str) -> list[BrandFile]:
    return [file for file in kit.files.all() if file.kind == kind]


def _shown(kit: BrandKit, kind: str) -> list[BrandFile]:
    """Files that nothing stands against."""
    files = _files(kit, kind)
    kept = {asset.pk for asset in unhindered(file.asset for file in files)}
    return [file for file in files if file.asset_id in kept]


def _swatch(colour: BrandColour) -> Swatch:
    return Swatch(colour, contrast(colour.hex, PAPER), contrast(colour.hex, INK))


def units_with_kits(*, signed_in: bool) -> list[Unit]:
    kits = BrandKit.objects.all() if signed_in else BrandKit.objects.filter(is_public=True)
    return list(Unit.objects.filter(pk__in=kits.values("unit_id")).order_by("path"))

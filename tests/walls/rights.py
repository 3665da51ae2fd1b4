"""What is known of the walled unit's pictures: embedded metadata, provenance, take-downs."""

from __future__ import annotations

from scicomm.assets.models import EmbeddedMetadata, Provenance, TakeDown
from tests.walls.assets import make_asset
from tests.walls.world import World, private


@private(EmbeddedMetadata)
def make_embedded(world: World) -> EmbeddedMetadata:
    values = {"kind": "jpeg", "iim": {"By-line": [world.secret("byline")]}, "xmp": {"dc:creator": ["x"]}}
    return EmbeddedMetadata.objects.create(asset=make_asset(world), file_name="zz7qxj.jpg", values=values)


@private(Provenance)
def make_provenance(world: World) -> Provenance:
    return Provenance.objects.create(
        asset=make_asset(world), file_name="zz7qxj.jpg", state="valid", signer=world.secret("signer")
    )


@private(TakeDown)
def make_take_down(world: World) -> TakeDown:
    return TakeDown.objects.create(
        asset=make_asset(world), unit=world.unit, because="person", words=world.secret("words"), channel="other",
        reference="walls:1", label=world.secret("place"),
    )  # fmt: skip

"""What goes into a copy of an asset, and what its file says of itself beside our record."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.assets.models import Asset, EmbeddedMetadata
from scicomm.assets.rules import metadata


@dataclass(frozen=True)
class Difference:
    """A field in which the standards do not agree: what each says, and which one our record follows."""

    name: str
    sayings: tuple[metadata.Saying, ...]
    chosen: str


def rights_of(asset: Asset) -> metadata.Rights:
    """What goes into every copy that is shown or downloaded: whose it is, what may be done with it, what it shows."""
    return asset.rights()


def full_metadata_of(asset: Asset) -> metadata.Rights:
    """All that our record knows, for a copy made on request by those who may read the record."""
    tags = [tag.name for tag in asset.image.tags.all()] if asset.image else []
    subjects = [name for subject in asset.subjects.all() for name in (subject.name_zh, subject.name_en)]
    persons = [person.name for person in asset.persons.all()] + metadata.split_names(asset.persons_named)
    return metadata.with_values(
        rights_of(asset),
        keywords=tuple(dict.fromkeys(tags + subjects)),
        persons=tuple(dict.fromkeys(persons)),
        place_zh=asset.place_zh,
        place_en=asset.place_en,
        latitude=asset.latitude,
        longitude=asset.longitude,
        taken_at=asset.taken_at,
        keep_gps=True,
        # The copy is made from the original, which has them.
        carried={},
    )


def embedded_of(asset: Asset) -> EmbeddedMetadata | None:
    """What was read from the file; None before it was read."""
    return EmbeddedMetadata.objects.filter(asset=asset).first()


def differences_of(row: EmbeddedMetadata | None) -> list[Difference]:
    """The fields in which a file's own standards do not agree, with the one in force."""
    if row is None:
        return []
    found = metadata.fields_of(metadata.Embedded.from_json(row.values))
    return [
        Difference(name, (one.chosen, *one.others), row.choices.get(name, one.chosen.standard))
        for name, one in found.items()
        if one.disagree
    ]

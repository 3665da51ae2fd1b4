"""A file is read: what it says of itself is kept, fills empty fields, and people choose where standards disagree."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions.records import locked_asset, state_change
from scicomm.assets.enums import DataMining, DigitalSource
from scicomm.assets.models import Asset, EmbeddedMetadata, Provenance
from scicomm.assets.permissions import can_change_asset
from scicomm.assets.rules import metadata
from scicomm.assets.rules.provenance import Report, provenance_of
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.models import Subject
from scicomm.organisation.permissions import require

CHOSEN = audit_entry(
    "assets.asset.choose_saying", gettext_lazy("Choose among embedded metadata"), shred=shred_fields("old", "new")
)

MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif",
    ".gif": "image/gif", ".tif": "image/tiff", ".tiff": "image/tiff", ".mp4": "video/mp4", ".mov": "video/quicktime",
    ".m4a": "audio/mp4", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".pdf": "application/pdf",
}  # fmt: skip
_IS_WEB = URLValidator(schemes=["http", "https"])
_MOST_TAGS = 30


def read_asset(asset: Asset) -> EmbeddedMetadata:
    """Read an asset's file: its embedded metadata and its C2PA manifest. Again for the same file it only reads it again."""
    media = asset.media
    name = media.file.name or ""
    read, report = metadata.Embedded(), Report()
    try:
        with media.file.open("rb") as file:
            if asset.image_id is not None:
                read = metadata.read(file.read())
                file.seek(0)
            media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), "")
            if media_type:
                report = provenance_of(file, media_type)
    except OSError:
        read = metadata.Embedded(notes=("the file cannot be opened",))
    return keep_reading(asset, name, read, report)


@transaction.atomic
def keep_reading(asset: Asset, name: str, read: metadata.Embedded, report: Report) -> EmbeddedMetadata:
    """Keep what was read, and fill the empty fields of the record from it; nothing that a person wrote is overwritten."""
    row = locked_asset(asset)
    kept, _created = EmbeddedMetadata.objects.update_or_create(
        asset=row, defaults={"file_name": name, "values": read.as_json(), "notes": list(read.notes)}
    )
    Provenance.objects.update_or_create(
        asset=row,
        defaults={
            "file_name": name,
            "state": report.state,
            "signer": report.signer,
            "signed_at": report.signed_at,
            "generator": report.generator,
            "actions": [
                {"action": s.action, "when": s.when, "agent": s.agent, "source": s.source_type} for s in report.steps
            ],
            "made_by_ai": report.made_by_ai,
            "trusted": report.trusted,
            "problems": list(report.problems),
        },
    )
    filled = _fill(row, metadata.fields_of(read), report)
    if filled:
        state_change(row, filled, None)
    return kept


@transaction.atomic
def choose_saying(asset: Asset, *, field: str, standard: str, acting_user: Any) -> Asset:
    """Where the standards in a file disagree, take what one of them says into our record."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    kept = EmbeddedMetadata.objects.select_for_update().filter(asset=row).first()
    found = metadata.fields_of(metadata.Embedded.from_json(kept.values)) if kept else {}
    if kept is None or field not in found or standard not in {one.standard for one in _sayings(found[field])}:
        raise ValidationError(_("The file does not say this."))
    values = values_from(field, found[field].by(standard))
    old = _put(row, values, only_empty=False)
    kept.choices = {**kept.choices, field: standard}
    kept.save(update_fields=["choices", "read_at"])
    audit(CHOSEN, row, user=acting_user, old=old, new={name: str(value) for name, value in values.items()}, field=field)
    state_change(row, values, acting_user)
    return row


def _sayings(found: metadata.Found) -> tuple[metadata.Saying, ...]:
    return (found.chosen, *found.others)


def values_from(field: str, saying: metadata.Saying) -> dict[str, Any]:
    """The columns of our record that a field of a file means, cut to their lengths; media columns begin with `media.`."""
    text = saying.text
    if field in {"caption", "place", "alt"}:
        holder, longest = {"caption": ("caption", 5000), "place": ("place", 200), "alt": ("media.alt", 300)}[field]
        both = {f"{holder}_{code}": metadata.in_language(saying, code)[:longest] for code in ("zh", "en")}
        return {name: value for name, value in both.items() if value}
    if field == "gps":
        latitude, _comma, longitude = text.partition(",")
        return {"latitude": float(latitude), "longitude": float(longitude)}
    if field == "taken_at":
        moment = metadata.moment(text.replace("T", " ")) or metadata.moment(text)
        if moment is None:
            return {}
        return {"taken_at": moment if moment.tzinfo else timezone.make_aware(moment)}
    return _plain_values(field, text)


def _plain_values(field: str, text: str) -> dict[str, Any]:
    names = {
        "creator": ("creator", 200), "copyright_notice": ("copyright_notice", 300), "usage_terms": ("usage_terms", 5000),
        "source": ("source", 200), "licensor_name": ("licensor_name", 200), "persons": ("persons_named", 500),
        "credit": ("media.credit", 160), "title": ("media.title", 255),
    }  # fmt: skip
    if field in {"web_statement", "licensor_url"}:
        return {field: text} if _is_web(text) else {}
    if field == "digital_source_type":
        last = text.rstrip("/").rpartition("/")[2]
        return {"digital_source": last} if last in DigitalSource.values else {}
    if field == "data_mining":
        last = text.rpartition("/")[2]
        return {"data_mining": last} if last in DataMining.values else {}
    name, longest = names.get(field, ("", 0))
    return {name: text[:longest]} if name and text else {}


def _is_web(text: str) -> bool:
    try:
        _IS_WEB(text)
    except ValidationError:
        return False
    return len(text) <= 500


def _fill(row: Asset, found: dict[str, metadata.Found], report: Report) -> list[str]:
    """Fill what is empty; the title only where it is still the file's name. Names of what was filled."""
    values: dict[str, Any] = {}
    for name, one in found.items():
        if name != "title" or _is_file_name(row.media):
            values |= values_from(name, one.chosen)
    sources = [step.source_type.rpartition("/")[2] for step in report.steps if step.source_type]
    if sources and sources[-1] in DigitalSource.values:
        values.setdefault("digital_source", sources[-1])
    if _is_file_name(row.media) and values.get("media.title"):
        row.media.title = ""
    old = _put(row, values, only_empty=True)
    if "keywords" in found:
        _keywords(row, found["keywords"].chosen.texts)
    return list(old)


def _is_file_name(media: Any) -> bool:
    """Whether a title is what Wagtail made of the name of the file."""
    plain = re.sub(r"[\W_]+", "", PurePath(media.file.name).stem).lower()
    title = re.sub(r"[\W_]+", "", PurePath(media.title).stem).lower()
    return bool(title) and plain.startswith(title)


def _put(row: Asset, values: dict[str, Any], *, only_empty: bool) -> dict[str, Any]:
    """Set columns of the record and of its file's row; the old values of those that were set."""
    media = row.media
    old: dict[str, Any] = {}
    for name, value in values.items():
        holder, column = (media, name.removeprefix("media.")) if name.startswith("media.") else (row, name)
        if not hasattr(holder, column):
            continue
        before = getattr(holder, column)
        if before == value or (only_empty and before not in (None, "")):
            continue
        setattr(holder, column, value)
        old[name] = "" if before is None else str(before)
    on_media = [name.removeprefix("media.") for name in old if name.startswith("media.")]
    on_row = [name for name in old if not name.startswith("media.")]
    if on_media:
        media.save(update_fields=on_media)
    if on_row:
        row.save(update_fields=[*on_row, "changed_at"])
    return old


def _keywords(row: Asset, words: tuple[str, ...]) -> None:
    """Keywords become tags of a picture without any, and subjects where they are names of subjects."""
    words = tuple(dict.fromkeys(word[:100] for word in words if word))[:_MOST_TAGS]
    if row.image is not None and not row.image.tags.exists():
        row.image.tags.add(*words)
    if not row.subjects.exists():
        row.subjects.add(*Subject.objects.filter(Q(name_zh__in=words) | Q(name_en__in=words)))


def read_new_files(*, limit: int = 50) -> int:
    """Read the files that were not read yet, or that took the place of one that was; how many."""
    done = 0
    for field in ("image", "document", "recording"):
        rows = Asset.objects.filter(**{f"{field}__isnull": False}).exclude(embedded__file_name=F(f"{field}__file"))
        for asset in rows.select_related(field).order_by("pk")[: limit - done]:
            read_asset(asset)
            done += 1
        if done >= limit:
            break
    return done

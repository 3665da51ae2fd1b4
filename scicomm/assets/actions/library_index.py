"""What the staff's search finds of the library: every asset by its words, behind the wall of its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from scicomm.assets.models import Asset, AssetDocument, AssetImage
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref, ref_parts
from scicomm.organisation.models import Unit
from scicomm.search.actions import put_document, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry
from scicomm.search.sources import Source, register

STAFF = "staff"
KIND = "asset"


def _rows(ids: Sequence[int]) -> QuerySet[Asset]:
    related = ("persons", "subjects", "image__tags", "document__tags")
    return (
        Asset.objects.filter(pk__in=ids)
        .select_related("unit", "image", "document", "recording")
        .prefetch_related(*related)
    )


@transaction.atomic
def index_asset(asset_id: int) -> None:
    """Let staff find an asset by its words, or forget one that is gone."""
    asset = _rows([asset_id]).first()
    if asset is None:
        remove_document(ref("assets", "asset", asset_id), STAFF)
        return
    put_document(_document(asset, _path_slugs({asset.unit.path})), STAFF)


def _path_slugs(paths: set[str]) -> dict[str, str]:
    """The short addresses of units and of all above them, by path: one query for any number of assets."""
    above = {path[:length] for path in paths for length in range(Unit.steplen, len(path) + 1, Unit.steplen)}
    return dict(Unit.objects.filter(path__in=above).values_list("path", "slug"))


def _document(asset: Asset, slugs: dict[str, str]) -> SearchDocument:
    media, path = asset.media, asset.unit.path
    people = [name for person in asset.persons.all() for name in (person.name_zh, person.name_en)]
    tags = [tag.name for tag in media.tags.all()] if hasattr(media, "tags") else []
    subjects = list(asset.subjects.all())
    words = [
        asset.caption_en, asset.place_zh, asset.place_en, asset.persons_named, getattr(media, "alt_zh", ""),
        getattr(media, "alt_en", ""), media.credit, asset.copyright_notice, (media.file.name or "").rpartition("/")[2],
        getattr(media, "transcript_zh", ""), getattr(media, "transcript_en", ""),
    ]  # fmt: skip
    return SearchDocument(
        key=ref("assets", "asset", asset.pk), kind=KIND, url=reverse("assets_asset", args=[asset.pk]), title=media.title,
        summary=asset.caption_zh or asset.caption_en, body="\n".join(word for word in words if word),
        people=tuple(name for name in (*people, asset.creator) if name),
        keywords=(*tags, *(name for subject in subjects for name in (subject.name_zh, subject.name_en))),
        subjects=tuple(subject.code for subject in subjects), unit=asset.unit.slug,
        units=tuple(slugs[path[:at]] for at in range(Unit.steplen, len(path) + 1, Unit.steplen) if path[:at] in slugs),
        date=asset.taken_at or asset.created_at, extra={"state": asset.state},
    )  # fmt: skip


def forget_gone_assets() -> int:
    """Assets that went with their file, by Wagtail's own ways, are found no more."""
    entries = IndexEntry.objects.filter(index=STAFF, key__startswith=ref("assets", "asset", ""), payload__isnull=False)
    there = set(Asset.objects.values_list("pk", flat=True))
    gone = [key for key in entries.values_list("key", flat=True) if int(ref_parts(key)[1]) not in there]
    for key in gone:
        remove_document(key, STAFF)
    return len(gone)


@transaction.atomic
def note_changed_file(media: AssetImage | AssetDocument, *, acting_user: Any) -> None:
    """A file was changed in Wagtail's own form: what follows from an asset follows here too."""
    asset = Asset.objects.filter(**{"image" if isinstance(media, AssetImage) else "document": media}).first()
    if asset is not None:
        subject = ref("assets", "asset", asset.pk)
        record(facts.AssetChanged(unit_id=asset.unit_id, subject=subject, changed=("file",), actor_id=acting_user.pk))


def _documents(ids: Sequence[int]) -> Iterator[SearchDocument]:
    rows = list(_rows(ids))
    slugs = _path_slugs({asset.unit.path for asset in rows})
    return (_document(asset, slugs) for asset in rows)


register(Source(STAFF, "assets.asset", lambda: Asset.objects.values_list("pk", flat=True), _documents))

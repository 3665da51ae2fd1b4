"""A file on disk becomes a row of the library: looked at, put in its place, recorded. Uploads and imports end here.

Looking at a file (`look_at`) needs no database and may be done in another process; `file_away` is done in a transaction. A file
is written under a name that belongs to its upload or item alone: what a killed run left is written over by the next.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify

from scicomm.assets.actions.fields import put_values
from scicomm.assets.actions.fingerprints import keep_fingerprint
from scicomm.assets.actions.take_in import take_in_document, take_in_image, take_in_recording
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Recording
from scicomm.assets.rules.pictures.opening import UnreadablePicture
from scicomm.assets.rules.pictures.reading import Print, print_of
from scicomm.assets.rules.sniffing import NotTaken, most_bytes, sniff, title_of
from scicomm.organisation.models import Unit

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class LookedAt:
    """A file as it was found: its kind and hash and, for a picture, its fingerprint; or the code of why it is not taken."""

    path: Path
    size: int = 0
    kind: str = ""
    extension: str = ""
    file_hash: str = ""
    print: Print | None = None
    reason: str = ""


def look_at(path: Path) -> LookedAt:
    """What a file is. Never raises for what is wrong with the file: that is in `reason`."""
    try:
        if path.is_symlink():
            return LookedAt(path, reason="link")
        size = path.stat().st_size
        found = sniff(path)
        if size > most_bytes(found.kind, image=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, recording=_most_recording()):
            return LookedAt(path, size, reason="too-large")
        seen = print_of(path) if found.kind == "image" else None
        return LookedAt(path, size, found.kind, found.extension, _sha1(path), seen)
    except (NotTaken, UnreadablePicture) as error:
        return LookedAt(path, reason=error.code)
    except OSError:
        return LookedAt(path, reason="gone")


def _most_recording() -> int:
    return int(settings.SCICOMM_UPLOAD_MAX_MB) * 1024 * 1024


def _sha1(path: Path) -> str:
    """As Wagtail hashes files, so that both find the same."""
    hashed = hashlib.sha1(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def known_file(unit: Unit, file_hash: str) -> Asset | None:
    """The asset of a unit that is the very same file."""
    for field in ("image", "document", "recording"):
        found = Asset.objects.filter(unit=unit, **{f"{field}__file_hash": file_hash}).order_by("pk").first()
        if found is not None:
            return found
    return None


@transaction.atomic
def file_away(
    seen: LookedAt,
    *,
    unit: Unit,
    name: str,
    token: str,
    acting_user: Any,
    values: Mapping[str, Any] | None = None,
    ours: bool = False,
) -> Asset:
    """Put a file in its place and record it. `token` is its upload's or item's own; `ours`: it may share its bytes."""
    stored = _put_in_place(seen, name, token, ours=ours)
    title = title_of(name)
    common = {"title": title[:255], "file": stored, "file_size": seen.size, "file_hash": seen.file_hash}
    common |= {"collection": unit.collection, "uploaded_by_user": acting_user}
    if seen.kind == "image":
        assert seen.print is not None  # noqa: S101 - a picture that was looked at has one
        image = AssetImage(**common, width=seen.print.width, height=seen.print.height)
        image.save()
        asset = take_in_image(image, acting_user=acting_user)
        keep_fingerprint(asset, seen.print, seen.file_hash)
    elif seen.kind == "document":
        document = AssetDocument(**common)
        document.save()
        asset = take_in_document(document, acting_user=acting_user)
    else:
        recording = Recording(**common, kind=seen.kind)
        recording.save()
        asset = take_in_recording(recording, acting_user=acting_user)
    put_values(asset, dict(values or {}))
    return asset


def _put_in_place(seen: LookedAt, name: str, token: str, *, ours: bool) -> str:
    """The name in the storage. Written beside and renamed, so that what stands there is whole."""
    folder = {"image": "original_images", "document": "documents"}.get(seen.kind, "recordings")
    stem = slugify(title_of(name))[:40] or "file"
    stored = f"{folder}/{stem}-{token}.{seen.extension}"
    target = Path(default_storage.path(stored))
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.part")
    scratch.unlink(missing_ok=True)
    if ours:
        # The same bytes under a second name: nothing is copied, and a process killed before the commit has lost nothing.
        os.link(seen.path, scratch)
    else:
        shutil.copyfile(seen.path, scratch)
    scratch.chmod(0o644)
    scratch.replace(target)
    return stored

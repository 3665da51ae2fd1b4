"""Files on their way in: announced, received piece by piece, finished into assets or put before a decision, given up.

The row's `offset` is what counts. Bytes are on the disk before the row says so; what a killed process wrote beyond the
row's word is cut off when the next piece comes. Two pieces of one upload at once are refused by a lock on its file.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assets.actions.filing import LookedAt, file_away, look_at
from scicomm.assets.enums.library import UploadState
from scicomm.assets.models import Asset, Upload
from scicomm.assets.permissions import can_add_to
from scicomm.assets.queries import Alike, alike
from scicomm.assets.rules.sniffing import plain_name
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

KEPT_FOR = dt.timedelta(days=7)
# The disk keeps so much free, whatever is sent.
FREE_BYTES = 500 * 1024 * 1024
_PIECE = 256 * 1024
OPEN = (UploadState.RECEIVING, UploadState.ASKING)


class NoRoom(Exception):
    """The sender's unfinished uploads, or the disk, leave no room for another."""


class TooLarge(Exception):
    """A file is larger than anything the library takes."""


class Busy(Exception):
    """Another request is writing to the same upload."""


class WrongSum(Exception):
    """A piece does not have the checksum that came with it; nothing of it was kept."""


@transaction.atomic
def announce_upload(*, unit: Unit, name: str, size: int, acting_user: Any) -> Upload:
    """A file is going to be sent. Raises TooLarge, NoRoom."""
    require(can_add_to(acting_user, unit))
    if size > settings.SCICOMM_UPLOAD_MAX_MB * 1024 * 1024:
        raise TooLarge
    open_bytes = Upload.objects.filter(sent_by=acting_user, state__in=OPEN).aggregate(total=Sum("size"))["total"] or 0
    folder = Path(settings.SCICOMM_HOME) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    if (
        open_bytes + size > settings.SCICOMM_UPLOAD_QUOTA_MB * 1024 * 1024
        or shutil.disk_usage(folder).free < size + FREE_BYTES
    ):
        raise NoRoom
    upload = Upload.objects.create(
        unit=unit, sent_by=acting_user, name=plain_name(name), size=size, expires_at=timezone.now() + KEPT_FOR
    )
    upload.path.touch(mode=0o640)
    return upload


@contextmanager
def _mine(path: Path) -> Iterator[IO[bytes]]:
    """The upload's file, locked against other requests, on this machine and (by NFS locks) on others."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield file


def receive(
    upload: Upload, offset: int, read: Callable[[int], bytes], checksum: tuple[str, bytes] | None = None
) -> Upload:
    """Take a piece in at an offset that must be the row's; returns the upload as it is now.

    With a checksum all of the piece is kept or nothing (WrongSum); without, what had come when a connection broke is kept.
    Raises Busy, ValidationError for a wrong offset.
    """
    with _mine(upload.path) as file:
        upload.refresh_from_db()
        if upload.offset != offset or upload.state != UploadState.RECEIVING:
            raise ValidationError(_("The file goes on at byte %(offset)d.") % {"offset": upload.offset})
        file.truncate(offset)
        file.seek(offset)
        hashed = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        came, broken = _copied(file, read, upload.size - offset, hashed)
        if checksum and hashed and (broken or hashed.digest() != checksum[1]):
            file.truncate(offset)
            raise WrongSum
        file.flush()
        os.fsync(file.fileno())
        _moved(upload, offset + came)
    return upload


def _copied(file: IO[bytes], read: Callable[[int], bytes], most: int, hashed: Any) -> tuple[int, bool]:
    """Copy at most so many bytes; how many came, and whether the sender broke off."""
    came = 0
    while came < most:
        try:
            piece = read(min(_PIECE, most - came))
        except OSError:
            return came, True
        if not piece:
            break
        file.write(piece)
        if hashed is not None:
            hashed.update(piece)
        came += len(piece)
    return came, False


@transaction.atomic
def _moved(upload: Upload, offset: int) -> None:
    upload.offset, upload.expires_at = offset, timezone.now() + KEPT_FOR
    upload.save(update_fields=["offset", "expires_at"])


def finish_upload(upload: Upload) -> Upload:
    """A complete file is looked at: refused, asked about, or taken in. Doing it twice is harmless."""
    try:
        with _mine(upload.path):
            upload.refresh_from_db()
            if upload.state != UploadState.RECEIVING or not upload.is_complete:
                return upload
            named = upload.path.with_name(f"{upload.key}{Path(upload.name).suffix.lower()[:10]}")
            seen = _looked(upload, named)
            if seen.reason:
                return _refused(upload, seen.reason)
            found = alike(seen.print.marks, file_hash=seen.file_hash) if seen.print else _same_file(seen.file_hash)
            if found:
                return _asked(upload, seen.file_hash, found)
            return _away(_taken(upload, seen))
    except Busy:
        return upload


def _looked(upload: Upload, named: Path) -> LookedAt:
    """Look at the file under its own extension: plain text is told by that alone."""
    named.unlink(missing_ok=True)
    os.link(upload.path, named)
    try:
        seen = look_at(named)
    finally:
        named.unlink(missing_ok=True)
    return replace(seen, path=upload.path)


def _same_file(file_hash: str) -> list[Alike]:
    """Documents and recordings are the same only when every byte is."""
    found = []
    for field in ("document", "recording"):
        rows = Asset.objects.filter(**{f"{field}__file_hash": file_hash}).values_list("pk", flat=True)
        found += [Alike(pk, 1.0) for pk in rows[:10]]
    return found


@transaction.atomic
def _refused(upload: Upload, reason: str) -> Upload:
    upload.state, upload.reason = UploadState.REFUSED, reason
    upload.save(update_fields=["state", "reason"])
    upload.path.unlink(missing_ok=True)
    return upload


@transaction.atomic
def _asked(upload: Upload, file_hash: str, found: list[Alike]) -> Upload:
    upload.state, upload.file_hash = UploadState.ASKING, file_hash
    upload.alike = [[one.asset_id, one.score, one.is_mirrored] for one in found[:20]]
    upload.save(update_fields=["state", "file_hash", "alike"])
    return upload


@transaction.atomic
def _taken(upload: Upload, seen: LookedAt) -> Upload:
    """The bytes stay until the commit, so that a process killed before it leaves the upload as it was."""
    upload.asset = file_away(
        seen, unit=upload.unit, name=upload.name, token=upload.key.hex[:12], acting_user=upload.sent_by, ours=True
    )
    upload.state, upload.file_hash = UploadState.DONE, seen.file_hash
    upload.save(update_fields=["asset", "state", "file_hash"])
    return upload


def _away(upload: Upload) -> Upload:
    """What came is in its place: its name among the uploads goes; what a kill leaves here the hourly job removes."""
    upload.path.unlink(missing_ok=True)
    return upload


def keep_both(upload: Upload, *, acting_user: Any) -> Upload:
    """The sender says that a possible duplicate is another picture, or is wanted all the same."""
    require(upload.sent_by_id == acting_user.pk and can_add_to(acting_user, upload.unit))
    with _mine(upload.path):
        upload.refresh_from_db()
        if upload.state != UploadState.ASKING:
            return upload
        seen = _looked(upload, upload.path.with_name(f"{upload.key}{Path(upload.name).suffix.lower()[:10]}"))
        return _refused(upload, seen.reason) if seen.reason else _away(_taken(upload, seen))


@transaction.atomic
def use_instead(upload: Upload, asset: Asset, *, acting_user: Any) -> Upload:
    """The sender takes the one that is here already; what was sent is removed."""
    require(upload.sent_by_id == acting_user.pk)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state != UploadState.ASKING:
        return upload
    if asset.pk not in {one[0] for one in upload.alike}:
        raise ValidationError(_("Choose one of those that look alike."))
    upload.state, upload.asset = UploadState.USED, asset
    upload.save(update_fields=["state", "asset"])
    upload.path.unlink(missing_ok=True)
    return upload


@transaction.atomic
def give_up_upload(upload: Upload, *, acting_user: Any) -> None:
    """The sender does not want it any more: what came is removed. A finished one only leaves the list."""
    require(upload.sent_by_id == acting_user.pk)
    path = upload.path
    upload.delete()
    path.unlink(missing_ok=True)


def finish_uploads() -> int:
    """Uploads whose last byte came just before a process was killed."""
    done = 0
    for upload in Upload.objects.filter(state=UploadState.RECEIVING).select_related("unit", "sent_by")[:200]:
        if upload.is_complete:
            finish_upload(upload)
            done += 1
    return done


@transaction.atomic
def tidy_uploads(now: dt.datetime) -> int:
    """Remove what nobody went on with, and files without a row."""
    old = list(Upload.objects.filter(expires_at__lt=now)[:500])
    for upload in old:
        upload.path.unlink(missing_ok=True)
    Upload.objects.filter(pk__in=[upload.pk for upload in old]).delete()
    folder = Path(settings.SCICOMM_HOME) / "uploads"
    if folder.is_dir():
        open_keys = {str(key) for key in Upload.objects.filter(state__in=OPEN).values_list("key", flat=True)}
        for path in folder.iterdir():
            is_old = now.timestamp() - path.stat().st_mtime > 3600
            if is_old and path.name not in open_keys:
                path.unlink(missing_ok=True)
    return len(old)

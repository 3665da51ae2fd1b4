"""Recordings: brought in, looked into, described; their still picture and the texts that run with them."""

from __future__ import annotations

import hashlib
import io
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions.take_in import take_in_image, take_in_recording
from scicomm.assets.enums.delivery import ProbeState, TrackKind
from scicomm.assets.models import AssetImage, Recording, TextTrack
from scicomm.assets.permissions import can_change_recording, recording_units
from scicomm.assets.rules import vtt
from scicomm.assets.rules.probing import Probe
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

RECORDING_CHANGED = audit_entry("assets.recording.change", gettext_lazy("Change recording"), shred=nothing_personal)
TRACK_SAVED = audit_entry("assets.track.save", gettext_lazy("Save text track"), shred=nothing_personal)
TRACK_DELETED = audit_entry("assets.track.delete", gettext_lazy("Delete text track"), shred=nothing_personal)
CHANGEABLE = ("title", "alt_zh", "alt_en", "transcript_zh", "transcript_en", "credit", "licence")


def _hash(file: BinaryIO) -> str:
    found = hashlib.sha1(usedforsecurity=False)
    file.seek(0)
    while piece := file.read(1 << 20):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


@transaction.atomic
def add_recording(file: Any, *, title: str, kind: str, unit: Unit, acting_user: Any) -> Recording:
    """A recording in a unit's collection, with its record; the worker then looks into the file."""
    require(recording_units(acting_user).filter(pk=unit.pk).exists())
    recording = Recording.objects.create(
        title=title[:255],
        kind=kind,
        collection=unit.collection,
        file=file,
        file_size=file.size,
        file_hash=_hash(file),
        uploaded_by_user=acting_user,
    )
    take_in_recording(recording, acting_user=acting_user)
    return recording


@transaction.atomic
def note_probe(recording: Recording, found: Probe | None, *, problem_zh: str = "", problem_en: str = "") -> Recording:
    """What the worker found in the file: it can be played, or why not."""
    row = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    row.probe_state = ProbeState.READY if found else ProbeState.FAILED
    row.problem_zh, row.problem_en = problem_zh[:300], problem_en[:300]
    row.file_size = row.file_size or row.file.size
    if found:
        row.duration, row.width, row.height = found.duration, found.width, found.height
        row.codecs, row.media_type = found.codecs[:80], found.media_type
    row.save()
    return row


@transaction.atomic
def change_recording(recording: Recording, *, acting_user: Any, **values: Any) -> Recording:
    """How a recording is named and described, its credit, licence and transcript."""
    row = Recording.objects.select_for_update(of=("self",)).select_related("asset__unit").get(pk=recording.pk)
    require(can_change_recording(acting_user, row))
    old = {name: getattr(row, name) for name in values if name in CHANGEABLE}
    for name in old:
        setattr(row, name, values[name])
    row.save(update_fields=list(old))
    audit(RECORDING_CHANGED, row, user=acting_user, old=old, new={name: values[name] for name in old})
    return row


@transaction.atomic
def set_poster(recording: Recording, picture: bytes, *, moment: float, acting_user: Any = None) -> AssetImage:
    """A frame becomes the still picture. Without a user it is the worker's first choice, and never replaces another."""
    row = Recording.objects.select_for_update(of=("self",)).select_related("asset__unit", "poster").get(pk=recording.pk)
    if acting_user is None and row.poster is not None:
        return row.poster
    require(acting_user is None or can_change_recording(acting_user, row))
    image = AssetImage(
        title=f"{row.title[:220]} {vtt.clock(moment)[:8]}",
        collection=row.collection,
        uploaded_by_user=acting_user,
        alt_zh=row.alt_zh,
        alt_en=row.alt_en,
        credit=row.credit,
        licence=row.licence,
    )
    image.file = ImageFile(io.BytesIO(picture), name=f"{slugify(row.title)[:40] or 'recording'}-{row.pk}.jpg")
    image.file_size = len(picture)
    image.save()
    take_in_image(image, acting_user=acting_user)
    row.poster = image
    row.save(update_fields=["poster"])
    audit(RECORDING_CHANGED, row, user=acting_user, new={"poster": image.pk, "moment": moment})
    return image


@transaction.atomic
def save_track(recording: Recording, *, kind: str, language: str, text: str, acting_user: Any) -> TextTrack:
    """Captions or another text in one language; what stood there in the same kind and language is replaced."""
    row = Recording.objects.select_for_update(of=("self",)).select_related("asset__unit").get(pk=recording.pk)
    require(can_change_recording(acting_user, row))
    try:
        vtt.read_cues(text, row.duration)
    except vtt.WrongCaptions as error:
        raise ValidationError({"text": str(error)}) from error
    track, created = TextTrack.objects.update_or_create(
        recording=row, kind=kind, language=language, defaults={"text": vtt.normal(text)}
    )
    audit(TRACK_SAVED, row, user=acting_user, new={"kind": kind, "language": language, "created": created})
    return track


@transaction.atomic
def delete_track(track: TextTrack, *, acting_user: Any) -> None:
    row = TextTrack.objects.select_for_update(of=("self",)).select_related("recording__asset__unit").get(pk=track.pk)
    require(can_change_recording(acting_user, row.recording))
    audit(TRACK_DELETED, row.recording, user=acting_user, old={"kind": row.kind, "language": row.language})
    row.delete()


@transaction.atomic
def write_transcript(track: TextTrack, *, acting_user: Any) -> Recording:
    """The words of captions become the transcript in their language."""
    if track.kind not in {TrackKind.CAPTIONS, TrackKind.SUBTITLES}:
        raise ValidationError(_("Only captions and subtitles hold what was said."))
    words = vtt.transcript(vtt.read_cues(track.text))
    name = "transcript_en" if track.language == "en" else "transcript_zh"
    return change_recording(track.recording, acting_user=acting_user, **{name: words})

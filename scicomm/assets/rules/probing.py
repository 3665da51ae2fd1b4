"""Looks into a video, a sound or a 3D model: whether it can be played, how long and large it is; and draws one frame.

PyAV (FFmpeg) reads it. Nothing is believed of the file's name.
"""

from __future__ import annotations

import io
import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

# What browsers play without help, by what the file really is. Others are refused with what to do.
CONTAINERS = {
    "mp4": "video/mp4", "webm": "video/webm", "matroska": "video/webm", "ogg": "audio/ogg", "mp3": "audio/mpeg",
    "wav": "audio/wav", "flac": "audio/flac", "aac": "audio/aac",
}  # fmt: skip
VIDEO_CODECS = {"h264", "vp8", "vp9", "av1", "hevc"}
AUDIO_CODECS = {"aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_s24le", "pcm_u8", "pcm_f32le"}
LONGEST = 24 * 3600
WIDEST_POSTER = 1920


class CannotPlay(ValueError):
    """The file cannot be played; the message says why and what to do, in the language of whoever reads it."""

    def __init__(self, words: Promise | str, **values: str) -> None:
        super().__init__(words)
        self.words, self.values = words, values

    def __str__(self) -> str:
        return str(self.words) % self.values if self.values else str(self.words)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a recording's file is. Seconds and pixels; nothing where there is none."""

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    codecs: str = ""
    media_type: str = ""


def _opened(file: BinaryIO) -> Any:
    try:
        # No protocol but this file: a playlist inside must not fetch anything.
        return av.open(file, mode="r", metadata_errors="ignore", options={"protocol_whitelist": "file,pipe"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise CannotPlay(_("This is no video or sound that we can read, or the file is damaged.")) from error


def probe(file: BinaryIO, kind: str) -> Probe:
    """Length, size and codecs of a recording of a kind (video, audio, model). Raises CannotPlay."""
    if kind == "model":
        return _model(file)
    with _opened(file) as box:
        name = next((name for name in box.format.name.split(",") if name in CONTAINERS), "")
        if not name:
            raise CannotPlay(
                _("Browsers do not play this kind of file (%(format)s). Save it as MP4 or WebM, sound as MP3 or M4A."),
                format=box.format.name[:40],
            )
        pictures = [stream for stream in box.streams.video if stream.average_rate and not _is_cover(stream)]
        sounds = list(box.streams.audio)
        if kind == "video" and not pictures:
            raise CannotPlay(_("There is no moving picture in this file."))
        if kind == "audio" and not sounds:
            raise CannotPlay(_("There is no sound in this file."))
        wrong = [s.codec_context.name for s in pictures if s.codec_context.name not in VIDEO_CODECS]
        wrong += [s.codec_context.name for s in sounds if s.codec_context.name not in AUDIO_CODECS]
        if wrong:
            raise CannotPlay(
                _("Browsers do not play %(codec)s. Save pictures as H.264, VP9 or AV1, sound as AAC, MP3 or Opus."),
                codec=", ".join(wrong)[:60],
            )
        return _measured(box, pictures[:1] if kind == "video" else [], sounds[:1], CONTAINERS[name])


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _measured(box: Any, pictures: list[Any], sounds: list[Any], media_type: str) -> Probe:
    length = box.duration / av.time_base if box.duration else None
    if length is None or not 0 < length <= LONGEST:
        raise CannotPlay(_("The length of the recording cannot be found; the end of the file may be missing."))
    first = (pictures or sounds)[0]
    try:
        frame = next(box.decode(first), None)
    except (av.FFmpegError, ValueError) as error:
        raise CannotPlay(_("The recording cannot be decoded: the file is damaged.")) from error
    if frame is None:
        raise CannotPlay(_("The recording cannot be decoded: the file is damaged."))
    codecs = ", ".join(stream.codec_context.name for stream in (*pictures, *sounds))
    if not pictures:
        media_type = media_type.replace("video/", "audio/")
        return Probe(round(length, 3), codecs=codecs, media_type=media_type)
    return Probe(round(length, 3), frame.width, frame.height, codecs, media_type.replace("audio/", "video/"))


def frame_at(file: BinaryIO, moment: float) -> bytes:
    """The frame shown at a moment, as JPEG. Raises CannotPlay."""
    with _opened(file) as box:
        if not box.streams.video:
            raise CannotPlay(_("There is no moving picture in this file."))
        stream = box.streams.video[0]
        found: Any = None
        try:
            box.seek(max(0, int(moment / stream.time_base)) if stream.time_base else 0, stream=stream)
            for frame in box.decode(stream):
                found = frame if found is None or (frame.time or 0) <= moment else found
                if frame.time is None or frame.time >= moment:
                    break
        except (av.FFmpegError, ValueError, OverflowError) as error:
            if found is None:
                raise CannotPlay(_("The recording cannot be decoded: the file is damaged.")) from error
        if found is None:
            raise CannotPlay(_("There is no picture at this moment."))
        picture: Image.Image = found.to_image()
    picture.thumbnail((WIDEST_POSTER, WIDEST_POSTER))
    out = io.BytesIO()
    write = picture.convert("RGB").save
    write(out, "JPEG", quality=88, progressive=True)
    return out.getvalue()


MODEL_TYPES = {"glb": "model/gltf-binary", "gltf": "model/gltf+json", "stl": "model/stl"}
_MOST_JSON = 20_000_000


def _model(file: BinaryIO) -> Probe:
    """Whether a file is glTF 2.0 (binary or text) or STL, by what it begins with (glTF 2.0, 4.4; STL: 80 bytes and a count)."""
    head = file.read(84)
    if head[:4] == b"glTF" and len(head) >= 12:
        version, length = struct.unpack("<II", head[4:12])
        file.seek(0, io.SEEK_END)
        if version != 2 or length != file.tell():
            raise CannotPlay(_("This glTF file is not version 2, or its end is missing."))
        return Probe(codecs="glTF 2.0", media_type=MODEL_TYPES["glb"])
    if head.lstrip()[:1] == b"{":
        file.seek(0)
        try:
            data = json.loads(file.read(_MOST_JSON))
            version_text = str(data["asset"]["version"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CannotPlay(_("This is no 3D model that we know: glTF, GLB and STL are taken.")) from error
        if not version_text.startswith("2"):
            raise CannotPlay(_("This glTF file is not version 2, or its end is missing."))
        return Probe(codecs="glTF 2.0", media_type=MODEL_TYPES["gltf"])
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if len(head) == 84 and size == 84 + 50 * struct.unpack("<I", head[80:84])[0]:
        return Probe(codecs="STL", media_type=MODEL_TYPES["stl"])
    if head[:5] == b"solid":
        return Probe(codecs="STL (text)", media_type=MODEL_TYPES["stl"])
    raise CannotPlay(_("This is no 3D model that we know: glTF, GLB and STL are taken."))

"""One story of the demonstration that is made of most kinds of blocks, with the pictures, the sound and the term it shows.

Pictures and sound are computed here, so that the demonstration carries no files of anybody's.
"""

from __future__ import annotations

import datetime as dt
import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import yaml
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from scicomm.assets.actions import take_in_image, take_in_recording
from scicomm.assets.models import AssetImage, Licence, Recording
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import FOLDER, DemoData, story_of
from scicomm.config.demo.stories import Told, body_of, events_of
from scicomm.config.demo.timeline import Event
from scicomm.core.models import Term
from scicomm.journals.models import Article
from scicomm.newsroom import actions
from scicomm.organisation.models import Person, Unit

WIDE, HIGH, RATE = 960, 640, 16_000


def lake(covered: float) -> bytes:
    """A lake seen from its shore as JPEG: `covered` says how much of it is ice, from the shores inward."""
    rows, columns = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    x, y = columns / WIDE, rows / HIGH
    ridge = 0.34 + 0.05 * np.sin(x * 9) + 0.025 * np.sin(x * 23 + 1)
    shore = np.minimum(np.minimum(x, 1 - x) * 0.9, np.minimum(y - ridge, 1.05 - y)) + 0.02 * np.sin(x * 40 + y * 31)
    ice, ground = shore < covered, y < ridge
    cracks = np.abs(np.sin(x * 13 + np.sin(y * 9) * 1.7)) < 0.012 / (y + 0.2)
    light = np.where(ice, 0.86 - 0.1 * np.sin(y * 60) * 0.15, 0.28 + 0.05 * np.sin(y * 220 + np.sin(x * 30)))
    light = np.where(ice & cracks, light - 0.22, light)
    # Rock, ice and water by their colours; what lies farther off is paler.
    red = np.where(ground, 0.36 + 0.5 * (ridge - y), light * np.where(ice, 0.93, 0.5))
    green = np.where(ground, 0.42 + 0.5 * (ridge - y), light * np.where(ice, 1.0, 1.15))
    blue = np.where(ground, 0.46 + 0.55 * (ridge - y), np.minimum(light * np.where(ice, 1.08, 1.7), 1))
    pixels = (np.clip(np.stack([red, green, blue], axis=-1), 0, 1) * 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=84)
    return out.getvalue()


def ice_call() -> bytes:
    """Three falling calls as a WAV file: what long waves in ice sound like, because high tones travel faster."""
    time = np.arange(RATE) / RATE
    call = np.sin(2 * np.pi * (2400 * time**0.5 - 700 * time)) * np.exp(-3.2 * time)
    sound = np.concatenate([np.concatenate([call * loud, np.zeros(RATE // 3)]) for loud in (0.8, 0.5, 0.65)])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32_000).astype("<i2").tobytes())
    return out.getvalue()


def _picture(unit: Unit, row: dict[str, Any]) -> AssetImage:
    """A picture of the demonstration, drawn at its first use."""
    title = f"{row['alt_zh']} ({row['file']})"
    found = AssetImage.objects.filter(title=title, collection=unit.collection).first()
    if found is None:
        source = lake(9.0 if row["file"] == "ice-old" else 0.09)
        found = AssetImage.objects.create(
            title=title, file=ContentFile(source, name=f"{row['file']}.jpg"), collection=unit.collection,
            alt_zh=row["alt_zh"], alt_en=row["alt_en"], credit="公式绘制 / Drawn from a formula", licence=Licence.CC_BY,
        )  # fmt: skip
        take_in_image(found)
    return found


def _sound(unit: Unit, row: dict[str, Any]) -> Recording:
    found = Recording.objects.filter(title=row["title_zh"], collection=unit.collection).first()
    if found is None:
        found = Recording.objects.create(
            title=row["title_zh"], kind="audio", collection=unit.collection, duration=4.0, licence=Licence.CC_BY,
            file=ContentFile(ice_call(), name=f"{row['file']}.wav"), credit="公式合成 / Made from a formula",
            transcript_zh=row["transcript_zh"], transcript_en=row["transcript_en"],
        )  # fmt: skip
        take_in_recording(found)
    return found


def _term(row: dict[str, Any]) -> Term:
    values = {f"{name}_{code}": row[code if name == "name" else f"definition_{code}"]
              for name in ("name", "definition") for code in ("zh", "en")}  # fmt: skip
    return Term.objects.get_or_create(name_zh=row["zh"], defaults=values)[0]


def _moment(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def value_of(block: dict[str, Any], unit: Unit) -> tuple[str, Any]:
    """A block of the data with the things of the house that it names."""
    kind, rest = block["type"], {name: part for name, part in block.items() if name != "type"}
    if kind == "before_after":
        two = {
            side: {"image": _picture(unit, rest[side]), "caption": rest[side]["caption"], "alt": ""}
            for side in ("before", "after")
        }
        return kind, {**rest, **two}
    if kind == "unknowns":
        return kind, list(rest["items"])
    made: dict[str, Any] = {
        "term": lambda: {"term": _term(rest)},
        "audio": lambda: {"recording": _sound(unit, rest), "caption": rest["caption"], "captions": None, "transcript": ""},
        "expert": lambda: {"person": Person.objects.get(user__username=rest["person"]), "on": rest["on"]},
        "paper": lambda: {"article": Article.objects.get(doi=rest["doi"]), "note": rest["note"]},
        "event": lambda: {**rest, "starts": _moment(rest["starts"]), "ends": _moment(rest["ends"])},
    }  # fmt: skip
    return kind, made[kind]() if kind in made else rest


KNOWN = frozenset({"paragraph", "heading", "why", "unknown", "key_figures"})


@dataclass(frozen=True)
class Shown(Told):
    """A story whose blocks name things of the house."""

    def start(self) -> None:
        topic = self.topic
        assert topic is not None, self.data.slug  # noqa: S101 - events are played in order
        actions.start_story(
            topic, acting_user=self.writer, language=self.language, slug=self.data.slug, profile="explainer"
        )

    def body(self) -> list[tuple[str, Any]]:
        text = self.data.texts[self.language]
        made: list[tuple[str, Any]] = []
        for block in text.body:
            if block["type"] in KNOWN:
                made += body_of(replace(text, body=[block]))
            else:
                made.append(value_of(block, self.unit))
        return made


def block_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """What becomes of the story, in both languages; not in the small demonstration, which lacks its paper."""
    rows = [] if data.small else yaml.safe_load((FOLDER / "blocks.yaml").read_text(encoding="utf-8"))
    for row in rows:
        story = story_of({name: value for name, value in row.items() if name != "profile"})
        for language in story.texts:
            yield from events_of(Shown(story, language, calendar), None)

"""Writes IIIF Presentation API 3.0 manifests (https://iiif.io/api/presentation/3.0/); what stands in them is read elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
# The addresses that the standard wants under `rights`: as Creative Commons and RightsStatements.org write them, with http.
RIGHTS = {
    "cc-by-4.0": "http://creativecommons.org/licenses/by/4.0/",
    "cc-by-nc-4.0": "http://creativecommons.org/licenses/by-nc/4.0/",
    "cc0-1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "all-rights-reserved": "http://rightsstatements.org/vocab/InC/1.0/",
}
Words = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Track:
    """A text that runs with a recording."""

    url: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class View:
    """One canvas: a picture, a video or a sound."""

    kind: str
    """Image, Video or Sound."""
    label: Words
    url: str
    format: str
    width: int = 0
    height: int = 0
    duration: float = 0.0
    service: str = ""
    credit: str = ""
    rights: str = ""
    thumbnail: str = ""
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A manifest before it is written. `metadata` are pairs of words; `homepages` addresses with their language."""

    url: str
    label: Words
    views: Sequence[View]
    summary: Words | None = None
    credit: str = ""
    rights: str = ""
    provider: Words | None = None
    provider_url: str = ""
    homepages: Sequence[tuple[str, str]] = ()
    metadata: Sequence[tuple[Words, Words]] = ()


def words(chinese: str, english: str, otherwise: str = "") -> Words:
    """A language map; `none` where only a text of no known language is there."""
    found = {code: [text] for code, text in (("zh-Hans", chinese), ("en", english)) if text}
    return found or {"none": [otherwise or "—"]}


def manifest(described: Described) -> dict[str, Any]:
    """The manifest as JSON."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "id": described.url,
        "type": "Manifest",
        "label": described.label,
    }
    if described.summary:
        found["summary"] = described.summary
    if described.metadata:
        found["metadata"] = [{"label": label, "value": value} for label, value in described.metadata]
    found |= _rights(described.credit, described.rights)
    if described.provider:
        found["provider"] = [
            {
                "id": described.provider_url,
                "type": "Agent",
                "label": described.provider,
                "homepage": [_page(described.provider_url, described.provider)],
            }
        ]
    if described.homepages:
        found["homepage"] = [_page(url, described.label, language) for url, language in described.homepages]
    base = described.url.removesuffix("/manifest.json")
    thumbnail = next((view.thumbnail for view in described.views if view.thumbnail), "")
    if thumbnail:
        found["thumbnail"] = [{"id": thumbnail, "type": "Image", "format": "image/jpeg"}]
    found["items"] = [_canvas(f"{base}/canvas/{number}", view) for number, view in enumerate(described.views, 1)]
    return found


def _page(url: str, label: Words, language: str = "") -> dict[str, Any]:
    page: dict[str, Any] = {"id": url, "type": "Text", "label": label, "format": "text/html"}
    return page | ({"language": [language]} if language else {})


def _rights(credit: str, rights: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if credit:
        label = {"zh-Hans": ["署名"], "en": ["Credit"]}
        found["requiredStatement"] = {"label": label, "value": {"none": [credit]}}
    if rights in RIGHTS:
        found["rights"] = RIGHTS[rights]
    return found


def _canvas(url: str, view: View) -> dict[str, Any]:
    canvas: dict[str, Any] = {"id": url, "type": "Canvas", "label": view.label}
    body: dict[str, Any] = {"id": view.url, "type": view.kind, "format": view.format}
    if view.kind != "Sound":
        size = {"width": view.width, "height": view.height}
        canvas |= size
        body |= size
    if view.kind != "Image":
        canvas["duration"] = body["duration"] = view.duration
    if view.service:
        body["service"] = [{"id": view.service, "type": "ImageService3", "profile": "level2"}]
    canvas |= _rights(view.credit, view.rights)
    if view.thumbnail:
        canvas["thumbnail"] = [{"id": view.thumbnail, "type": "Image", "format": "image/jpeg"}]
    canvas["items"] = [_page_of_notes(f"{url}/page", [_note(f"{url}/picture", url, "painting", body)])]
    if view.tracks:
        notes = [
            _note(f"{url}/track/{number}", url, "supplementing", {
                "id": track.url, "type": "Text", "format": "text/vtt", "language": track.language,
                "label": {track.language: [track.label]},
            })
            for number, track in enumerate(view.tracks, 1)
        ]  # fmt: skip
        canvas["annotations"] = [_page_of_notes(f"{url}/tracks", notes)]
    return canvas


def _page_of_notes(url: str, notes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": url, "type": "AnnotationPage", "items": notes}


def _note(url: str, canvas: str, motivation: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": url, "type": "Annotation", "motivation": motivation, "body": body, "target": canvas}

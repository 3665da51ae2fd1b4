"""What of a public thing a digest could hold: asked of the rooms that own the things, at this moment.

A thing is named by the reference its facts use (`newsroom.story:12`). One that stands in two languages makes two items, whose
keys have the language behind it (`journals.article:7@en`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from scicomm.assets.models import Asset
from scicomm.assets.queries import bank_assets
from scicomm.audiences.enums import Medium
from scicomm.audiences.models import DigestItem, Segment
from scicomm.audiences.rules.digest_kinds import medium_of, medium_of_event
from scicomm.audiences.rules.digest_levels import level_of, reading_of
from scicomm.audiences.rules.regions import region_named_in
from scicomm.channels.queries import story_url
from scicomm.channels.rules import one_line
from scicomm.facts.base import ref, ref_parts
from scicomm.journals.models import Article, PlainSummary
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.newsroom.queries.story_texts import passages_of

STORY, PAPER, RECORDING = "newsroom.story", "journals.article", "assets.asset"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
LONGEST_SUMMARY = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item as it should stand, with everything but what an editor set."""

    key: str
    medium: str
    unit_id: int
    language: str
    title: str
    summary: str
    url: str
    published_at: dt.datetime
    level: int
    level_reason: dict[str, Any]
    subjects: frozenset[int] = frozenset()
    segments: frozenset[int] = frozenset()
    place: str = ""
    region: str = ""
    begins_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


def reference_of(key: str) -> str:
    """The thing an item speaks of."""
    return key.partition("@")[0]


def wanted_items(reference: str) -> list[Wanted]:
    """The items of a thing as they should be now; none for what is not public, and for what no digest holds."""
    kind, identifier = ref_parts(reference)
    find = _FINDERS.get(kind)
    return find(int(identifier)) if find and identifier.isdecimal() else []


def public_references() -> Iterator[str]:
    """Everything that is public now, and everything that has an item already, each once.

    Whoever asks writes in between; so each list is read to its end first: with a reading under way SQLite refuses to write once
    anybody else has written.
    """
    seen: set[str] = set()
    for kind, ids in (
        (STORY, public_dossiers().values_list("story_id", flat=True)),
        (PAPER, public_summaries().values_list("article_id", flat=True)),
        (RECORDING, public_recordings().values_list("pk", flat=True)),
    ):
        for pk in list(ids):
            reference = f"{kind}:{pk}"
            if reference not in seen:
                seen.add(reference)
                yield reference
    for key in list(DigestItem.objects.filter(gone_at=None).values_list("key", flat=True)):
        if (reference := reference_of(key)) not in seen:
            seen.add(reference)
            yield reference


def public_dossiers() -> Any:
    """Stories anybody may read at this moment."""
    now = timezone.now()
    return Dossier.objects.public().exclude(embargo_until__gt=now)


def public_summaries() -> Any:
    """Reviewed summaries in plain words, of papers that are public and against which nothing stands."""
    good = [Article.State.CURRENT, Article.State.CORRECTED]
    papers = Article.objects.filter(state__in=good)
    return PlainSummary.objects.filter(state=PlainSummary.State.APPROVED, article__in=papers)


def public_recordings() -> Any:
    """Videos and sounds in the image bank."""
    return bank_assets().filter(recording__isnull=False, kind__in=["video", "audio"])


def still_public(items: list[DigestItem]) -> set[int]:
    """Which of the items may be shown at this moment, asked of their own rooms; three queries for any number."""
    by_kind: dict[str, dict[int, list[int]]] = {}
    for item in items:
        kind, identifier = ref_parts(reference_of(item.key))
        if item.gone_at is None and identifier.isdecimal():
            by_kind.setdefault(kind, {}).setdefault(int(identifier), []).append(item.pk)
    found: set[int] = set()
    for kind, rows, name in (
        (STORY, public_dossiers, "story_id"),
        (PAPER, public_summaries, "article_id"),
        (RECORDING, public_recordings, "pk"),
    ):
        wanted = by_kind.get(kind, {})
        if wanted:
            there = rows().filter(**{f"{name}__in": list(wanted)}).values_list(name, flat=True)
            found.update(pk for identifier in there for pk in wanted.get(identifier, []))
    return found


def _story(identifier: int) -> list[Wanted]:
    dossier = public_dossiers().select_related("story", "article", "topic", "unit").filter(story_id=identifier).first()
    if dossier is None:
        return []
    story: StoryPage = dossier.story
    text = "\n".join(passage.text for passage in passages_of(story))
    publics = _publics(dossier)
    reading = reading_of(text)
    level, why = level_of(reading, dossier.profile, [segment.level for segment in publics])
    return [
        Wanted(
            key=ref("newsroom", "story", story.pk),
            unit_id=dossier.unit_id,
            language=dossier.language,
            title=one_line(story.title)[:300],
            summary=_cut(story.standfirst),
            url=_own_path(story_url(story)),
            published_at=dossier.published_at or timezone.now(),
            level=level,
            level_reason=_said(why, reading),
            subjects=_subjects(dossier.article),
            segments=frozenset(segment.pk for segment in publics),
            **_event(story, dossier.profile),
        )
    ]


def _said(why: str, reading: Any) -> dict[str, Any]:
    return {"code": why, "sentence": reading.sentence, "rare": reading.rare, "words": reading.words}


def _subjects(article: Article | None) -> frozenset[int]:
    return frozenset(article.subjects.values_list("pk", flat=True)) if article else frozenset()


def _publics(dossier: Dossier) -> list[Segment]:
    """The segments that a story's topic was planned for: those of that code, and those that it was divided into."""
    if dossier.topic is None:
        return []
    codes = [code.replace("_", "-") for code in dossier.topic.segments.values_list("public", flat=True)]
    rows = list(Segment.objects.filter(is_active=True)) if codes else []
    return [row for row in rows if any(f"{row.code.replace('_', '-')}-".startswith(f"{code}-") for code in codes)]


def _event(story: StoryPage, profile: str) -> dict[str, Any]:
    """Medium, times and place: an event notice goes by its first event block."""
    found = next((child.value for child in story.body if child.block_type == "event"), None)
    if profile != "event" or found is None or not found["starts"]:
        return {"medium": medium_of(profile)}
    place = one_line(f"{found['place'] or ''} {found['address'] or ''}")
    return {
        "medium": medium_of_event(found["title"] or story.title, found["starts"], found["ends"]),
        "place": one_line(found["place"] or "")[:200],
        "region": region_named_in(place),
        "begins_at": found["starts"],
        "ends_at": found["ends"],
    }


def _cut(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1].rstrip() + "…"


def _own_path(url: str) -> str:
    """Our own address without its host, so that a site can move."""
    return url.removeprefix(settings.SITE_URL)


def _paper(identifier: int) -> list[Wanted]:
    found = []
    for summary in public_summaries().filter(article=identifier).select_related("article__journal__unit"):
        article: Article = summary.article
        language = LANGUAGES[summary.language]
        reading = reading_of(summary.text)
        level, why = level_of(reading, "summary")
        with override(language):
            found.append(
                Wanted(
                    key=f"{PAPER}:{article.pk}@{language}",
                    medium=Medium.PAPER,
                    unit_id=article.unit.pk,
                    language=language,
                    title=article.title[:300],
                    summary=_cut(summary.text),
                    url=article.get_absolute_url(),
                    published_at=summary.decided_at or summary.changed_at,
                    level=level,
                    level_reason=_said(why, reading),
                    subjects=_subjects(article),
                )
            )
    return found


def _recording(identifier: int) -> list[Wanted]:
    asset: Asset | None = public_recordings().filter(pk=identifier).prefetch_related("subjects").first()
    if asset is None or asset.recording is None:
        return []
    recording = asset.recording
    words = {
        "zh-hans": (asset.caption_zh or recording.alt_zh, recording.transcript_zh),
        "en": (asset.caption_en or recording.alt_en, recording.transcript_en),
    }
    title_language = "zh-hans" if any("\u3400" <= letter <= "\u9fff" for letter in recording.title) else "en"
    found = []
    for language, (caption, transcript) in words.items():
        # In a language in which nothing is said of it, it is no item.
        if not (caption or transcript) and language != title_language:
            continue
        reading = reading_of(transcript or caption)
        level, why = level_of(reading, asset.kind)
        with override(language):
            found.append(
                Wanted(
                    key=f"{RECORDING}:{asset.pk}@{language}",
                    medium=Medium.VIDEO if asset.kind == "video" else Medium.AUDIO,
                    unit_id=asset.unit_id,
                    language=language,
                    title=one_line(recording.title if language == title_language else caption)[:300] or recording.title,
                    summary="" if caption == recording.title or language != title_language else _cut(caption),
                    url=reverse("assets:image", args=[asset.pk]),
                    published_at=asset.bank_entry.opened_at,
                    level=level,
                    level_reason=_said(why, reading),
                    subjects=frozenset(subject.pk for subject in asset.subjects.all()),
                )
            )
    return found


_FINDERS: dict[str, Callable[[int], list[Wanted]]] = {STORY: _story, PAPER: _paper, RECORDING: _recording}

"""Blocks of the house's own things: who can speak, which paper, which recording, which event."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from scicomm.core.text import pick
from scicomm.newsroom.blocks.choosers import ArticleChooser, CaptionsChooser, PersonChooser, RecordingChooser

_LICENCE = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)")


class ExpertBlock(blocks.StructBlock):
    """A person of the house who can speak on it."""

    person = PersonChooser(label=_("person"))
    on = blocks.CharBlock(
        label=_("speaks on"), max_length=200, required=False, help_text=_("Empty: as the person's own entry says.")
    )

    class Meta:
        icon = "user"
        label = _("Expert")
        template = "newsroom/blocks/expert.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["expert"] = expert_of(value)
        return context


def expert_of(value: Any) -> dict[str, str] | None:
    """A person as the card shows them; None where the person is gone."""
    person = value.get("person")
    if person is None:
        return None
    english = (get_language() or "").startswith("en") or not person.family_name_zh
    seal = (person.given_name_en[:1] + person.family_name_en[:1]).upper() if english else person.family_name_zh[:1]
    role = pgettext("list", ", ").join(part for part in (person.title, person.unit.short_name) if part)
    return {"name": person.name, "seal": seal, "role": role, "topics": value.get("on") or person.speaks_on}


class PaperBlock(blocks.StructBlock):
    """A paper of the house."""

    article = ArticleChooser(label=_("the paper"), help_text=_("Search by DOI or title."))
    note = blocks.CharBlock(label=_("why it stands here"), max_length=300, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Paper")
        template = "newsroom/blocks/paper.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["paper"] = paper_of(value)
        return context


def paper_of(value: Any) -> dict[str, Any] | None:
    """A paper as the card shows it, with what stands against it; None where the paper is gone."""
    article = value.get("article")
    if article is None:
        return None
    names = [author.name for author in article.authors.all()]
    authors = pgettext("list", ", ").join(names[:3])
    if len(names) > 3:
        authors = gettext("%(names)s and others") % {"names": authors}
    cc = _LICENCE.search(article.licence_url)
    stands = article.state in {article.State.RETRACTED, article.State.CONCERN}
    return {
        "title": article.title,
        "url": article.get_absolute_url(),
        "doi": article.doi,
        "doi_url": f"https://doi.org/{article.doi}",
        "open_access": article.is_open_access,
        "licence": (f"CC0 {cc[3]}" if cc[1] == "publicdomain" else f"CC {cc[2].upper()} {cc[3]}") if cc else "",
        "plain": value.get("note") or "",
        "citation": _citation(authors, article),
        "state": article.get_state_display() if stands else "",
    }


def _citation(authors: str, article: Any) -> str:
    """Who, where and when; a paper without named authors begins with its journal."""
    place = gettext("%(journal)s, %(year)s") % {"journal": article.journal.title, "year": article.published_on.year}
    return gettext("%(authors)s. %(place)s") % {"authors": authors, "place": place} if authors else place


def playing_address(recording: Any) -> str:
    """Where a recording is played from. The one place that knows it."""
    return str(recording.file.url) if recording.file else ""


def player_of(value: Any) -> dict[str, Any] | None:
    """What the player of a recording needs; None where the recording is gone."""
    recording = value.get("recording")
    if recording is None:
        return None
    return {
        "url": playing_address(recording),
        "title": recording.title,
        "poster": recording.poster,
        "width": recording.width,
        "height": recording.height,
        "minutes": round(recording.duration / 60) if recording.duration and recording.duration >= 60 else 0,
        "alt": pick(recording.alt_zh, recording.alt_en),
        "credit": recording.credit,
        "transcript": value.get("transcript") or pick(recording.transcript_zh, recording.transcript_en),
        "captions": value.get("captions"),
    }


class _RecordingBlock(blocks.StructBlock):
    """A recording with its captions and transcript."""

    recording = RecordingChooser(label=_("recording"))
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)
    captions = CaptionsChooser(label=_("captions file (WebVTT)"), required=False)
    transcript = blocks.TextBlock(
        label=_("transcript"), required=False, rows=6, help_text=_("Empty: as the recording's own record says.")
    )

    wanted = ""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["player"] = player_of(value)
        return context

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors = {}
        if value["recording"].kind != self.wanted:
            errors["recording"] = ValidationError(
                gettext("This is a video.") if value["recording"].kind == "video" else gettext("This is not a video.")
                if self.wanted == "video" else gettext("This is not a sound.")
            )  # fmt: skip
        captions = value.get("captions")
        if captions is not None and not captions.filename.lower().endswith(".vtt"):
            errors["captions"] = ValidationError(gettext("Captions are a WebVTT file (.vtt)."))
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return value


class VideoBlock(_RecordingBlock):
    """A video."""

    wanted = "video"

    class Meta:
        icon = "media"
        label = _("Video")
        template = "newsroom/blocks/video.html"


class AudioBlock(_RecordingBlock):
    """A sound: a podcast, the call of a bird."""

    wanted = "audio"

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "newsroom/blocks/audio.html"


class EventBlock(blocks.StructBlock):
    """When and where something takes place, and how to come."""

    title = blocks.CharBlock(label=_("name of the event"), max_length=160)
    starts = blocks.DateTimeBlock(label=_("begins"))
    ends = blocks.DateTimeBlock(label=_("ends"), required=False)
    place = blocks.CharBlock(label=_("place"), max_length=200)
    address = blocks.CharBlock(label=_("how to get there"), max_length=300, required=False)
    audience = blocks.CharBlock(label=_("for whom"), max_length=160, required=False)
    price = blocks.CharBlock(label=_("price"), max_length=80, required=False)
    booking = blocks.URLBlock(label=_("booking address"), required=False)

    class Meta:
        icon = "date"
        label = _("Event")
        template = "newsroom/blocks/event.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["ends"] and value["ends"] <= value["starts"]:
            words = gettext("The end comes before the beginning.")
            raise blocks.StructBlockValidationError({"ends": ValidationError(words)})
        return value

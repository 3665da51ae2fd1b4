"""What a story's kind asks of it, with what its units ask beyond, and what the story still lacks, in words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.newsroom.blocks import words_of
from scicomm.newsroom.enums import Need
from scicomm.newsroom.models import Dossier, StoryPage, UnitProfileRule
from scicomm.newsroom.rules.profiles import (
    COUNTED,
    DEFAULTS,
    SIGHT,
    SOUND,
    Gap,
    Piece,
    ProfileRule,
    length_of,
    profile_gaps,
    tightened,
)


def rule_of(dossier: Dossier) -> ProfileRule:
    """What the story's kind asks in its unit: the house's rule, then those of the units from the top down. One query."""
    own = UnitProfileRule.objects.filter(profile=dossier.profile, unit__path__in=dossier.unit.ancestor_paths())
    return tightened(DEFAULTS[dossier.profile], [row.tightening for row in own.order_by("unit__path")])


def newest_text(story: StoryPage) -> StoryPage:
    """The newest revision of a story as a page, read once for one page row: several panels of the desk speak of it."""
    kept: StoryPage | None = getattr(story, "_scicomm_newest", None)
    if kept is None:
        kept = story._scicomm_newest = story.get_latest_revision_as_object()
    return kept


def piece_of(dossier: Dossier, draft: StoryPage | None = None) -> Piece:
    """The newest text of a story as its rule sees it."""
    text: Any = draft or newest_text(dossier.story)
    children = list(text.body)
    counted = [line for child in children if child.block_type in COUNTED for line in words_of(child.block, child.value)]
    return Piece(
        language=dossier.language,
        headline=len(text.title),
        length=length_of(counted, dossier.language),
        blocks=Counter(child.block_type for child in children),
        has=frozenset(_has(dossier, text, children)),
    )


def _has(dossier: Dossier, text: Any, children: list[Any]) -> set[str]:
    """Which of the needs a text meets."""
    kinds = {child.block_type for child in children}
    pictures, recordings = _pictures(children), [child.value for child in children if child.block_type in SOUND]
    paper = dossier.article_id is not None or "paper" in kinds
    answered = any(child.value.get("who") for child in children if child.block_type == "question")
    expert = "expert" in kinds or answered or dossier.experts.exists()
    linked = any('<a href="http' in str(child.value) for child in children if child.block_type == "paragraph")
    met = {
        "standfirst": bool(text.standfirst.strip()),
        "paper": paper,
        "expert": expert,
        "source": paper or expert or linked,
        "picture": bool(kinds & SIGHT) or text.cover_image_id is not None,
        "cover": text.cover_image_id is not None,
        "alt": all(_described(picture, dossier.language) for picture in pictures),
        "recording": bool(recordings),
        "transcript": all(_transcribed(value, dossier.language) for value in recordings),
        "date_place": "event" in kinds,
        "unknowns": bool(kinds & {"unknown", "unknowns"}),
    }
    return {need for need, is_met in met.items() if is_met}


def _pictures(children: list[Any]) -> list[Any]:
    found: list[Any] = []
    for child in children:
        if child.block_type == "figure":
            found.append(child.value)
        elif child.block_type == "gallery":
            found += child.value["pictures"]
        elif child.block_type == "before_after":
            found += [child.value["before"], child.value["after"]]
    return found


def _described(value: Any, language: str) -> bool:
    image = value.get("image")
    own = (image.alt_en if language == "en" else image.alt_zh) if image else ""
    return bool(value.get("alt") or own)


def _transcribed(value: Any, language: str) -> bool:
    recording = value.get("recording")
    own = (recording.transcript_en if language == "en" else recording.transcript_zh) if recording else ""
    return bool(value.get("transcript") or own)


def gaps_of(dossier: Dossier, draft: StoryPage | None = None) -> list[tuple[str, str, str]]:
    """What a story lacks for its kind: a code that stays, the words, and where (title, standfirst, body, sources, cover)."""
    return [(gap.code, _words(gap), gap.where) for gap in profile_gaps(rule_of(dossier), piece_of(dossier, draft))]


def block_label(name: str) -> str:
    """A block's name for people."""
    body: Any = StoryPage._meta.get_field("body")
    block = body.stream_block.child_blocks.get(name)
    return str(block.label) if block is not None else name


def _length_words(number: int, language: str) -> str:
    if language == "en":
        return ngettext("%(number)s word", "%(number)s words", number) % {"number": number}
    return ngettext("%(number)s character", "%(number)s characters", number) % {"number": number}


def _words(gap: Gap) -> str:
    """A gap for the writer: what is missing, and by how much."""
    values = gap.values
    if gap.code in {"too_short", "too_long"}:
        bound = values["least"] if gap.code == "too_short" else values["most"]
        words = {
            "too_short": _("The text is short for its kind: %(found)s, at least %(bound)s."),
            "too_long": _("The text is long for its kind: %(found)s, at most %(bound)s."),
        }[gap.code]
        found = _length_words(values["found"], values["language"])
        return words % {"found": found, "bound": _length_words(bound, values["language"])}
    if gap.code == "headline_too_long":
        return _("The headline has %(found)s characters; at most %(most)s.") % dict(values)
    if gap.code == "block_missing":
        names = pgettext("alternatives", " or ").join(block_label(name) for name in values["blocks"])
        return _("This kind of piece has at least one of: %(blocks)s.") % {"blocks": names}
    if gap.code == "block_not_meant":
        return _("“%(block)s” does not belong in this kind of piece.") % {"block": block_label(values["block"])}
    return _("Missing: %(need)s.") % {"need": Need(gap.code.removeprefix("needs_")).label}


def rule_words(rule: ProfileRule, language: str) -> list[str]:
    """What a rule asks, line by line, for whoever begins to write."""
    span, lines = rule.length(language), []
    if span.least is not None and span.most is not None:
        lines.append(
            _("Length: %(least)s to %(most)s") % {"least": span.least, "most": _length_words(span.most, language)}
        )
    elif span.least is not None:
        lines.append(_("Length: at least %(least)s") % {"least": _length_words(span.least, language)})
    elif span.most is not None:
        lines.append(_("Length: at most %(most)s") % {"most": _length_words(span.most, language)})
    lines.append(_("Headline: at most %(most)s characters") % {"most": rule.headline(language)})
    for group in rule.must:
        names = pgettext("alternatives", " or ").join(block_label(name) for name in group)
        lines.append(_("Has: %(blocks)s") % {"blocks": names})
    if rule.needs:
        needs = pgettext("list", ", ").join(str(Need(need).label) for need in Need.values if need in rule.needs)
        lines.append(_("Needs: %(needs)s") % {"needs": needs})
    return lines

"""The revisions of a story: who made them, which were signed or public, and what differs between two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import PageLogEntry, Revision

from scicomm.newsroom.blocks import words_of
from scicomm.newsroom.enums import Verdict
from scicomm.newsroom.models import Dossier, SignOff, StoryPage
from scicomm.newsroom.queries.profiles import block_label
from scicomm.newsroom.rules.compare import Pair, Part, compared


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision as the list shows it. `signs` are decisions in words; `is_public` says that readers see this text now."""

    pk: int
    at: dt.datetime
    who: str
    title: str
    signs: tuple[str, ...]
    is_public: bool
    was_public: bool
    is_newest: bool
    in_review: bool


def newest_revisions(story: StoryPage) -> QuerySet[Revision]:
    """The story's revisions, newest first, with who made them."""
    return Revision.objects.for_instance(story).select_related("user__person").order_by("-created_at", "-pk")


def revision_rows(dossier: Dossier, revisions: Iterable[Revision]) -> list[RevisionRow]:
    """Revisions with what became of them. Two queries, whatever their number."""
    found, story = list(revisions), dossier.story
    signs: dict[int, list[str]] = {}
    decisions = SignOff.objects.filter(dossier=dossier, revision__in=found).select_related("reviewer__person")
    for sign in decisions:
        words = (
            _("%(step)s: approved by %(name)s")
            if sign.verdict == Verdict.APPROVED
            else _("%(step)s: returned by %(name)s")
        )
        signs.setdefault(sign.revision_id, []).append(words % {"step": sign.get_step_display(), "name": sign.signer})
    published = _published(story)
    return [
        RevisionRow(
            pk=row.pk, at=row.created_at, who=row.user.get_full_name() if row.user else "",
            title=str(row.content.get("title", "")), signs=tuple(signs.get(row.pk, ())),
            is_public=story.live and row.pk == story.live_revision_id, was_public=row.pk in published,
            is_newest=row.pk == story.latest_revision_id, in_review=row.pk == dossier.reviewed_revision_id,
        )
        for row in found
    ]  # fmt: skip


def _published(story: StoryPage) -> set[int]:
    """The revisions that were public at some time, as Wagtail's log knows them."""
    entries = PageLogEntry.objects.filter(page_id=story.pk, action="wagtail.publish", revision__isnull=False)
    return set(entries.values_list("revision_id", flat=True))


def parts_of(page: Any) -> list[Part]:
    """A version's parts in reading order: title, standfirst, each block, the cover's words."""
    titles = {
        "title": (pgettext("part of a story", "Title"), page.title),
        "standfirst": (_("Standfirst"), page.standfirst),
        "cover": (_("Cover"), f"{page.cover_image or ''}\n{page.cover_caption}".strip()),
    }
    parts = [Part(key, label, text) for key, (label, text) in titles.items() if text or key == "title"]
    cover = [part for part in parts if part.key == "cover"]
    body = [
        Part(str(child.id or f"{number}"), block_label(child.block_type), "\n".join(words_of(child.block, child.value)))
        for number, child in enumerate(page.body)
    ]
    return [part for part in parts if part.key != "cover"] + body + cover


def compared_revisions(old: Revision, new: Revision) -> list[Pair]:
    """Two revisions of one story, part by part, in the order of the newer one."""
    return compared(parts_of(old.as_object()), parts_of(new.as_object()))

"""The text of a revision passage by passage: for marks, and for what changed since it was last signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.blocks import RichTextBlock
from wagtail.models import Revision

from scicomm.core.text import plain
from scicomm.newsroom.enums import Verdict
from scicomm.newsroom.models import Mark, ReviewRound, StoryPage
from scicomm.newsroom.rules.passages import Change, changes, formula_words


@dataclass(frozen=True)
class Passage:
    """One passage: its id (`title`, `standfirst`, or the block's), its plain text, the block to show, the marks on it."""

    key: str
    text: str
    block: Any = None
    marks: tuple[Mark, ...] = ()


def passages_of(page: StoryPage, marks: Iterable[Mark] = ()) -> list[Passage]:
    """A revision's text in its order. `page` is the revision as an object."""
    by_key: dict[str, list[Mark]] = {}
    for mark in marks:
        by_key.setdefault(mark.passage, []).append(mark)
    rows: list[tuple[str, str, Any]] = [("title", page.title, None), ("standfirst", page.standfirst, None)]
    for block in page.body:
        # Through prep_value, because a picture or formula shows no text of its own but has a caption.
        words = _words(block.block, block.block.get_prep_value(block.value))
        rows.append((str(block.id), " ".join(words), block))
    return [Passage(key, text, block, tuple(by_key.get(key, ()))) for key, text, block in rows]


def _words(block: Any, value: Any, name: str = "") -> list[str]:
    """All texts inside a block's stored value, each on one line. Only rich text and formulas are markup: in all else a ``<`` is
    a sign (``<LOD`` in a table)."""
    if isinstance(value, str):
        is_rich = isinstance(block, RichTextBlock)
        words = plain(value) if is_rich else formula_words(value) if name == "mathml" else " ".join(value.split())
        return [words] if words else []
    if isinstance(value, dict):
        return [word for key, one in block.child_blocks.items() for word in _words(one, value.get(key), key)]
    if isinstance(value, list | tuple):
        # Each stands there with its name and its id.
        return [word for part in value for word in _words(block.child_block, part["value"])]
    return []


@dataclass(frozen=True)
class Since:
    """What changed since an earlier revision, and what that revision was."""

    changes: list[Change]
    words: str


def changes_since(made: ReviewRound) -> Since | None:
    """What changed since the last revision that somebody signed or returned, or that is public; None for a first text."""
    dossier = made.dossier
    earlier = (
        dossier.sign_offs.filter(verdict__in=[Verdict.APPROVED, Verdict.RETURNED])
        .exclude(revision_id=made.revision_id)
        .filter(revision_id__lt=made.revision_id)
        .order_by("-revision_id")
        .values_list("revision_id", flat=True)
        .first()
    )
    earlier = earlier or (
        dossier.story.live_revision_id if dossier.story.live_revision_id != made.revision_id else None
    )
    if earlier is None:
        return None
    before = Revision.objects.get(pk=earlier)
    old = {row.key: row.text for row in passages_of(before.as_object())}
    new = {row.key: row.text for row in passages_of(made.revision.as_object())}
    return Since(changes(old, new), _("since the revision of %(when)s") % {"when": _moment(before)})


def _moment(revision: Revision) -> str:
    return date_format(timezone.localtime(revision.created_at), "DATETIME_FORMAT")


def marked_passages(marks: Iterable[Mark], page: StoryPage) -> list[Passage]:
    """The passages that marks speak of, in the order of the newest text; a passage that is gone keeps its marks, at the end."""
    rows = [row for row in passages_of(page, marks) if row.marks]
    known = {row.key for row in rows}
    gone: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.passage not in known:
            gone.setdefault(mark.passage, []).append(mark)
    return rows + [Passage(key, "", None, tuple(found)) for key, found in gone.items()]

"""A digest as it is shown, in a mail, on the web and to staff: items grouped by medium, each with its reasons in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.audiences.enums import Level, Medium
from scicomm.audiences.models import Digest, DigestEdition, DigestItem, Subscription
from scicomm.audiences.queries.digest_sources import still_public
from scicomm.audiences.queries.digests import board_for, common_for, unpacked
from scicomm.audiences.queries.matching import Match
from scicomm.audiences.queries.reasons import Names, words_for
from scicomm.audiences.rules import signed_token
from scicomm.audiences.rules.digest_marks import DIGEST_SALT
from scicomm.channels.rules import absolute
from scicomm.core.text import is_english


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a digest shows it. `reasons` are sentences; `subjects` names, for which one can ask for more or less."""

    item_id: int
    title: str
    summary: str
    url: str
    medium: str
    level: int
    unit: str
    about: str
    reasons: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    language: str = ""

    @property
    def why(self) -> str:
        """The reasons as running text in the active language; Chinese sentences stand without a space between them."""
        return (" " if is_english() else "").join(self.reasons)

    @property
    def level_words(self) -> str:
        return str(Level(self.level).label)


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one medium under one heading."""

    medium: str
    heading: str
    lines: list[Line] = field(default_factory=list)


def headings() -> dict[str, str]:
    """What stands over the items of each medium; the order is that of a digest."""
    return {
        Medium.ARTICLE: _("To read"),
        Medium.VIDEO: _("To watch"),
        Medium.AUDIO: _("To listen to"),
        Medium.TALK: _("Talks to go to"),
        Medium.EXHIBITION: _("Exhibitions to visit"),
        Medium.COURSE: _("Courses to take"),
        Medium.PAPER: _("Papers in plain words"),
    }


def lines_of(
    matches: Sequence[Match], items: dict[int, DigestItem], known: Names, public: Collection[int]
) -> list[Line]:
    """The lines of a digest in the active language; what may not be shown any more is left out."""
    return [
        _line(match, items[match.item_id], known)
        for match in matches
        if match.item_id in public and match.item_id in items
    ]


def _line(match: Match, item: DigestItem, known: Names) -> Line:
    # Prefetched where there are many.
    subjects = tuple(known.subjects.get(subject.pk, "") for subject in item.subjects.all())
    return Line(
        item_id=item.pk, title=item.title, summary=item.summary, url=absolute(item.url, settings.SITE_URL),
        medium=item.medium, level=item.level, unit=item.unit.name, about=about_of(item), language=item.language,
        reasons=tuple(words for reason in match.reasons if (words := words_for(reason, known))), subjects=subjects,
    )  # fmt: skip


def about_of(item: DigestItem) -> str:
    """When and where, for what takes place; which day, for the rest."""
    if item.begins_at is None:
        return date_format(timezone.localtime(item.published_at), "DATE_FORMAT")
    begins = date_format(timezone.localtime(item.begins_at), "DATETIME_FORMAT")
    if item.ends_at and timezone.localdate(item.ends_at) != timezone.localdate(item.begins_at):
        span = {"begin": date_format(timezone.localtime(item.begins_at), "DATE_FORMAT"),
                "end": date_format(timezone.localtime(item.ends_at), "DATE_FORMAT")}  # fmt: skip
        begins = _("%(begin)s to %(end)s") % span
    return pgettext("list", ", ").join(part for part in (begins, item.place) if part)


def grouped(lines: Iterable[Line]) -> list[Group]:
    """The lines by medium, media in the order of a digest, within one as they were chosen."""
    groups = {medium: Group(medium, heading) for medium, heading in headings().items()}
    for line in lines:
        groups[line.medium].lines.append(line)
    return [group for group in groups.values() if group.lines]


def items_by_id(ids: Iterable[int]) -> dict[int, DigestItem]:
    """Items with unit and subjects; two queries."""
    rows = DigestItem.objects.filter(pk__in=set(ids)).select_related("unit").prefetch_related("subjects")
    return {row.pk: row for row in rows}


def shown_lines(matches: Sequence[Match]) -> list[Line]:
    """Lines of one digest with everything that they need; a handful of queries."""
    items = items_by_id(match.item_id for match in matches)
    return lines_of(matches, items, Names.now(), still_public(list(items.values())))


def digest_token(digest: Digest) -> str:
    """The reader's own link to a digest; it opens for 90 days (permissions.get_digest_by_token)."""
    return signed_token(digest.pk, digest.subscription.key, DIGEST_SALT)


@dataclass(frozen=True, slots=True)
class CommonPage:
    """What the public page of the digest shows: the common choice, and of which day it is."""

    day: dt.date
    groups: list[Group]


def common_page(language: str, now: dt.datetime) -> CommonPage:
    """The newest weekly edition that everybody may read; where none was sent lately, what one would hold today."""
    today = timezone.localdate(now)
    edition = (
        DigestEdition.objects.filter(
            language=language, frequency="weekly", began_at__isnull=False, day__gte=today - dt.timedelta(days=13)
        )
        .order_by("-day")
        .first()
    )
    if edition and edition.items:
        lines = shown_lines(unpacked(edition.items))
        if lines:
            return CommonPage(timezone.localdate(edition.began_at), grouped(lines))
    return CommonPage(today, grouped(shown_lines(common_for(board_for(language, now), language, "", now))))


def digests_of(subscription: Subscription) -> list[dict[str, Any]]:
    """Everything we hold of what a reader got in digests, as plain values in the active language: for the reader's own data."""
    rows = list(Digest.objects.filter(subscription=subscription).select_related("edition").order_by("-made_at"))
    items = items_by_id(row[0] for digest in rows for row in digest.items)
    known = Names.now()
    return [
        {
            "day": digest.edition.day.isoformat(),
            "personal": digest.is_personal,
            "not_sent_because": digest.get_skipped_display(),
            "matching": digest.matching,
            "items": [
                {
                    "title": items[match.item_id].title if match.item_id in items else "",
                    "reasons": [words_for(reason, known) for reason in match.reasons],
                }
                for match in unpacked(digest.items)
            ],
        }
        for digest in rows
    ]

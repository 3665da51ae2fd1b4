"""What the screens of releases show: a story's releases with their receipts, dry runs, campaigns by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from scicomm.channels.enums import OUT
from scicomm.channels.models import Campaign, Channel, Receipt, Release
from scicomm.channels.queries.packages import content_for, package_for, platform_of
from scicomm.channels.rules.packages import Package, Severity
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.permissions import EDITORS, units_here

_SHOWN = nh3.ALLOWED_TAGS | {"section", "figure", "figcaption", "header", "footer"}
_ATTRIBUTES = {"*": {"class", "lang", "style"}, "a": {"href"}, "img": {"src", "alt", "width", "height"}}
_STYLES = {
    *("color", "background", "background-color", "font-size", "font-weight", "font-style", "line-height", "text-align"),
    *("margin", "padding", "border", "border-left", "border-radius", "white-space", "max-width", "width", "display"),
}


# Names of the fields of packages as editors know them.
FIELD_NAMES: dict[str, str | Promise] = {
    "title": _("Headline"),
    "text": _("Text"),
    "html": _("Article"),
    "digest": _("Summary"),
    "summary": _("Summary"),
    "author": _("Author"),
    "link": _("Link"),
    "tags": _("Tags"),
}


@dataclass(frozen=True)
class DryRun:
    """What a channel would be sent now, without anything being sent."""

    channel: Channel
    package: Package
    editable: tuple[str, ...]

    @property
    def preview(self) -> str:
        """How it will look, as HTML that can do nothing: what a platform's code made of it is cleaned once more."""
        return nh3.clean(self.package.preview, tags=_SHOWN, attributes=_ATTRIBUTES, filter_style_properties=_STYLES)

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Each field that holds something: its name, its name for people, what it holds."""
        return [(name, str(FIELD_NAMES.get(name, name)), value) for name, value in self.package.fields.items() if value]

    @property
    def errors(self) -> list[str]:
        return [str(problem.words) for problem in self.package.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[str]:
        return [str(problem.words) for problem in self.package.problems if problem.severity != Severity.ERROR]


def dry_run(channel: Channel, story: StoryPage, edits: Mapping[str, str]) -> DryRun:
    """The package of a story for a channel; of a story that is not public, that of its newest draft."""
    with override(channel.language):
        package = package_for(channel, content_for(channel, story), edits)
    return DryRun(channel, package, platform_of(channel).editable)


def releases_waiting_for(user: Any) -> QuerySet[Release]:
    """What has to be done by hand on the accounts of the units the user edits, the longest waiting first."""
    rows = Release.objects.by_hand().filter(channel__unit__in=units_here(user, EDITORS)).defer("package")
    return rows.select_related("channel__unit", "dossier__story").order_by("changed_at", "pk")


def releases_of(dossier: Dossier) -> list[Release]:
    """A story's releases with channel, order and receipts; what needs a person first. Two queries."""
    rows = Release.objects.filter(dossier=dossier).defer("package")
    rows = rows.select_related("channel__unit", "waits_for__channel__unit", "campaign", "dossier__unit")
    rows = rows.prefetch_related(Prefetch("receipts", Receipt.objects.order_by("pk")))
    return sorted(rows.order_by("channel__unit__path", "channel__kind", "pk"), key=lambda row: not row.needs_hand)


def with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Campaigns with how many releases they have, how many are out, and how many wait for a person."""
    return campaigns.annotate(
        planned=Count("releases"),
        out=Count("releases", filter=Q(releases__state__in=OUT)),
        by_hand=Count("releases", filter=Q(releases__todo="hand")),
    )


@dataclass(frozen=True)
class Day:
    """One day of a campaign: what goes out or went out on it, by time."""

    date: dt.date
    releases: tuple[Release, ...]


def campaign_days(campaign: Campaign) -> tuple[list[Day], list[Release]]:
    """The days of a campaign that hold anything, its first and last always; and what has no time yet. One query."""
    rows = campaign.releases.defer("package").select_related(
        "channel__unit", "dossier__story", "dossier__unit", "waits_for__channel__unit"
    )
    found: dict[dt.date, list[tuple[dt.datetime, Release]]] = {campaign.starts_on: [], campaign.ends_on: []}
    open_: list[Release] = []
    for row in rows:
        moment = row.sent_at or row.not_before or row.next_try_at
        if moment is None:
            open_.append(row)
        else:
            found.setdefault(timezone.localtime(moment).date(), []).append((moment, row))
    days = [Day(date, tuple(row for _at, row in sorted(lines, key=_order))) for date, lines in sorted(found.items())]
    return days, open_


def _order(line: tuple[dt.datetime, Release]) -> tuple[dt.datetime, int]:
    return line[0], line[1].pk

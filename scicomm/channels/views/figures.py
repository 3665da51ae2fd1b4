"""Figures on the desk: of a story, of a channel, of a unit, channels beside each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from scicomm.channels import permissions
from scicomm.channels.enums import BUILT_IN, FigureSource
from scicomm.channels.forms import MatrixFilterForm
from scicomm.channels.queries import figures as reads
from scicomm.channels.queries import matrix as matrix_reads
from scicomm.channels.queries.measures import ReleaseRow, StoryMeasures, measures_of, unit_measures
from scicomm.channels.queries.timing import best_times
from scicomm.channels.rules.measures import Spread, per_thousand, spread_of
from scicomm.channels.rules.metric_words import METRIC_WORDS
from scicomm.channels.views.figure_words import hours_in_words, measure_stats
from scicomm.channels.views.pages import number, percent

SHOWN = 30


def _sources() -> dict[str, str]:
    return {source.value: str(source.label) for source in FigureSource}


@require_safe
def story_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a story on every channel."""
    dossier = permissions.get_measured_story_for(request.user, pk)
    one = measures_of([dossier])[0]
    context = {
        "page_title": dossier.story.title,
        "page_note": _("Figures of the story, %(unit)s") % {"unit": dossier.unit.name},
        "page_actions": [
            {"url": reverse("newsroom_story", args=[dossier.story_id]), "label": _("The story")},
            {"url": reverse("channels_figures_unit", args=[dossier.unit.slug]), "label": _("Figures of the unit")},
        ],
        "stats": measure_stats(
            [one.timeliness.from_paper, one.timeliness.to_english],
            one.fit.share,
            [one.effect.against_usual, one.effect.per_reach],
            one.effect.mentions,
        ),
        "fit_words": _fit_words(one),
        "rows": [_release_line(request, row) for row in one.releases],
        "bars": _reach_bars(one.releases),
        "freshest": one.freshest,
        "names": METRIC_WORDS,
    }
    return render(request, "channels/matrix/story_figures.html", context)


def _fit_words(one: StoryMeasures) -> list[str]:
    fit = one.fit
    said = [
        _("%(reached)s of %(planned)s planned channels were reached.")
        % {"reached": fit.reached, "planned": fit.planned}
    ]
    if fit.for_audience is not None:
        said.append(_("%(count)s of them are for a public that its topic is for.") % {"count": fit.for_audience})
    said.append(
        ngettext("%(count)s release is in trouble.", "%(count)s releases are in trouble.", fit.problems)
        % {"count": fit.problems}
    )
    said.append(
        ngettext("%(count)s correction afterwards.", "%(count)s corrections afterwards.", fit.corrections)
        % {"count": fit.corrections}
    )
    return said


def _release_line(request: HttpRequest, row: ReleaseRow) -> dict[str, Any]:
    names, sources = METRIC_WORDS, _sources()
    counted = [
        {
            "words": f"{names.get(one.metric, one.metric)} {number(one.value)}",
            "source": sources[one.source],
            "at": one.at,
        }
        for one in row.figures
        if not one.is_estimate
    ]
    estimates = [
        {
            "words": f"{names.get(one.metric, one.metric)} {number(one.value)}",
            "source": sources[one.source],
            "at": one.at,
        }
        for one in row.figures
        if one.is_estimate
    ]
    usual = row.usual.median if row.usual else None
    return {
        "release": row.release,
        "counted": counted,
        "estimates": estimates,
        "usual": number(usual),
        "may": permissions.can_enter_figures(request.user, row.release.channel),
    }


def _reach_bars(rows: Any) -> list[dict[str, Any]]:
    return [
        {"label": row.release.channel.name, "value": row.reach.value, "text": number(row.reach.value)}
        for row in sorted(rows, key=lambda row: -(row.reach.value if row.reach else 0))
        if row.reach
    ]


@require_safe
def channel_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """What the posts of a channel reach, and when to post."""
    channel = permissions.get_measured_channel_for(request.user, pk)
    now = timezone.now()
    pairs = reads.reaches_of([channel.pk], now - reads.PERIOD).get(channel.pk, [])
    spread = spread_of(float(reach.value) for _release, reach in pairs)
    rate = per_thousand(spread.median, channel.followers)
    is_account = channel.kind not in BUILT_IN
    context = {
        "page_title": channel.name,
        "page_note": _("Figures of the channel, the last 365 days"),
        "page_actions": [
            *(
                [{"url": reverse("channels_account", args=[channel.pk]), "label": _("The account")}]
                if is_account
                else []
            ),
            {"url": reverse("channels_compare"), "label": _("Compare")},
        ],
        "stats": _channel_stats(spread, rate),
        "few": spread.is_few,
        "chart": _channel_chart(pairs),
        "times": best_times(channel, 5),
        "rows": [
            {
                "release": release,
                "reach": number(reach.value),
                "metric": METRIC_WORDS[reach.metric],
                "source": _sources()[reach.source],
                "at": reach.at,
            }
            for release, reach in reversed(pairs[-SHOWN:])
        ],
        "may": permissions.can_enter_figures(request.user, channel),
    }
    return render(request, "channels/matrix/channel_figures.html", context)


def _channel_stats(spread: Spread, rate: float | None) -> list[dict[str, str]]:
    """What stands above the figures of a channel."""
    return [
        {"value": number(spread.count), "label": _("posts with figures")},
        {"value": number(spread.median), "label": _("usual reach"), "note": _("the median")},
        {
            "value": f"{number(spread.low)} – {number(spread.high)}" if spread.count else "—",
            "label": _("half of the posts"),
            "note": _("between the quartiles"),
        },
        {"value": number(rate, 1), "label": _("for each 1,000 followers")},
    ]


def _channel_chart(pairs: Any) -> list[dict[str, Any]]:
    """The last posts as bars, the newest first, the widest emphasised."""
    last = list(reversed(pairs[-15:]))
    most = max((reach.value for _release, reach in last), default=0)
    return [
        {
            "label": date_format(timezone.localtime(release.sent_at), "MONTH_DAY_FORMAT"),
            "value": reach.value,
            "text": number(reach.value),
            "here": reach.value == most,
        }
        for release, reach in last
    ]


@require_safe
def unit_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """时度效 of a unit's stories."""
    unit = permissions.get_measured_unit_for(request.user, slug)
    days = 365 if request.GET.get("days") == "365" else 90
    below = request.GET.get("own") != "1"
    found = unit_measures(unit, timezone.now() - dt.timedelta(days=days), below=below)
    context = {
        "page_title": _("Figures of %(unit)s") % {"unit": unit.name},
        "page_note": _(
            "Stories of the last %(days)s days; each number is the middle of the stories for which it is known."
        )
        % {"days": days},
        "page_actions": [{"url": reverse("channels_compare") + f"?unit={unit.slug}", "label": _("Compare channels")}],
        "stats": measure_stats(
            [found.from_paper[0], found.to_english[0]],
            found.share[0],
            [found.against_usual[0], found.per_reach[0]],
            found.mentions,
        ),
        "found": found,
        "days": days,
        "below": below,
        "known": [
            (_("from paper to release"), found.from_paper[1]),
            (_("from Chinese to English"), found.to_english[1]),
            (_("planned channels reached"), found.share[1]),
            (_("reach against the usual"), found.against_usual[1]),
        ],
        "rows": [
            {
                "one": one,
                "paper": hours_in_words(one.timeliness.from_paper),
                "english": hours_in_words(one.timeliness.to_english),
                "share": percent(one.fit.share),
                "usual": f"{number(one.effect.against_usual, 2)} ×" if one.effect.against_usual is not None else "—",
            }
            for one in found.rows[:SHOWN]
        ],
    }
    return render(request, "channels/matrix/unit_figures.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Channels beside each other: each by its own middle, never by one lucky post."""
    wanted = {name: request.GET.get(name, "") for name in ("q", "unit", "kind", "language", "state")}
    rows = matrix_reads.filtered(permissions.channels_for(request.user), wanted | {"all": "1"}, timezone.now())
    found = reads.compare(rows)
    units = permissions.matrix_units(request.user).order_by("path")
    context = {
        "page_title": _("Compare channels"),
        "page_note": _(
            "The median reach of the posts of 365 days, and the half of the posts around it. "
            "Channels with fewer than 8 posts stand below."
        ),
        "page_actions": [{"url": reverse("channels_matrix"), "label": _("Media matrix")}],
        "filter_form": MatrixFilterForm(request.GET or None, units=units),
        "filtered": any(wanted.values()),
        "rows": [
            {
                "one": one,
                "median": number(one.spread.median),
                "rate": number(one.per_thousand, 1),
                "half": f"{number(one.spread.low)} – {number(one.spread.high)}",
                "url": reverse("channels_figures_channel", args=[one.channel.pk]),
            }
            for one in found
        ],
        "bars": [
            {
                "label": one.channel.name,
                "value": one.spread.median or 0,
                "text": number(one.spread.median),
                "url": reverse("channels_figures_channel", args=[one.channel.pk]),
            }
            for one in found[:12]
            if not one.spread.is_few
        ],
    }
    return render(request, "channels/matrix/compare.html", context)

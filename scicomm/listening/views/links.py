"""Links of mentions that somebody should look at, and what was earned: coverage of a story, paper, person or unit."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from scicomm.core.text import safe_cell
from scicomm.journals.models import Article
from scicomm.listening import actions, permissions
from scicomm.listening.enums import LinkState
from scicomm.listening.queries.coverage import Earned, earned
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import OVERSEERS, units_under

A_PAGE = 30
PERIOD = dt.timedelta(days=91)


@require_safe
def doubtful_links(request: HttpRequest) -> HttpResponse:
    """Links that the program is not sure of, the newest first."""
    rows = permissions.links_for(request.user).filter(state=LinkState.DOUBTFUL)
    rows = rows.select_related("mention", "article", "dossier__story", "person__unit", "unit").order_by("-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "listening/links.html", {"page_title": _("Links to look at"), "page": page, "query": ""})


@require_POST
def decide_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Right or wrong; back to where one was."""
    link = permissions.get_link_for(request.user, pk)
    actions.judge_link(link, right="right" in request.POST, acting_user=request.user)
    if "list" in request.POST:
        return redirect("listening_links")
    return redirect("listening_mention", link.mention_id)


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return otherwise


def _about(request: HttpRequest) -> Any:
    """What the coverage is of: a story, paper or person of one's units by number, else a unit; the first of them by default."""
    units = units_under(request.user, OVERSEERS)
    kinds: dict[str, Any] = {
        "story": Dossier.objects.public().filter(unit__in=units).select_related("story"),
        "article": Article.objects.filter(journal__unit__in=units),
        "person": Person.objects.filter(unit__in=units),
    }
    for name, rows in kinds.items():
        number = request.GET.get(name, "")
        if number.isdecimal():
            found = rows.filter(pk=int(number)).first()
            if found is not None:
                return found
    return units.filter(slug=request.GET.get("unit", "")).first() or units.order_by("path").first()


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Independent reports, copies, outlets, first report; by day, class and language; also as CSV."""
    about = _about(request)
    if about is None:
        raise PermissionDenied
    today = timezone.localdate()
    until = min(_day(request.GET.get("until", ""), today), today)
    since = min(_day(request.GET.get("since", ""), until - PERIOD), until)
    found = earned(permissions.mentions_for(request.user), about=about, since=since, until=until)
    if request.GET.get("format") == "csv":
        return _csv(found, since, until)
    most = max((count for _d, count in found.by_day), default=0)
    stories = Dossier.objects.public().filter(unit__in=units_under(request.user, OVERSEERS)).select_related("story")
    context = {
        "page_title": pgettext("in the media", "Coverage"), "about": about, "kind": type(about).__name__.lower(),
        "found": found, "since": since,
        "until": until, "query": request.GET.urlencode(), "is_unit": isinstance(about, Unit),
        "units": units_under(request.user, OVERSEERS).order_by("path")[:60],
        "stories": stories.order_by("-published_at")[:40],
        "bars": [
            {"label": date_format(day, "MONTH_DAY_FORMAT"), "value": n, "text": str(n), "here": n == most}
            for day, n in found.by_day[-40:]
        ],
    }  # fmt: skip
    return render(request, "listening/coverage.html", context)


def _csv(found: Earned, since: dt.date, until: dt.date) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coverage-{since}-{until}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(
        [_("published at"), _("title"), _("source"), _("who speaks"), _("language"), _("how it tells"), _("address")]
    )
    for one in found.mentions:
        moment = one.published_at or one.found_at
        writer.writerow(
            [
                moment.isoformat(),
                safe_cell(one.title),
                safe_cell(one.source),
                one.source_class,
                one.language,
                one.way.label if one.way else "",
                safe_cell(one.url),
            ]
        )
    return answer

"""Figures entered by hand: one of a release, or a file of many."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.channels import actions, permissions
from scicomm.channels.enums import FigureSource
from scicomm.channels.forms import FiguresFileForm, FiguresForm
from scicomm.channels.models import Release
from scicomm.channels.queries import figures as reads
from scicomm.channels.rules.figure_files import FigureLine, figure_lines
from scicomm.channels.rules.packages import Figure
from scicomm.channels.rules.sheets import BadRow
from scicomm.channels.views.accounts import bad_words
from scicomm.channels.views.pages import form_page, refused


def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a figure of a release by hand."""
    release = permissions.get_release_for(request.user, pk)
    if not permissions.can_enter_figures(request.user, release.channel):
        raise PermissionDenied
    back = reverse("channels_figures_channel", args=[release.channel_id])
    form = FiguresForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        figure = Figure(values["metric"], values["value"], _moment(values["day"]), FigureSource.HAND)
        if not refused(form, lambda: _keep(request, release, [figure], is_estimate=values["is_estimate"])):
            messages.success(request, _("Entered."))
            return redirect(back)
    note = f"{release.dossier.story.title} · {release.channel.name}"
    return form_page(request, form, title=_("Enter a figure"), note=note, back=back, verb=_("Enter"))


def _moment(day: dt.date) -> dt.datetime:
    """A number that is told by the day holds from its noon: late enough for the day, early enough for a newer one."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _keep(request: HttpRequest, release: Release, figures: list[Figure], *, is_estimate: bool) -> int:
    return actions.record_figures(
        release, figures, source=FigureSource.HAND, is_estimate=is_estimate, acting_user=request.user
    )


def enter_file(request: HttpRequest) -> HttpResponse:
    """Figures of many releases from a file; nothing of a file with a wrong line is kept."""
    mine = permissions.releases_to_enter(request.user)
    if not permissions.register_units(request.user).exists():
        raise PermissionDenied
    form = FiguresFileForm(request.POST or None, request.FILES or None)
    bad: list[str] = []
    if request.method == "POST" and form.is_valid():
        lines, wrong = figure_lines(form.cleaned_data["file"].read(), timezone.localdate())
        releases = reads.releases_named(mine, {line.place for line in lines})
        wrong += [BadRow(line.line, "unknown", line.place[:60]) for line in lines if line.place not in releases]
        bad = bad_words(sorted(wrong, key=lambda row: row.line)) or ([] if lines else [_("The file holds no line.")])
        if not bad:
            stored = actions.record_figure_lines(
                [(releases[line.place], _figure(line), line.is_estimate) for line in lines], acting_user=request.user
            )
            said = ngettext("%(count)s figure is new or changed.", "%(count)s figures are new or changed.", stored)
            messages.success(request, said % {"count": stored})
            return redirect("channels_compare")
    return form_page(
        request, form, title=_("Take in figures"), back=reverse("channels_compare"), verb=_("Take in"), bad=bad
    )


def _figure(line: FigureLine) -> Figure:
    return Figure(line.metric, line.value, _moment(line.day), FigureSource.HAND)

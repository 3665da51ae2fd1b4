"""The page of one account, and the steps of keeping it: register, change, credentials, hand over, close, check, followers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from scicomm.channels import actions, permissions
from scicomm.channels.enums import BUILT_IN, ChannelKind
from scicomm.channels.forms import (
    AccountForm,
    CloseForm,
    CredentialsForm,
    FollowersFileForm,
    FollowersForm,
    HandOverForm,
    KindForm,
)
from scicomm.channels.models import Channel, ChannelSecret, FollowerCount
from scicomm.channels.queries import matrix as reads
from scicomm.channels.queries.timing import best_times
from scicomm.channels.rules.matrix import segment_words
from scicomm.channels.rules.metric_words import ROW_WORDS
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.channels.rules.sheets import BadRow, follower_rows
from scicomm.channels.views.pages import form_page, refused
from scicomm.newsroom.rules.charts import ChartData, Series
from scicomm.organisation.models import Unit

A_YEAR = dt.timedelta(days=370)


def _keep(request: HttpRequest, pk: int) -> Channel:
    channel = permissions.get_account_for(request.user, pk)
    if not permissions.can_keep_account(request.user, channel):
        raise PermissionDenied
    return channel


def _back(channel: Channel) -> str:
    return reverse("channels_account", args=[channel.pk])


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about an account but its credentials."""
    channel = permissions.get_account_for(request.user, pk)
    today = timezone.localdate()
    row = reads.account_row(channel)
    counts = reads.followers_over_time(channel, today - A_YEAR)
    may = permissions.can_keep_account(request.user, channel) and channel.closed_at is None
    secret = ChannelSecret.objects.filter(channel=channel).first()
    platform = PLATFORMS.get(channel.kind)
    context = {
        "page_title": channel.name,
        "page_note": f"{channel.unit.name} · {channel.get_kind_display()} · {channel.get_language_display()}",
        "page_actions": _page_actions(channel, may),
        "row": row,
        "channel": channel,
        "may": may,
        "secret": secret,
        "platform": platform,
        "settings": [(spec.label, channel.settings.get(spec.name, "")) for spec in platform.settings]
        if platform
        else [],
        "segments": segment_words(channel.segments),
        "chart": _chart(counts),
        "counts": list(reversed(counts))[:12],
        "licences": channel.licences.select_related("document"),
        "responsibles": channel.responsibles.select_related("person"),
        "checks": channel.checks.exclude(done_at=None)[:5],
        "inspections": channel.inspections.select_related("round").order_by("-round__year")[:5],
        "findings": channel.findings.order_by("-found_at")[:5],
        "times": best_times(channel, 3),
        "today": today,
    }
    return render(request, "channels/matrix/account.html", context)


def _page_actions(channel: Channel, may: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"url": reverse("channels_matrix"), "label": _("Media matrix")},
        {"url": reverse("channels_figures_channel", args=[channel.pk]), "label": _("Its posts")},
    ]
    if may:
        found += [
            {"url": reverse("channels_account_hand_over", args=[channel.pk]), "label": _("Hand over")},
            {"url": reverse("channels_account_close", args=[channel.pk]), "label": _("Close account")},
            {"url": reverse("channels_account_edit", args=[channel.pk]), "label": _("Change"), "main": True},
        ]
    return found


def _chart(counts: list[FollowerCount]) -> dict[str, Any] | None:
    """The line of followers over a year, thinned to about fifty points."""
    step = max(1, len(counts) // 50)
    kept = counts[::step] if not counts or counts[-1] is counts[::step][-1] else [*counts[::step], counts[-1]]
    if len(kept) < 2:
        return None
    data = ChartData(
        "line",
        _("Day"),
        tuple(date_format(row.day, "Y-m-d") for row in kept),
        tuple(float(row.day.toordinal()) for row in kept),
        (Series(_("Followers"), tuple(float(row.value) for row in kept)),),
    )
    grown = kept[-1].value - kept[0].value
    title = _("%(change)s followers since %(day)s") % {
        "change": f"{grown:+,}",
        "day": date_format(kept[0].day, "DATE_FORMAT"),
    }
    return {"data": data, "title": title, "unit": "", "source": "", "highlight": ""}


def new(request: HttpRequest) -> HttpResponse:
    """Register an account: first whose and where, then what the platform needs."""
    units = permissions.register_units(request.user)
    if not units.exists():
        raise PermissionDenied
    unit = units.filter(slug=request.GET.get("unit", "")).first()
    kind = request.GET.get("kind", "")
    back = reverse("channels_matrix")
    if unit is None or kind not in ChannelKind.values or kind in BUILT_IN:
        kinds = KindForm(request.GET if "kind" in request.GET else None, units=units)
        context = {
            "page_title": _("Register an account"),
            "page_note": _("First: whose it is, and where."),
            "form": kinds,
            "back": back,
            "page_actions": [{"url": back, "label": _("Back")}],
        }
        return render(request, "channels/matrix/kind.html", context)
    initial = {"language": "zh-hans"}
    form = AccountForm(request.POST or None, unit=unit, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[Channel] = []
        if not refused(form, lambda: made.append(_register(request, unit, kind, form))):
            messages.success(request, _("Registered."))
            return redirect(_back(made[0]))
    words = _("%(kind)s of %(unit)s") % {"kind": ChannelKind(kind).label, "unit": unit.name}
    return form_page(request, form, title=_("Register an account"), note=words, back=back, verb=_("Register"))


def _register(request: HttpRequest, unit: Unit, kind: str, form: AccountForm) -> Channel:
    values = form.cleaned_data
    return actions.register_with_credentials(
        unit,
        kind,
        acting_user=request.user,
        owner=values["owner"],
        deputy=values["deputy"],
        secrets=form.secrets,
        expires_at=_end_of(values.get("secret_ends")),
        **form.values,
    )


def _end_of(day: dt.date | None) -> dt.datetime | None:
    """Credentials that are good until a day are good for all of it."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59))) if day else None


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _keep(request, pk)
    form = AccountForm(request.POST or None, unit=channel.unit, kind=channel.kind, channel=channel)
    sent = request.method == "POST" and form.is_valid()
    if sent and not refused(form, lambda: actions.edit_account(channel, acting_user=request.user, **form.values)):
        messages.success(request, _("Saved."))
        return redirect(_back(channel))
    return form_page(request, form, title=_("Change account"), note=channel.name, back=_back(channel))


def credentials(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _keep(request, pk)
    platform = PLATFORMS.get(channel.kind)
    if platform is None or not platform.secrets:
        messages.info(request, _("Outlets of this kind need no credentials."))
        return redirect(_back(channel))
    secret = ChannelSecret.objects.filter(channel=channel).first()
    ends = timezone.localdate(secret.expires_at) if secret and secret.expires_at else None
    kept = secret.names if secret else []
    form = CredentialsForm(request.POST or None, channel=channel, kept=kept, initial={"secret_ends": ends})
    if request.method == "POST" and form.is_valid():
        expires_at = _end_of(form.cleaned_data.get("secret_ends"))
        if not refused(
            form,
            lambda: actions.set_credentials(channel, form.secrets, acting_user=request.user, expires_at=expires_at),
        ):
            messages.success(request, _("Sealed. Check the account to see whether they are good."))
            return redirect(_back(channel))
    intro = _("They are sealed at once and never shown again, to nobody; they can only be replaced.")
    return form_page(
        request, form, title=_("Credentials"), note=channel.name, back=_back(channel), intro=intro, verb=_("Seal")
    )


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _keep(request, pk)
    initial = {"owner": channel.owner_id, "deputy": channel.deputy_id}
    form = HandOverForm(request.POST or None, channel=channel, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if not refused(form, lambda: actions.hand_over_account(channel, acting_user=request.user, **values)):
            messages.success(
                request, _("Handed over. Change the credentials on the platform too, then seal the new ones here.")
            )
            return redirect(_back(channel))
    return form_page(request, form, title=_("Hand over"), note=channel.name, back=_back(channel), verb=_("Hand over"))


def close(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _keep(request, pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if not refused(form, lambda: actions.close_account(channel, acting_user=request.user, reason=reason)):
            messages.success(request, _("Closed. Its credentials are destroyed; what it published stays on record."))
            return redirect(_back(channel))
    intro = _(
        "Nothing goes there any more, and its credentials here are destroyed. "
        "The account on the platform itself stays until you close it there."
    )
    return form_page(
        request, form, title=_("Close account"), note=channel.name, back=_back(channel), intro=intro, verb=_("Close")
    )


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    channel = _keep(request, pk)
    return redirect("channels_checks", actions.ask_checks([channel], acting_user=request.user))


def followers(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one number."""
    channel = _keep(request, pk)
    form = FollowersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        counts = {form.cleaned_data["day"]: form.cleaned_data["value"]}
        if not refused(form, lambda: actions.enter_followers(channel, counts, acting_user=request.user)):
            messages.success(request, _("Entered."))
            return redirect(_back(channel))
    return form_page(request, form, title=_("Enter followers"), note=channel.name, back=_back(channel), verb=_("Enter"))


def followers_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a history; nothing of a file with a wrong line is kept, and every wrong line is named."""
    channel = _keep(request, pk)
    form = FollowersFileForm(request.POST or None, request.FILES or None)
    bad: list[str] = []
    if request.method == "POST" and form.is_valid():
        counts, wrong = follower_rows(form.cleaned_data["file"].read(), timezone.localdate())
        bad = bad_words(wrong)
        if not bad and not counts:
            bad = [_("The file holds no line.")]
        if not bad:
            stored = actions.enter_followers(channel, counts, acting_user=request.user)
            said = ngettext("%(count)s day is new or changed.", "%(count)s days are new or changed.", stored)
            messages.success(request, said % {"count": stored})
            return redirect(_back(channel))
    return form_page(
        request,
        form,
        title=_("Take in a history of followers"),
        note=channel.name,
        back=_back(channel),
        verb=_("Take in"),
        bad=bad,
    )


def bad_words(wrong: list[BadRow], most: int = 20) -> list[str]:
    """What is wrong with the lines of a file, each with its number; the first so many."""
    said = [
        (
            _("Line %(line)s: %(what)s") % {"line": row.line, "what": ROW_WORDS[row.code]}
            if row.line
            else str(ROW_WORDS[row.code])
        )
        + (f" ({row.said})" if row.said else "")
        for row in wrong[:most]
    ]
    if len(wrong) > most:
        said.append(_("… and %(count)s more lines") % {"count": len(wrong) - most})
    return said

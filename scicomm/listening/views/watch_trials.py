"""The page of a watch, trying a query out on the last month, and watches as a file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms import TrialForm, WatchFileForm
from scicomm.listening.models import SourceClass, Watch
from scicomm.listening.rules.watches import NoWatchFile, QueryError, Scope, fires_too_often, to_file
from scicomm.listening.rules.watches import render as written
from scicomm.listening.views.watches import PAUSES
from scicomm.organisation.permissions import units_here

FIELDS = (
    "name", "query", "any_words", "all_words", "none_words", "language", "source_classes", "without_own", "without_copies",
    "once_a_topic", "delivery", "hour", "weekday", "working_days", "most_an_hour", "is_on",
)  # fmt: skip


def _words(watch: Watch) -> str:
    """The query in its canonical form, or nothing where it cannot be read."""
    try:
        return written(watch.node)
    except QueryError:
        return ""


def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """One watch: how it was understood, how busy it is, whom it tells, what is muted."""
    found: Watch = permissions.get_watch_for(request.user, pk)
    beat = queries.rhythm(found, timezone.now())
    context = {
        "page_title": found.name,
        "page_note": f"{found.unit} · {found.owner.get_full_name() or found.owner.username}",
        "watch": found,
        "understood": _words(found),
        "rhythm": beat,
        "too_often": fires_too_often(beat.alerts, beat.seen, beat.days),
        "readers": found.reading.select_related("user__person"),
        "classes": [label for value, label in SourceClass.choices if value in found.source_classes],
        "mutes": found.mutes.select_related("topic"),
        "mails": found.mails.select_related("user__person")[:8],
        "can_change": permissions.can_change_watch(request.user, found),
        "is_snoozed": bool(found.snoozed_until and found.snoozed_until > timezone.now()),
        "pauses": PAUSES,
    }
    return render(request, "listening/watch.html", context)


def _start(request: HttpRequest) -> dict[str, Any] | None:
    """The values of a watch that is to be tried out."""
    pk = request.GET.get("watch", "")
    if not pk.isdecimal():
        return None
    found: Watch = permissions.get_watch_for(request.user, pk)
    return {
        "unit": found.unit_id, "query": _words(found), "language": found.language, "source_classes": found.source_classes,
        "without_own": found.without_own, "without_copies": found.without_copies,
    }  # fmt: skip


def try_watch(request: HttpRequest) -> HttpResponse:
    """What a query would have found in the last 31 days; as a whole page, or as its result alone for htmx."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    start = _start(request)
    is_asked = "query" in request.GET
    form = TrialForm(start if start and not is_asked else request.GET if is_asked else None)
    unit_field: Any = form.fields["unit"]
    unit_field.queryset = units_here(request.user, permissions.LISTENERS)
    context: dict[str, Any] = {"page_title": _("Try out on the last month"), "form": form, "run": None}
    if form.is_bound and form.is_valid() and form.node is not None:
        context |= _run(request, form)
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "listening/parts/trial.html" if is_part else "listening/try_watch.html", context)


def _run(request: HttpRequest, form: TrialForm) -> dict[str, Any]:
    values = form.cleaned_data
    scope = Scope(
        languages=frozenset({values["language"]} - {""}),
        classes=frozenset(values["source_classes"]),
        without_own=values["without_own"],
        without_copies=values["without_copies"],
        path=values["unit"].path if values["unit"] else "",
    )
    run = queries.try_on_last_month(form.node, scope, permissions.mentions_for(request.user), timezone.now())
    understood = written(form.node)
    return {
        "run": run,
        "understood": understood,
        "bars": queries.bars_by_day(run.days),
        "sources": run.sources.most_common(8),
        "quieter": [(word, count, f'({understood}) NOT "{word}"') for word, count in run.quieter],
        "query": request.GET.get("query", ""),
    }


def watches_file(request: HttpRequest) -> HttpResponse:
    """One's own watches as JSON."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    mine = Watch.objects.filter(owner_id=request.user.pk).order_by("name", "pk")
    rows = [{name: getattr(found, name) for name in FIELDS} for found in mine]
    response = HttpResponse(to_file(rows), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="watches.json"'
    return response


def transfer(request: HttpRequest) -> HttpResponse:
    """Read watches from a file; says what was made, what was there, and what was refused and why."""
    units = units_here(request.user, permissions.LISTENERS)
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    form = WatchFileForm(request.POST or None, request.FILES or None)
    unit_field: Any = form.fields["unit"]
    unit_field.queryset = units
    report = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["upload"].read()
        try:
            report = actions.import_watches(data, unit=form.cleaned_data["unit"], acting_user=request.user)
        except NoWatchFile:
            words = _("This is no file of watches: a JSON list of watches is expected, as it is written out here.")
            form.add_error("upload", words)
    context = {"page_title": _("Watches as a file"), "form": form, "report": report}
    return render(request, "listening/transfer.html", context)

"""Many at once: lists of feeds in and out, tables, addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.core.models import ProgressRow
from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms import ColumnsForm, HandInForm, OpmlForm, TableForm
from scicomm.listening.models import Feed, SourceKind
from scicomm.listening.rules.parsing import FeedRefused, Item
from scicomm.listening.rules.sources.tables import Table, look_at, row_item
from scicomm.organisation.permissions import allowed, units_here

_BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _units(request: HttpRequest) -> Any:
    """The units whose sources the user keeps."""
    if not permissions.can_keep_somewhere(request.user):
        raise PermissionDenied
    return units_here(request.user, permissions.LISTENERS).order_by("path")


def _refuse(form: Any, error: ValidationError) -> None:
    for name, words in getattr(error, "message_dict", {None: error.messages}).items():
        for word in words:
            form.add_error(name if name in form.fields else None, word)


@_BOTH
def opml_in(request: HttpRequest) -> HttpResponse:
    """Take in a list of feeds, and say of each entry what became of it."""
    form = OpmlForm(request.POST or None, request.FILES or None, units=_units(request))
    imported = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        imported = actions.import_opml(
            values["unit"], form.found, source_class=values["source_class"], acting_user=request.user
        )
    context = {"page_title": _("Take in a list of feeds (OPML)"), "form": form, "imported": imported}
    return render(request, "listening/opml.html", context)


@require_safe
def opml_out(request: HttpRequest) -> HttpResponse:
    """The feeds one may see, for other readers."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    content = queries.opml_of(permissions.feeds_for(request.user), _("Feeds"))
    headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
    return HttpResponse(content, content_type="text/x-opml; charset=utf-8", headers=headers)


@_BOTH
def hand_in(request: HttpRequest) -> HttpResponse:
    """Keep addresses that somebody met; their pages are read afterwards."""
    form = HandInForm(request.POST or None, units=_units(request))
    result = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            result = actions.hand_in(
                values["unit"], values["addresses"], source_class=values["source_class"], acting_user=request.user
            )
        except ValidationError as error:
            _refuse(form, error)
    context = {"page_title": _("Hand in addresses"), "form": form, "result": result}
    return render(request, "listening/hand_in.html", context)


@_BOTH
def table_new(request: HttpRequest) -> HttpResponse:
    """Hand in a table; its columns are looked at on the next page."""
    form = TableForm(request.POST or None, request.FILES or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            feed = actions.add_table(
                values["unit"],
                name=values["name"],
                file_name=values["upload"].name,
                content=form.content,
                source_class=values["source_class"],
                acting_user=request.user,
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            return redirect("listening_table", pk=feed.pk)
    tables = permissions.feeds_for(request.user).filter(kind=SourceKind.TABLE).defer("content").order_by("-pk")[:20]
    context = {"page_title": _("Take in a table"), "form": form, "tables": tables}
    return render(request, "listening/table_new.html", context)


@_BOTH
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: name its columns and see what would come; then how far it is, and what was refused."""
    feed = allowed(permissions.feeds_for(request.user).filter(kind=SourceKind.TABLE).select_related("unit"), pk)
    may = permissions.can_keep_feeds(request.user, feed.unit)
    context: dict[str, Any] = {"page_title": feed.name, "feed": feed, "counts": feed.mapping.get("counts") or {}}
    if feed.mapping.get("begun"):
        row = ProgressRow.objects.filter(key=f"listening.table.{feed.pk}").first()
        return render(
            request, "listening/table.html", {**context, "is_running": True, "progress": row, "refresh_seconds": 3}
        )
    if not feed.content or not may:
        return render(request, "listening/table.html", context)
    return _columns(request, feed, context)


def _columns(request: HttpRequest, feed: Feed, context: dict[str, Any]) -> HttpResponse:
    encoding = request.POST.get("encoding") or str(feed.mapping.get("encoding") or "")
    try:
        seen = look_at(bytes(feed.content or b""), encoding)
    except FeedRefused as error:
        return render(request, "listening/table.html", {**context, "refusal": str(error)})
    initial = {**(feed.mapping.get("columns") or {}), "encoding": encoding}
    form = ColumnsForm(request.POST or None, table=seen, initial=initial)
    if request.method == "POST" and form.is_valid() and "take" in request.POST:
        try:
            actions.begin_table(
                feed, columns=form.columns, encoding=form.cleaned_data.get("encoding", ""), acting_user=request.user
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("The rows are being taken in."))
            return redirect("listening_table", pk=feed.pk)
    columns = form.columns if form.is_bound and form.is_valid() else initial
    return render(
        request, "listening/table.html", {**context, "form": form, "seen": seen, "preview": _preview(seen, columns)}
    )


def _preview(seen: Table, columns: dict[str, str]) -> list[dict[str, Any]]:
    """The first rows as they would be kept, or why they would not."""
    found = [row_item(seen.headings, row, columns) for row in seen.first_rows[:10]]
    return [{"item": each, "is_kept": isinstance(each, Item)} for each in found]

"""What the pages of this room share: a form on a page, what an action refused said in the form, a file to download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from scicomm.channels.rules.sheets import Cell, csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused(form: forms.Form, do: Callable[[], Any]) -> bool:
    """Whether an action refused; what it said stands in the form then, at its fields where it names them."""
    try:
        do()
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, said in error.message_dict.items():
                form.add_error(name if name in form.fields else None, said)
        else:
            form.add_error(None, error.messages)
        return True
    return False


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    back: str,
    note: str = "",
    verb: str = "",
    intro: str = "",
    remove: str = "",
    bad: Sequence[str] = (),
) -> HttpResponse:
    """A page with one form; 400 where it was refused, with all that was typed but credentials."""
    context = {
        "page_title": title,
        "page_note": note,
        "form": form,
        "back": back,
        "verb": verb or _("Save"),
        "intro": intro,
        "remove": remove,
        "bad": bad,
        "page_actions": [{"url": back, "label": _("Back")}],
    }
    return render(request, "channels/matrix/form.html", context, status=400 if form.errors or bad else 200)


def download(request: HttpRequest, name: str, head: Sequence[str], table: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A table as a file: Excel where `format=xlsx` is asked, else CSV."""
    lines = list(table)
    if request.GET.get("format") == "xlsx":
        response = HttpResponse(xlsx_bytes(head, lines, name), content_type=XLSX)
        ending = "xlsx"
    else:
        response = HttpResponse(csv_bytes(head, lines), content_type="text/csv; charset=utf-8")
        ending = "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def number(value: float | None, decimals: int = 0) -> str:
    """A number for people; a dash where there is none."""
    return "—" if value is None else f"{value:,.{decimals}f}"


def percent(value: float | None) -> str:
    return "—" if value is None else f"{number(value * 100)} %"

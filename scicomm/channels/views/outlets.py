"""Licences and responsible persons of an outlet: added, changed, taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.assets.models import AssetDocument
from scicomm.assets.permissions import assets_for
from scicomm.channels import actions, permissions
from scicomm.channels.forms import LicenceForm, ResponsibleForm
from scicomm.channels.models import Channel, OutletLicence, Responsible
from scicomm.channels.views.pages import form_page, refused


def _keep(request: HttpRequest, channel: Channel) -> Channel:
    if not permissions.can_keep_account(request.user, channel):
        raise PermissionDenied
    return channel


def _back(channel: Channel) -> str:
    return reverse("channels_account", args=[channel.pk])


def new_licence(request: HttpRequest, pk: int) -> HttpResponse:
    return _licence(request, _keep(request, permissions.get_account_for(request.user, pk)), None)


def licence(request: HttpRequest, pk: int) -> HttpResponse:
    row = permissions.get_licence_for(request.user, pk)
    return _licence(request, _keep(request, row.channel), row)


def _licence(request: HttpRequest, channel: Channel, row: OutletLicence | None) -> HttpResponse:
    documents = assets_for(request.user, AssetDocument).filter(collection=channel.unit.collection_id)
    names = ("kind", "number", "authority", "valid_from", "valid_until", "note", "document")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = LicenceForm(request.POST or None, documents=documents, initial=initial)
    if request.method == "POST" and row is not None and "remove" in request.POST:
        actions.remove_licence(row, acting_user=request.user)
        messages.success(request, _("Taken out. What it said stays in the history of the outlet."))
        return redirect(_back(channel))
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        if not refused(form, lambda: actions.put_licence(channel, acting_user=request.user, licence=row, **values)):
            messages.success(request, _("Saved."))
            return redirect(_back(channel))
    title = _("Licence") if row else _("Add a licence")
    return form_page(
        request, form, title=title, note=channel.name, back=_back(channel), remove=_("Take out") if row else ""
    )


def new_responsible(request: HttpRequest, pk: int) -> HttpResponse:
    return _responsible(request, _keep(request, permissions.get_account_for(request.user, pk)), None)


def responsible(request: HttpRequest, pk: int) -> HttpResponse:
    row = permissions.get_responsible_for(request.user, pk)
    return _responsible(request, _keep(request, row.channel), row)


def _responsible(request: HttpRequest, channel: Channel, row: Responsible | None) -> HttpResponse:
    names = ("duty", "person", "name", "starts_on", "ends_on")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = ResponsibleForm(request.POST or None, people=permissions.keepers_of(channel.unit), initial=initial)
    if request.method == "POST" and row is not None and "remove" in request.POST:
        actions.remove_responsible(row, acting_user=request.user)
        messages.success(request, _("Taken out. What it said stays in the history of the outlet."))
        return redirect(_back(channel))
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        if not refused(
            form, lambda: actions.put_responsible(channel, acting_user=request.user, responsible=row, **values)
        ):
            messages.success(request, _("Saved."))
            return redirect(_back(channel))
    title = _("Responsible person") if row else _("Add a responsible person")
    return form_page(
        request, form, title=title, note=channel.name, back=_back(channel), remove=_("Take out") if row else ""
    )

"""Coverages and sources on a topic's page."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.journals.models import Article
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import CoverageState
from scicomm.newsroom.forms import CoverageForm, CoverageStateForm, SourceForm
from scicomm.newsroom.models import Coverage, Topic
from scicomm.newsroom.rules import doi_in
from scicomm.organisation.permissions import require

_LEAD = re.compile(r"/leads/(\d{1,18})(?:/|$)")


def coverage_lines(topic: Topic, user: Any, forms: dict[str, Any]) -> list[dict[str, Any]]:
    """The coverages of a topic, with the states each may be given by this user."""
    return [
        {
            "row": row,
            "may_move": permissions.can_move_coverage(user, row),
            "states": [
                {"value": value, "label": label} for value, label in CoverageState.choices if value != row.state
            ],
        }
        for row in queries.coverages_of(topic)
    ]


def source_form(topic: Topic, user: Any, data: Any = None) -> SourceForm:
    assets = [(str(asset.pk), str(asset)[:120]) for asset in queries.choosable_assets(user, topic.unit)]
    return SourceForm(data, assets=assets)


def _coverage_page(request: HttpRequest, topic: Topic, coverage: Coverage | None) -> HttpResponse:
    """The form of one coverage, new or there already."""
    require(permissions.can_edit_topic(request.user, topic))
    names = ("kind", "note", "person", "due_on")
    initial = {name: getattr(coverage, name) for name in names} if coverage else {"due_on": topic.planned_on}
    form = CoverageForm(request.POST or None, initial=initial, people=queries.possible_makers(topic.unit))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_coverage(topic, coverage=coverage, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("newsroom_topic", topic.pk)
    context = {
        "page_title": _("Coverage of “%(title)s”") % {"title": topic.title}, "form": form, "verb": _("Save"),
        "back": reverse("newsroom_topic", args=[topic.pk]),
    }  # fmt: skip
    return render(request, "newsroom/topic_form.html", context, status=400 if form.errors else 200)


def new_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a coverage of a topic."""
    return _coverage_page(request, permissions.get_topic_for(request.user, pk), None)


def edit_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a coverage."""
    coverage = permissions.get_coverage_for(request.user, pk)
    return _coverage_page(request, coverage.topic, coverage)


@require_POST
def move_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a coverage is."""
    coverage = permissions.get_coverage_for(request.user, pk)
    form = CoverageStateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how far it is."))
    else:
        actions.move_coverage(coverage, form.cleaned_data["state"], acting_user=request.user)
        messages.success(request, _("Saved."))
    return redirect("newsroom_topic", coverage.topic_id)


def _source_values(form: SourceForm, topic: Topic, user: Any) -> dict[str, Any]:
    """What was pasted or chosen as the source it is; a DOI the house does not have is a link to its resolver."""
    text, asset = form.cleaned_data["source"].strip(), form.cleaned_data.get("asset")
    values: dict[str, Any] = {"label": form.cleaned_data["label"]}
    if asset:
        chosen = [one for one in queries.choosable_assets(user, topic.unit) if str(one.pk) == asset]
        values["asset"] = chosen[0] if chosen else None
    if lead := _LEAD.search(text):
        found = permissions.leads_for(user).filter(pk=lead[1]).first()
        if found is None:
            raise ValidationError(_("There is no such lead, or it is not yours to see."))
        return {**values, "lead": found}
    doi = doi_in(text)
    article = Article.objects.filter(doi=doi).first() if doi else None
    if article is not None:
        return {**values, "article": article}
    return {**values, "url": text if "://" in text or not doi else f"https://doi.org/{doi}"}


@require_POST
def add_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a topic stands on."""
    topic = permissions.get_topic_for(request.user, pk)
    require(permissions.can_edit_topic(request.user, topic))
    form = source_form(topic, request.user, request.POST)
    if form.is_valid():
        try:
            actions.add_source(topic, acting_user=request.user, **_source_values(form, topic, request.user))
        except ValidationError as error:
            form.add_error("source", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("newsroom_topic", pk)
    context = {
        "page_title": _("Sources of “%(title)s”") % {"title": topic.title}, "form": form, "verb": _("Add"),
        "back": reverse("newsroom_topic", args=[topic.pk]),
    }  # fmt: skip
    return render(request, "newsroom/topic_form.html", context, status=400)


@require_POST
def remove_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a source off a topic."""
    source = permissions.get_source_for(request.user, pk)
    topic = source.topic_id
    actions.remove_source(source, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("newsroom_topic", topic)

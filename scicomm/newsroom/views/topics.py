"""Topics on the desk: the board, its lanes as lists, one topic, its plan and its moves, beginning a story."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import Profile
from scicomm.newsroom.forms import MoveForm, NewTopicForm, StartForm, TopicForm
from scicomm.newsroom.models import Topic
from scicomm.newsroom.views.coverages import coverage_lines, source_form
from scicomm.organisation.permissions import EDITORS, holds_anywhere, require, units_here


def _narrowed(request: HttpRequest) -> dict[str, Any]:
    """What a board or a list is narrowed to, and to what it can be."""
    narrowed = queries.narrowing_of(request.user, request.GET)
    here = {
        "unit": narrowed.unit.slug if narrowed.unit else "",
        "public": narrowed.public,
        "editor": str(narrowed.editor or ""),
    }
    return {"narrowed": narrowed, "here": here, "choices": queries.board_choices(request.user)}


def _new_actions(user: Any) -> list[dict[str, Any]]:
    lead = {"url": reverse("newsroom:report"), "label": _("New lead"), "icon": "lead"}
    topic = {"url": reverse("newsroom_new_topic"), "label": _("New topic"), "icon": "plus", "main": True}
    return [lead, topic] if holds_anywhere(user, EDITORS) else [lead]


def board(request: HttpRequest) -> HttpResponse:
    """The board: leads, topics, writing, review, waiting to be released."""
    narrowing = _narrowed(request)
    context = {
        "page_title": _("Topics"),
        "lanes": queries.board_of(request.user, narrowing["narrowed"]),
        "page_actions": _new_actions(request.user),
        **narrowing,
    }
    return render(request, "newsroom/board.html", context)


def lane(request: HttpRequest, name: str) -> HttpResponse:
    """All that stands in one lane of the board."""
    if name not in queries.LANES:
        raise Http404
    narrowing = _narrowed(request)
    rows = queries.lane_rows(request.user, name, narrowing["narrowed"])
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {
        "page_title": queries.LANES[name],
        "page": page,
        "slips": [queries.slip_of(name, row) for row in page],
        "lanes": [{"name": key, "label": label, "here": key == name} for key, label in queries.LANES.items()],
        "page_actions": _new_actions(request.user),
        **narrowing,
    }
    return render(request, "newsroom/lane.html", context)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: its plan, coverage, sources, lead and stories."""
    return topic_page(request, permissions.get_topic_for(request.user, pk), {})


def topic_page(request: HttpRequest, found: Topic, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    user = request.user
    may_edit = permissions.can_edit_topic(user, found)
    context = {
        "page_title": found.title,
        "topic": found,
        "publics": list(found.segments.all()),
        "languages": [_("Chinese") if code == "zh-hans" else "English" for code in found.languages],
        "stories": found.dossiers.select_related("story", "unit"),
        "coverages": coverage_lines(found, user, forms),
        "sources": queries.sources_of(found, user),
        "lead": permissions.leads_for(user).filter(pk=found.lead_id).first() if found.lead_id else None,
        "form": StartForm(initial={"language": "zh-hans"}),
        "move_form": forms.get("move") or MoveForm(topic=found),
        "coverage_form": forms.get("coverage"),
        "source_form": forms.get("source") or (source_form(found, user) if may_edit else None),
        "may_edit": may_edit,
        "may_start": permissions.can_start_story(user, found),
        "page_actions": [
            {"url": reverse("newsroom_edit_topic", args=[found.pk]), "label": _("Change the plan"), "icon": "pen"}
        ]
        if may_edit
        else [],
        "calls_url": f"{reverse('newsroom_call')}?topic={found.pk}" if permissions.giving_units(user).exists() else "",
    }
    return render(request, "newsroom/topic.html", context, status=status)


def new_topic(request: HttpRequest) -> HttpResponse:
    """Plan a topic without a lead."""
    user = request.user
    units = units_here(user, EDITORS).order_by("path")
    require(units.exists())
    given: dict[str, Any] = {
        "dates": queries.choosable_dates(user), "editors": queries.possible_editors_of(units), "units": units,
    }  # fmt: skip
    form = NewTopicForm(request.POST or None, initial={"planned_on": request.GET.get("day", "")}, **given)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_topic(
                unit=form.cleaned_data["unit"], post_key=form.cleaned_data["post_key"], acting_user=user,
                **{name: value for name, value in form.values.items() if value is not None or name != "editor"},
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Planned. It stands on the board and, with a day, in the calendar."))
            return redirect("newsroom_topic", made.pk)
    context = {"page_title": _("New topic"), "form": form, "back": reverse("newsroom_board"), "verb": _("Plan it")}
    return render(request, "newsroom/topic_form.html", context, status=400 if form.errors else 200)


def edit_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a topic's plan; what somebody else changed meanwhile is not written over."""
    found = permissions.get_topic_for(request.user, pk)
    require(permissions.can_edit_topic(request.user, found))
    given: dict[str, Any] = {
        "dates": queries.choosable_dates(request.user),
        "editors": queries.possible_editors(found.unit),
    }
    form = TopicForm(request.POST or None, initial=_initial(found), **given)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_topic(found, acting_user=request.user, seen=form.cleaned_data["seen"], **form.values)
        except actions.ChangedMeanwhile as error:
            form.add_error(None, error)
            # Saving again, after a look at the other's, is meant.
            data = request.POST.copy()
            form.data = data
            data["seen"] = str(Topic.objects.get(pk=pk).sequence)
            status = 409
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("newsroom_topic", pk)
    context = {
        "page_title": _("Plan of “%(title)s”") % {"title": found.title}, "form": form, "verb": _("Save"),
        "back": reverse("newsroom_topic", args=[pk]),
    }  # fmt: skip
    return render(request, "newsroom/topic_form.html", context, status=400 if form.errors and status == 200 else status)


def _initial(found: Topic) -> dict[str, Any]:
    names = ("title", "angle", "audience", "languages", "planned_on", "planned_until", "important_date", "editor")
    return {name: getattr(found, name) for name in names} | {
        "publics": [row.public for row in found.segments.all()],
        "paper": found.article.doi if found.article else "",
        "seen": found.sequence,
    }


@require_POST
def move_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a topic on or back, or drop it."""
    found = permissions.get_topic_for(request.user, pk)
    form = MoveForm(request.POST, topic=found)
    if form.is_valid():
        try:
            actions.move_topic(found, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Moved."))
            return redirect("newsroom_topic", pk)
    return topic_page(request, found, {"move": form}, 409)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a story from a topic and open it in the editor."""
    found = permissions.get_topic_for(request.user, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language."))
        return redirect("newsroom_topic", pk)
    profile = form.cleaned_data["profile"] or Profile.NEWS
    begun = actions.start_story(
        found, acting_user=request.user, language=form.cleaned_data["language"], profile=profile
    )
    return redirect("newsroom_story", begun.pk)

"""Assignments on the desk: what I was given, what I gave, one assignment with its tree, a new call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from scicomm.core.queries import calendar
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import (
    AssignmentFilterForm,
    BeginForm,
    CallForm,
    DelegateForm,
    DueForm,
    GiveAgainForm,
    ReasonForm,
    ReportForm,
    SplitForm,
)
from scicomm.newsroom.models import Assignment, Dossier, Topic
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere, is_staff

A_PAGE = 20
CALLS_A_PAGE = 8
OFFERED = 30


def _required(user: Any) -> None:
    if not is_staff(user):
        raise PermissionDenied


def assignments(request: HttpRequest) -> HttpResponse:
    """What I was given and what I gave, narrowed by state, words and lateness."""
    _required(request.user)
    form = AssignmentFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    gives = holds_anywhere(request.user, OVERSEERS)
    view = "gave" if request.GET.get("view") == "gave" and gives else "mine"
    filters = queries.Filters(asked.get("state", ""), asked.get("late", False), asked.get("words", "").strip())
    kept = urlencode({key: str(request.GET[key]) for key in ("state", "words") if request.GET.get(key)})
    context = {
        "page_title": _("Assignments"),
        "page_actions": _new_call(request.user),
        "view": view,
        "gives": gives,
        "kept": f"&{kept}" if kept else "",
        "filter_form": form if form.is_bound else AssignmentFilterForm(),
        "filtered": bool(filters.state or filters.late or filters.words),
        "today": timezone.localdate(),
        **(_gave(request, filters) if view == "gave" else _mine(request, filters)),
    }
    return render(request, "newsroom/assignments.html", context)


def _new_call(user: Any) -> list[dict[str, Any]]:
    if not permissions.giving_units(user).exists():
        return []
    return [{"url": reverse("newsroom_call"), "label": _("New call"), "icon": "plus", "main": True}]


def _mine(request: HttpRequest, filters: queries.Filters) -> dict[str, Any]:
    """Three queries whatever the number."""
    page = Paginator(filters.narrow(queries.given_to(request.user)), A_PAGE).get_page(request.GET.get("page"))
    back = [] if filters.state or filters.words else list(queries.came_back(request.user)[:A_PAGE])
    waiting = [row for row in page if row.state == rules.GIVEN]
    return {
        "page": page,
        "back": back,
        "waiting": waiting,
        "others": [row for row in page if row.state != rules.GIVEN],
    }


def _gave(request: HttpRequest, filters: queries.Filters) -> dict[str, Any]:
    """The trees of one page of calls: three queries whatever their number and size."""
    page = Paginator(filters.narrow(queries.given_by(request.user)), CALLS_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "trees": queries.trees_of(list(page))}


def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: what is wanted, what can be done with it, how far all below it are."""
    return assignment_page(request, permissions.get_assignment_for(request.user, pk))


def assignment_page(request: HttpRequest, found: Assignment, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; a form that was refused comes back open with what was typed."""
    may = _may(request.user, found)
    tree = queries.trees_of([found])[0]
    today = timezone.localdate()
    context = {
        "page_title": found.title,
        "row": found,
        "tree": tree,
        "below": [one for one in tree.walk() if one.deep][:200],
        "pieces": queries.pieces_of(found),
        "may": may,
        "own": permissions.is_own(request.user, found),
        "forms": _forms(found, may, forms),
        "open_form": next(iter(forms), ""),
        "error": forms.get("error"),
        "today": today,
        "days_left": calendar().working_days_between(today, found.due_on),
        "is_open": found.state in rules.OPEN,
    }
    return render(request, "newsroom/assignment.html", context, status=status)


def _may(user: Any, row: Assignment) -> dict[str, bool]:
    """Which steps this user may take now."""
    answers, steers = permissions.can_answer(user, row), permissions.can_steer(user, row)
    splits = permissions.can_split(user, row)

    def now(verb: str) -> bool:
        return rules.after(row.state, verb) is not None

    given = row.parent_id is not None
    return {
        "accept": given and answers and now("accept"),
        "begin": given and permissions.can_begin(user, row) and now("begin"),
        "split": splits and now("split"),
        "delegate": given and (splits or permissions.is_own(user, row)) and now("delegate"),
        "return": given and answers and now("return"),
        "report": answers and row.state in rules.COUNTED,
        "confirm": steers and now("confirm"),
        "reopen": steers and now("reopen"),
        "again": steers and given and now("give"),
        "due": steers and row.state not in {rules.DONE, rules.CANCELLED},
        "cancel": steers and now("cancel"),
    }


def report_form(found: Assignment, data: Any = None) -> ReportForm:
    """The form with the newest stories and topics that may be linked."""
    stories = [one.pk for one in queries.linkable_stories(found)[:OFFERED]]
    topics = [one.pk for one in queries.linkable_topics(found)[:OFFERED]]
    return ReportForm(
        data,
        stories=Dossier.objects.filter(pk__in=stories).select_related("story").order_by("-changed_at"),
        topics=Topic.objects.filter(pk__in=topics),
    )


def split_form(found: Assignment, data: Any = None, *, people: list[Person] | None = None) -> SplitForm:
    unit = found.unit
    known = queries.people_to_give(unit) if people is None else people
    return SplitForm(data, unit=unit, units=queries.units_to_give(unit), people=known)


def delegate_form(found: Assignment, data: Any = None, *, people: list[Person] | None = None) -> DelegateForm:
    known = queries.people_to_give(found.unit) if people is None else people
    return DelegateForm(data, people=[one for one in known if one.pk != found.person_id])


def _forms(found: Assignment, may: dict[str, bool], refused: dict[str, Any]) -> dict[str, Any]:
    """The forms of the steps that may be taken, the refused one as it was sent."""
    people = queries.people_to_give(found.unit) if may["split"] or may["delegate"] else []
    made: dict[str, Any] = {
        "begin": lambda: BeginForm(),
        "split": lambda: split_form(found, people=people),
        "delegate": lambda: delegate_form(found, people=people),
        "return": lambda: ReasonForm(auto_id="return_%s"),
        "report": lambda: report_form(found),
        "reopen": lambda: ReasonForm(auto_id="reopen_%s"),
        "again": lambda: GiveAgainForm(initial={"quota": found.quota, "due_on": found.due_on}, auto_id="again_%s"),
        "due": lambda: DueForm(initial={"due_on": found.due_on}, auto_id="due_%s"),
        "cancel": lambda: ReasonForm(auto_id="cancel_%s"),
    }
    return {name: refused.get(name) or make() for name, make in made.items() if may[name]}


def call(request: HttpRequest) -> HttpResponse:
    """A new call in the name of one of my units, given out in the same step."""
    unit = _calling_unit(request)
    people, units = queries.people_to_give(unit), queries.units_to_give(unit)
    topics = permissions.topics_for(request.user)
    values: dict[str, Any] = {"unit": unit, "units": units, "people": people, "topics": topics}
    if request.method == "POST":
        form = CallForm(request.POST, **values)
        if form.is_valid() and (answer := _open(request, unit, form)):
            return answer
    else:
        form = CallForm(initial=_from_topic(request, topics), **values)
    context = {
        "page_title": _("New call"),
        "page_note": unit.name,
        "form": form,
        "unit": unit,
        "choices": permissions.giving_units(request.user).order_by("path")[:50],
    }
    return render(request, "newsroom/call.html", context, status=400 if form.errors else 200)


def _calling_unit(request: HttpRequest) -> Unit:
    units = permissions.giving_units(request.user).order_by("path")
    slug = request.POST.get("unit") or request.GET.get("unit")
    unit = units.filter(slug=slug).first() if slug else units.first()
    if unit is None:
        if slug:
            raise Http404
        raise PermissionDenied
    return unit


def _from_topic(request: HttpRequest, topics: QuerySet[Topic]) -> dict[str, Any]:
    """What a call takes over from the topic it is begun from."""
    number = request.GET.get("topic", "")
    topic = topics.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    if topic is None:
        return {}
    due = topic.planned_on if topic.planned_on and topic.planned_on >= timezone.localdate() else None
    return {"title": topic.title, "brief": topic.angle, "topic": topic, "due_on": due}


def _open(request: HttpRequest, unit: Unit, form: CallForm) -> HttpResponse | None:
    values = form.cleaned_data
    shares = [] if "draft" in request.POST else [actions.Share(*share) for share in form.shares()]
    if not shares and "draft" not in request.POST:
        form.add_error(None, _("Give at least one piece to somebody, or keep the call as a draft."))
        return None
    try:
        made = actions.open_call(
            unit, title=values["title"], brief=values["brief"], profile=values["profile"], quota=values["quota"],
            due_on=values["due"], topic=values["topic"], shares=shares, shortfall_reason=values["shortfall_reason"],
            acting_user=request.user,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(
        request,
        _("Given out. Everybody is told, and you see here who has answered.") if shares else _("Kept as a draft."),
    )
    return redirect("newsroom_assignment", made.pk)

"""The list of hot topics and a topic's page: how it grew, who speaks, what of ours it speaks of; and setting it right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms import JoinForm, PartForm, RenameForm, TopicFilterForm
from scicomm.listening.models import HotTopic, Mention
from scicomm.listening.rules import timeline

A_PAGE = 25
REPORTS = 20
MOST_TO_JOIN = 60


def topics(request: HttpRequest) -> HttpResponse:
    """The topics one may read: those that burst on top, then by fresh independent reports."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    form = TopicFilterForm(request.GET)
    rows = queries.hot_topics(permissions.topics_for(request.user), form.asked())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    bursts, days = queries.with_last_burst(found), queries.daily_counts(found)
    context = {
        "page_title": _("Hot topics"),
        "page_note": _("What the public speaks of in the sources we follow, and what grows faster than usual."),
        "page": page,
        "rows": [
            {"topic": one, "burst": bursts.get(one.pk), "days": days[one.pk], "actions": queries.topic_actions(one)}
            for one in found
        ],
        "form": form,
        "is_asked": any(value for name, value in request.GET.items() if name != "page"),
    }
    return render(request, "listening/topics.html", context)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic. The address of a topic that was joined to another leads there."""
    found = permissions.get_topic_for(request.user, pk)
    if found.pk != pk:
        messages.info(request, _("The topic you looked for was joined to this one."))
        return redirect("listening_topic", pk=found.pk)
    return _topic_page(request, found)


def _seen(request: HttpRequest, found: HotTopic) -> Any:
    return permissions.mentions_for(request.user).filter(topic=found)


def _joinable(request: HttpRequest, found: HotTopic) -> Any:
    """Topics that may be the same: those with words in common first; any other one a listener may see is taken too."""
    return permissions.topics_for(request.user).exclude(pk=found.pk)


def _topic_page(request: HttpRequest, found: HotTopic, **forms: Any) -> HttpResponse:
    mentions = _seen(request, found)
    page = Paginator(queries.reports_of(mentions), REPORTS).get_page(request.GET.get("page"))
    bursts = list(found.bursts.all())
    slots, by_day = queries.slots_of(found, bursts)
    related = queries.related_topics(found, permissions.topics_for(request.user))
    context = {
        "page_title": found.shown_title,
        "topic": found,
        "figures": queries.figures_of(mentions),
        "bursts": bursts,
        "slots": slots,
        "by_day": by_day,
        "drawings": [(size, timeline.draw(slots, width)) for size, width in (("broad", 680), ("narrow", 350))],
        "ours": queries.ours_in(found, mentions),
        "page": page,
        "related": related,
        "changes": found.changes.select_related("other", "actor__person")[:30],
        "actions": queries.topic_actions(found),
        "may_shape": permissions.can_shape_topic(request.user, found),
    }
    if context["may_shape"]:
        near = [one.pk for one in related] or list(
            _joinable(request, found).values_list("pk", flat=True)[:MOST_TO_JOIN]
        )
        titles = {"title_zh": found.title_zh, "title_en": found.title_en}
        context["join_form"] = forms.get("join") or JoinForm(topics=HotTopic.objects.filter(pk__in=near))
        context["rename_form"] = forms.get("rename") or RenameForm(initial=titles)
        context["part_form"] = forms.get("part") or PartForm(mentions=Mention.objects.none())
    return render(request, "listening/topic.html", context)


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Another topic becomes a part of this one."""
    found = permissions.get_topic_for(request.user, pk)
    form = JoinForm(request.POST, topics=_joinable(request, found))
    if not form.is_valid():
        return _topic_page(request, found, join=form)
    other = form.cleaned_data["other"]
    kept = actions.join_topics(found, other, acting_user=request.user)
    messages.success(request, _("“%(title)s” is now a part of this topic.") % {"title": other.shown_title})
    return redirect("listening_topic", pk=kept.pk)


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Reports that speak of something else become a topic of their own."""
    found = permissions.get_topic_for(request.user, pk)
    form = PartForm(request.POST, mentions=_seen(request, found))
    if form.is_valid():
        values = form.cleaned_data
        try:
            new = actions.part_topic(found, values["mentions"], title=values["title"], acting_user=request.user)
        except ValidationError as error:
            form.add_error("mentions", error)
        else:
            messages.success(request, _("The reports are now a topic of their own."))
            return redirect("listening_topic", pk=new.pk)
    return _topic_page(request, found, part=form)


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the topic a name, or give it back to the program."""
    found = permissions.get_topic_for(request.user, pk)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _topic_page(request, found, rename=form)
    actions.rename_topic(found, acting_user=request.user, **form.cleaned_data)
    messages.success(request, _("The name is set."))
    return redirect("listening_topic", pk=found.pk)

"""What waits for one person, the most pressing first: reviews, notices, returned stories, summaries, leads; what waits of
questions and answers stands in `waiting_answers`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.assets.models import TakeDown
from scicomm.assets.permissions import own_take_downs_for
from scicomm.assets.queries import requests_waiting_for
from scicomm.channels.queries import releases_waiting_for
from scicomm.desk.queries.tasks import MOST_OF_A_KIND, Task
from scicomm.desk.queries.waiting_answers import WAITING_ANSWERS
from scicomm.journals.queries import summaries_returned_to, summaries_to_review
from scicomm.newsroom.models import Assignment, Dossier, SignOff
from scicomm.newsroom.queries import (
    after_reviews_waiting_for,
    assignments_waiting_for,
    leads_waiting_for,
    notices_waiting_for,
    objections_waiting_for,
    paper_notice,
    reviews_waiting_for,
    scientists_to_ask,
    stories_of,
    submissions_waiting_for,
)

# A picture can stand in many stories; so many places are looked at to say in how many.
MOST_PLACES = 200


def _reviews(user: Any) -> list[Task]:
    return [
        Task(
            _("Review"), dossier.story.draft_title or dossier.story.title,
            _("%(unit)s, %(step)s") % {"unit": dossier.unit.short_name, "step": dossier.get_state_display()},
            reverse("newsroom:review", args=[dossier.story_id]), _("Read"), due_on=getattr(dossier, "due_on", None),
            since=dossier.changed_at,
        )
        for dossier in reviews_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _steps(kind: str, verb: str, steps: Any, address: str, words: Callable[[Any], str]) -> list[Task]:
    """Steps of review as tasks: each named by its story, with its unit and what it waits for."""
    return [
        Task(
            kind, step.round.dossier.story.draft_title or step.round.dossier.story.title,
            _("%(unit)s, %(step)s") % {"unit": step.round.dossier.unit.short_name, "step": words(step)},
            reverse(address, args=[step.round.dossier.story_id]), verb, due_on=step.due_on, since=step.opened_at,
        )
        for step in steps[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _after_reviews(user: Any) -> list[Task]:
    """Steps that a rapid release left for afterwards."""
    steps = after_reviews_waiting_for(user)
    return _steps(_("After release"), _("Read"), steps, "newsroom:review", lambda step: str(step.get_kind_display()))


def _objections(user: Any) -> list[Task]:
    """After-reviews that did not agree with what was released: correct, withdraw, or answer."""
    steps = objections_waiting_for(user)
    return _steps(
        _("Objection"), _("Deal with it"), steps, "newsroom_story",
        lambda step: _("the %(step)s objects after the rapid release") % {"step": step.get_kind_display()},
    )  # fmt: skip


def _scientists(user: Any) -> list[Task]:
    """Stories that wait for a scientist whom nobody has written to."""
    steps = scientists_to_ask(user)
    return _steps(
        _("Scientist"), _("Send the link"), steps, "newsroom_story", lambda step: str(step.get_kind_display())
    )


def _returned(user: Any) -> list[Task]:
    notes = Prefetch(
        "sign_offs", queryset=SignOff.objects.filter(verdict="returned").order_by("-made_at"), to_attr="back"
    )
    mine = stories_of(user).filter(state="returned").prefetch_related(notes)[:MOST_OF_A_KIND]
    return [
        Task(
            _("Story"), dossier.story.draft_title or dossier.story.title, _returned_note(dossier),
            reverse("newsroom_story", args=[dossier.story_id]), _("Revise"), since=dossier.changed_at,
        )
        for dossier in mine
    ]  # fmt: skip


def _returned_note(dossier: Dossier) -> str:
    notes = getattr(dossier, "back", [])
    if not notes:
        return _("Returned")
    return _("Returned in the %(step)s: %(note)s") % {"step": notes[0].get_step_display(), "note": notes[0].note}


def _summaries(user: Any) -> list[Task]:
    """Summaries in plain words: to be reviewed, and my own that came back."""
    to_review = [
        Task(
            _("Summary"), row.article.title,
            _("%(language)s, by %(name)s") % {"language": row.get_language_display(), "name": row.author.get_full_name()},
            reverse("journals_summary", args=[row.pk]), _("Read"), since=row.submitted_at,
        )
        for row in summaries_to_review(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip
    returned = [
        Task(
            _("Summary"), row.article.title, _("Returned: %(note)s") % {"note": row.note},
            reverse("journals_summary_write", args=[row.article_id, row.language]), _("Revise"), since=row.decided_at,
        )
        for row in summaries_returned_to(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip
    return [*returned, *to_review]


def _leads(user: Any) -> list[Task]:
    return [
        Task(
            _("Lead"), lead.title,
            _("New paper, news value %(value)s") % {"value": f"{lead.news_value:.2f}"}
            if lead.reported_by is None
            else _("Handed in by %(name)s") % {"name": lead.reported_by.name},
            reverse("newsroom_lead", args=[lead.pk]), _("Look"), since=lead.created_at,
        )
        for lead in leads_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _notices(user: Any) -> list[Task]:
    """Stories whose paper was corrected, doubted, retracted or withdrawn after they were begun."""
    return [
        Task(
            _("Notice"), dossier.story.draft_title or dossier.story.title, notice.title,
            reverse("newsroom_story", args=[dossier.story_id]), _("Deal with it"), since=dossier.paper_notice_at,
        )
        for dossier in notices_waiting_for(user)[:MOST_OF_A_KIND]
        if (notice := paper_notice(dossier))
    ]  # fmt: skip


def _assignments(user: Any) -> list[Task]:
    """What one was given, what was reported to one, and what came back."""
    return [
        Task(
            _("Assignment"), row.title, _assignment_note(row), reverse("newsroom_assignment", args=[row.pk]),
            _("Answer") if row.state == "given" else _("Look"), due_on=row.due_on, since=row.given_at,
        )
        for row in assignments_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _assignment_note(row: Assignment) -> str:
    if row.state == "returned":
        return _("%(unit)s returned it: %(reason)s") % {"unit": row.unit.short_name, "reason": row.reason[:120]}
    if row.state == "submitted":
        return _("%(unit)s reports it done") % {"unit": row.unit.short_name}
    return _("%(state)s, given by %(unit)s") % {"state": row.get_state_display(), "unit": row.giver.short_name}


def _offers(user: Any) -> list[Task]:
    """What is offered to one's unit, and what it was asked to change."""
    return [
        Task(
            _("Offer"), row.title,
            _("Changes asked for by %(unit)s") % {"unit": row.to_unit.short_name}
            if row.state == "changes"
            else _("Offered by %(unit)s") % {"unit": row.from_unit.short_name},
            reverse("newsroom_submission", args=[row.pk]), _("Answer"), since=row.offered_at,
        )
        for row in submissions_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _take_downs(user: Any) -> list[Task]:
    """Assets that places use without the right to them: one task an asset, however many places have it."""
    files = ("asset__image", "asset__document", "asset__recording")
    places: dict[tuple[int, str], list[TakeDown]] = {}
    for row in own_take_downs_for(user).select_related(*files).order_by("opened_at", "pk")[:MOST_PLACES]:
        places.setdefault((row.asset_id, row.because), []).append(row)
    groups = list(places.values())[:MOST_OF_A_KIND]
    pages = [row.page_id for rows in groups for row in rows if row.page_id]
    told = set(Dossier.objects.filter(story_id__in=pages).values_list("story_id", flat=True)) if pages else set()
    return [_take_down(rows, told) for rows in groups]


def _take_down(rows: list[TakeDown], told: set[int]) -> Task:
    """What stands in one story is dealt with there; places of several are listed with each other."""
    first = rows[0]
    stories = {row.page_id if row.page_id in told else None for row in rows}
    story = stories.pop() if len(stories) == 1 else None
    kind, verb, reason = _("Take-down"), _("Take it out"), first.get_because_display()
    if len(rows) == 1:
        title, note = first.label, _("%(asset)s: %(reason)s") % {"asset": first.asset.title, "reason": reason}
    else:
        title, note = first.asset.title, _("%(count)d places: %(reason)s") % {"count": len(rows), "reason": reason}
    listed = f"{reverse('assets_take_downs')}?asset={first.asset_id}"
    address = reverse("newsroom_story", args=[story]) if story else listed
    return Task(kind, title, note, address, verb, since=first.opened_at)


def _requests(user: Any) -> list[Task]:
    """People who ask for files of my unit that are not free."""
    return [
        Task(
            _("Request"), row.asset.title,
            _("%(unit)s, %(state)s") % {"unit": row.asset.unit.short_name, "state": row.get_purpose_display()},
            reverse("assets_request", args=[row.pk]), _("Answer"), since=row.created_at,
        )
        for row in requests_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _releases(user: Any) -> list[Task]:
    """What a platform does not do through us: somebody posts, corrects or takes down in its console."""
    return [
        Task(
            _("Release"), row.dossier.story.title, f"{row.channel.name}: {row.error}",
            reverse("channels_release_sheet", args=[row.pk]), _("Do it by hand"), since=row.changed_at,
        )
        for row in releases_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


WAITING: tuple[Callable[[Any], list[Task]], ...] = (
    *WAITING_ANSWERS,
    _take_downs,
    _objections,
    _notices,
    _assignments,
    _returned,
    _reviews,
    _after_reviews,
    _scientists,
    _summaries,
    _offers,
    _requests,
    _releases,
    _leads,
)
"""What can wait for a person, one function for each kind."""


def tasks_for(user: Any) -> list[Task]:
    """Everything that waits for the user (20 of a kind at most): what has a deadline first, by deadline, then the rest, the
    longest waiting first. Two queries a kind."""
    far = dt.date.max
    found = [(number, task) for number, kind in enumerate(WAITING) for task in kind(user)]
    found.sort(key=lambda pair: (pair[1].due_on or far, pair[0]))
    return [task for _number, task in found]

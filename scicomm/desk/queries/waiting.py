"""What waits for one person, the most pressing first: reviews, notices, returned stories, summaries, leads, cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.journals.queries import summaries_returned_to, summaries_to_review
from scicomm.newsroom.models import Dossier, SignOff
from scicomm.newsroom.queries import (
    leads_waiting_for,
    notices_waiting_for,
    paper_notice,
    reviews_waiting_for,
    stories_of,
)
from scicomm.responses.queries import cases_waiting_for

MOST_OF_A_KIND = 20
SOON = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what kind, what it is, why it waits, where it opens, and by when (None: no deadline)."""

    kind: str
    title: str
    note: str
    url: str
    verb: str
    due_on: dt.date | None = None
    since: dt.datetime | None = None

    def is_late(self, today: dt.date) -> bool:
        return self.due_on is not None and self.due_on <= today

    def is_soon(self, today: dt.date) -> bool:
        return self.due_on is not None and today < self.due_on <= today + SOON

    def when(self, today: dt.date) -> str:
        """The deadline in words; without one, the day since when it waits."""
        if self.due_on is None:
            return date_format(timezone.localtime(self.since), "MONTH_DAY_FORMAT") if self.since else ""
        if self.due_on == today:
            return _("due today")
        day = date_format(self.due_on, "MONTH_DAY_FORMAT")
        return _("was due %(day)s") % {"day": day} if self.due_on < today else _("due %(day)s") % {"day": day}


def _reviews(user: Any) -> list[Task]:
    return [
        Task(
            _("Review"), dossier.story.draft_title or dossier.story.title,
            _("%(unit)s, %(step)s") % {"unit": dossier.unit.short_name, "step": dossier.get_state_display()},
            reverse("newsroom_story", args=[dossier.story_id]), _("Read"), since=dossier.changed_at,
        )
        for dossier in reviews_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


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


def _cases(user: Any) -> list[Task]:
    return [
        Task(
            _("Q&A"), case.title,
            _("%(unit)s, %(state)s") % {"unit": case.unit.short_name, "state": case.get_state_display()},
            reverse("responses_case", args=[case.pk]), _("Deal with it"), due_on=case.due_on, since=case.received_at,
        )
        for case in cases_waiting_for(user)[:MOST_OF_A_KIND]
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


WAITING: tuple[Callable[[Any], list[Task]], ...] = (_cases, _notices, _returned, _reviews, _summaries, _leads)
"""What can wait for a person, one function for each kind."""


def tasks_for(user: Any) -> list[Task]:
    """Everything that waits for the user (20 of a kind at most): what has a deadline first, by deadline, then the rest, the
    longest waiting first. Two queries a kind."""
    far = dt.date.max
    found = [(number, task) for number, kind in enumerate(WAITING) for task in kind(user)]
    found.sort(key=lambda pair: (pair[1].due_on or far, pair[0]))
    return [task for _number, task in found]

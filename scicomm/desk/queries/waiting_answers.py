"""What waits for one person of questions and answers: cases, parts of others' cases, answers proposed again, disclosure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.desk.queries.tasks import MOST_OF_A_KIND, Task
from scicomm.responses.queries import answers_proposed_to, cases_waiting_for, parts_waiting_for
from scicomm.responses.queries.disclosure.requests import requests_to_handle, waits_for_signature


def _cases(user: Any) -> list[Task]:
    return [
        Task(
            _("Q&A"), case.title,
            _("%(unit)s, %(state)s") % {"unit": case.unit.short_name, "state": case.get_state_display()},
            reverse("responses_case", args=[case.pk]), _("Deal with it"), due_on=case.due_on, since=case.received_at,
        )
        for case in cases_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _parts(user: Any) -> list[Task]:
    """What my unit is asked for the case of another."""
    return [
        Task(
            pgettext("of a case", "Part"), part.question,
            _("%(unit)s returned it: %(reason)s") % {"unit": part.case.unit.short_name, "reason": part.note[:120]}
            if part.note
            else _("%(unit)s asks %(asked)s") % {"unit": part.case.unit.short_name, "asked": part.unit.short_name},
            reverse("responses_part", args=[part.pk]), _("Answer"), due_on=part.due_on, since=part.asked_at,
        )
        for part in parts_waiting_for(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _proposals(user: Any) -> list[Task]:
    """Answers of ours whose claim is told again: one task an answer, however often it is told."""
    return [
        Task(
            _("Told again"), answer.question,
            ngettext("%(count)d new copy of the claim", "%(count)d new copies of the claim", count) % {"count": count},
            reverse("responses_proposed"), _("Decide"), since=since,
        )
        for answer, count, since in answers_proposed_to(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _letters(user: Any) -> list[Task]:
    """Letters to applicants that a colleague wrote and that need a second hand."""
    return [
        Task(
            pgettext("disclosure", "Letter"), letter.request.title,
            _("%(unit)s, %(state)s") % {"unit": letter.request.unit.short_name, "state": letter.get_kind_display()},
            f"{letter.request.get_absolute_url()}#letters", _("Read"), due_on=letter.request.due_on,
        )
        for letter in waits_for_signature(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def _by_right(user: Any) -> list[Task]:
    """Requests for information, by the day the law sets."""
    return [
        Task(
            _("Disclosure"), row.title,
            _("%(unit)s, %(state)s") % {"unit": row.unit.short_name, "state": row.get_state_display()},
            row.get_absolute_url(), _("Deal with it"), due_on=row.due_on,
        )
        for row in requests_to_handle(user)[:MOST_OF_A_KIND]
    ]  # fmt: skip


WAITING_ANSWERS: tuple[Callable[[Any], list[Task]], ...] = (_cases, _parts, _letters, _by_right, _proposals)

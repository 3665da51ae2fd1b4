"""Who speaks in a case, with an account or by a link."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.newsroom.rules.sign_links import digest_of, link_number
from scicomm.organisation.permissions import allowed
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Case, Statement, StatementLink
from scicomm.responses.permissions.cases import can_handle, cases_for


def is_expert_of(user: Any, case: Case) -> bool:
    """Whether the case was given to the person behind this account."""
    return bool(case.expert_id and case.expert and case.expert.user_id and case.expert.user_id == user.pk)


def speaks_in(user: Any, case: Case) -> bool:
    """The expert gives their own words; the response officer records them."""
    return is_expert_of(user, case) or can_handle(user, case.unit)


def can_state(user: Any, case: Case) -> bool:
    return case.state in OPEN and speaks_in(user, case)


def can_ask_statement(user: Any, case: Case) -> bool:
    """Response officers ask experts by link, also for a public answer that is to say more."""
    return case.state != CaseState.CLOSED and can_handle(user, case.unit)


def is_speaker(user: Any, statement: Statement) -> bool:
    """Whether the words are those of the person behind this account."""
    return statement.person.user_id is not None and statement.person.user_id == user.pk


def statements_for(user: Any) -> QuerySet[Statement]:
    """Statements of the cases a user may read, and their own."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Statement.objects.none()
    return Statement.objects.filter(case__in=cases_for(user)) | Statement.objects.filter(person__user=user)


def get_statement_for(user: Any, identifier: object) -> Statement:
    """A statement on the desk; 404 for another unit's."""
    return allowed(statements_for(user).select_related("case__unit", "person").distinct(), identifier)


def get_statement_link_for(user: Any, identifier: object) -> StatementLink:
    """A link on the desk of whoever handles the case; 404 for another unit's."""
    rows = StatementLink.objects.filter(case__in=cases_for(user)).select_related("case__unit", "person")
    return allowed(rows, identifier)


def statement_link_of(token: str) -> StatementLink:
    """The link that a token opens; 404 for a forged one, in the same way as for one that never was."""
    number = link_number(token)
    link = (
        StatementLink.objects.select_related("case__unit", "case__question", "case__claim", "person__unit", "statement")
        .filter(pk=number)
        .first()
        if number
        else None
    )
    if link is None or not compare_digest(link.digest, digest_of(token)):
        raise Http404
    return link

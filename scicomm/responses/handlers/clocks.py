"""Letters about deadlines: who handles a case hears in time; when it is very late, the reviewers of the unit hear too."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.responses import CaseDeadlineMoved, CaseLate
from scicomm.organisation.models import User
from scicomm.organisation.permissions import Role, current_holders
from scicomm.responses.clients import postman
from scicomm.responses.models import Case
from scicomm.responses.rules.clocks import Level


def _case(subject: str) -> Case | None:
    return Case.objects.open().select_related("unit", "officer").filter(pk=int(ref_parts(subject)[1])).first()


def _addresses(case: Case, *, above: bool) -> list[str]:
    """The officer of the case, else the unit's response officers; `above`: the final reviewers besides."""
    roles = [Role.FINAL_REVIEWER] if above else []
    people = [person for role in roles for person in current_holders(case.unit, role)]
    if case.officer is not None and case.officer.is_active:
        users = [case.officer]
    else:
        users = []
        people += list(current_holders(case.unit, Role.RESPONSE_OFFICER))
    users += list(User.objects.filter(person__in=people, is_active=True))
    return sorted({user.email for user in users if user.email})


def _write(case: Case, subject: str, words: str, what: str, *, above: bool = False) -> None:
    """One letter an address; its Message-ID is the same when it is tried again."""
    link = f"{settings.SITE_URL}{reverse('responses_case', args=[case.pk])}"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    for number, address in enumerate(_addresses(case, above=above)):
        postman().send(
            to=address,
            subject=subject,
            text=f"{case.title}\n\n{words}\n\n{link}\n",
            message_id=f"<{what}-{number}@{host}>",
        )


@on(CaseLate)
def tell_of_late_case(fact: CaseLate, *, delivery_id: int) -> None:
    """Near or past: the officer; past by the whole term once more: the reviewers too."""
    case = _case(fact.subject)
    if case is None:
        return
    words = {
        Level.SOON: _("The deadline is near."),
        Level.LATE: _("The deadline is past."),
        Level.VERY_LATE: _("The deadline is long past."),
    }[Level(fact.level)]
    _write(case, words, words, f"case-{case.pk}-{fact.level}-{delivery_id}", above=fact.level == Level.VERY_LATE)


@on(CaseDeadlineMoved)
def tell_of_moved_deadline(fact: CaseDeadlineMoved, *, delivery_id: int) -> None:
    """The officer hears that a deadline moved by itself; who moved it knows."""
    case = _case(fact.subject)
    if case is None or fact.actor_id is not None:
        return
    words = _("The deadline moved: %(reason)s.") % {"reason": fact.reason}
    _write(case, _("A deadline moved"), words, f"case-{case.pk}-moved-{delivery_id}")

"""Letters about cases: a receipt to whoever wrote, and word to colleagues of mails, parts, cases handed over and remarks."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.responses import (
    CaseHandedOver,
    CaseMailCame,
    CaseOfficerSet,
    CasePartAsked,
    CasePartDecided,
    CasePartGiven,
    CaseSentBack,
    ColleagueNamed,
)
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import Role, current_holders
from scicomm.responses.actions import mark_receipt_sent
from scicomm.responses.clients import host_of_site, message_id_of, postman
from scicomm.responses.enums import MailState
from scicomm.responses.models import Asker, Case, CaseMail, CasePart, CaseRemark


@on(CaseMailCame)
def send_receipt(fact: CaseMailCame, *, delivery_id: int) -> None:
    """Whoever wrote hears once that it came in and by when we answer; to answer this letter joins the case."""
    row = CaseMail.objects.select_related("case__question").filter(pk=fact.mail_id, state=MailState.OPENED).first()
    if row is None or row.case is None or not row.answer_to:
        return
    asker = Asker.objects.filter(question=row.case.question).first()
    if asker is None:
        return
    with override(row.language or "zh-hans"):
        day = date_format(timezone.localtime(row.case.due_at) if row.case.due_at else row.case.due_on, "DATE_FORMAT")
        context = {"case": row.case, "day": day, "left_out": row.files_left_out, "site": settings.WAGTAIL_SITE_NAME}
        text = render_to_string("responses/mail/receipt.txt", context).strip() + "\n"
        subject = _("We have your question")
    postman().send(
        to=row.answer_to, subject=subject, text=text, message_id=message_id_of(0, asker.pk, host_of_site(), "receipt"),
        answers=row.message_id, to_asker=True,
    )  # fmt: skip
    mark_receipt_sent(row)


def _officers(unit: Unit) -> list[User]:
    people = current_holders(unit, Role.RESPONSE_OFFICER)
    return list(User.objects.filter(person__in=people, is_active=True))


def _handlers_of(case: Case) -> list[User]:
    """Who handles a case, or else the unit's response officers."""
    if case.officer is not None and case.officer.is_active:
        return [case.officer]
    return _officers(case.unit)


def _tell(users: Iterable[User], words: str, title: str, path: str, what: str, but: int | None = None) -> None:
    """A line to colleagues with the address on the desk, never with words of the matter; whoever did it knows."""
    for user in users:
        if user.email and user.pk != but:
            postman().send(
                to=user.email, subject=words, text=f"{words}\n\n{title}\n{settings.SITE_URL}{path}\n",
                message_id=f"<{what}-{user.pk}@{host_of_site()}>",
            )  # fmt: skip


def _case(subject: str) -> Case | None:
    return Case.objects.select_related("unit", "officer").filter(pk=int(ref_parts(subject)[1])).first()


def _part(subject: str) -> CasePart | None:
    rows = CasePart.objects.select_related("unit", "case__unit", "case__officer")
    return rows.filter(pk=int(ref_parts(subject)[1])).first()


@on(CaseMailCame)
def tell_of_mail(fact: CaseMailCame, *, delivery_id: int) -> None:
    """A new mail in a case, or one of ours that came back: whoever handles it hears."""
    case = _case(fact.subject)
    words = {
        MailState.ADDED.value: _("Whoever asked has written again"),
        MailState.RETURNED.value: _("Our mail came back"),
    }
    if case is not None and fact.what in words:
        path = reverse("responses_case", args=[case.pk])
        _tell(_handlers_of(case), words[fact.what], case.title, path, f"case-{case.pk}-mail-{fact.mail_id}")


@on(CaseHandedOver, CaseSentBack)
def tell_of_handing_over(fact: CaseHandedOver | CaseSentBack, *, delivery_id: int) -> None:
    """The unit that a case comes to takes it or sends it back."""
    case = _case(fact.subject)
    unit = Unit.objects.filter(pk=fact.to_unit_id).first()
    if case is None or unit is None or case.unit_id != unit.pk:
        return
    words = _("A case is handed over to your unit") if isinstance(fact, CaseHandedOver) else _("A case was sent back")
    path = reverse("responses_case", args=[case.pk])
    _tell(_officers(unit), words, case.title, path, f"case-{case.pk}-over-{delivery_id}", fact.actor_id)


@on(CaseOfficerSet)
def tell_officer_of_case(fact: CaseOfficerSet, *, delivery_id: int) -> None:
    """Whoever is named to handle a case hears."""
    case = _case(fact.subject)
    if case is not None and case.officer is not None and case.officer_id == fact.officer_id:
        path = reverse("responses_case", args=[case.pk])
        _tell([case.officer], _("You have a case to handle"), case.title, path, f"case-{case.pk}-officer-{delivery_id}",
              fact.actor_id)  # fmt: skip


@on(CasePartAsked, CasePartGiven, CasePartDecided)
def tell_of_part(fact: CasePartAsked | CasePartGiven | CasePartDecided, *, delivery_id: int) -> None:
    """A unit is asked, has answered, or gets its part back."""
    part = _part(fact.subject)
    if part is None or (isinstance(fact, CasePartDecided) and fact.accepted):
        return
    if isinstance(fact, CasePartGiven):
        users, words, path = _handlers_of(part.case), _("A unit gave its part"), part.case.get_absolute_url()
    else:
        words = _("Your unit is asked") if isinstance(fact, CasePartAsked) else _("Your unit's part was returned")
        users, path = _officers(part.unit), reverse("responses_part", args=[part.pk])
        if part.given_by is not None and part.given_by not in users:
            users = [*users, part.given_by]
    _tell(users, words, part.case.unit.name, path, f"part-{part.pk}-{delivery_id}", fact.actor_id)


@on(ColleagueNamed)
def tell_named(fact: ColleagueNamed, *, delivery_id: int) -> None:
    """Whoever a remark names hears that, and reads it in the case."""
    remark = CaseRemark.objects.select_related("case").filter(pk=fact.remark_id).first()
    if remark is not None:
        path = remark.case.get_absolute_url() + "#remarks"
        _tell(remark.mentioned.all(), _("A remark names you"), remark.case.title, path, f"remark-{remark.pk}")

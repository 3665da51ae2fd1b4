"""Mails to the address for questions: they open cases or join them, once each; files lie apart; all goes with whoever asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.newsroom.rules.files import (
    KINDS,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
    Sent,
    ending_of,
    file_problem,
    shown_name,
)
from scicomm.newsroom.rules.mails import IncomingMail
from scicomm.organisation.models import Unit
from scicomm.responses.actions.cases import LONGEST_DETAIL, _opened, locked_case
from scicomm.responses.actions.clocks import due_fields, resume_for_answer
from scicomm.responses.enums import CaseKind, CaseState, MailState, Origin, Urgency, WaitsFor
from scicomm.responses.models import Asker, Case, CaseFile, CaseMail, Question, case_files
from scicomm.responses.rules import FORGET_ASKER_AFTER, masked, title_of
from scicomm.responses.rules.mails import question_in, without_quotes

_NAMESPACE = uuid.UUID("5d0b7c44-9a1e-4d5f-8a5b-7a0a6f3f2b91")
# From one sender in a day. More is a program, or somebody who wants to bury us.
MOST_A_DAY = 20
MOST_RECEIPTS_A_DAY = 5
# Message-IDs of our own letters to whoever asked (clients/postman.py) name their row.
_OURS = re.compile(r"<answer-[0-9]+-([0-9]{1,18})(?:-[a-z]+[0-9]*)?@([^<>]+)>")
ORPHAN_AFTER = dt.timedelta(days=1)


@transaction.atomic
def take_in_question_mail(
    mail: IncomingMail, *, answers: Sequence[str] = (), is_report: bool = False
) -> CaseMail | None:
    """One mail opens a case, joins the one it answers, or is noted as written by a program; again it is what it was.

    A mail joins a case only where its sender asked there and the receiving server does not doubt the sender: a Message-ID
    proves nothing. None while the house has no unit.
    """
    top = Unit.objects.filter(depth=1).order_by("path").first()
    if top is None:
        return None
    row, created = CaseMail.objects.get_or_create(
        key=mail.key, defaults={"state": MailState.AUTOMATIC, "language": mail.language}
    )
    if not created:
        return row
    thread = _thread(answers)
    if mail.is_automatic or mail.sender == _own_address():
        return _returned(row, thread) if is_report and thread else row
    if not mail.is_doubtful and _count_of(mail.sender) >= MOST_A_DAY:
        row.state = MailState.REFUSED
        row.save(update_fields=["state"])
        return row
    same = thread if thread and not mail.is_doubtful and _asked_there(mail.sender, thread) else None
    row.message_id = mail.message_id
    joins = same is not None and same.is_open
    row = _join(row, mail, same) if joins and same else _open(row, mail, top, follows=same)
    _state(row)
    return row


def _own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _thread(answers: Sequence[str]) -> Case | None:
    """The case of the mails that are answered, where it went on if it was joined with another."""
    if not answers:
        return None
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    ours = [match[1] for one in answers if (match := _OURS.fullmatch(one)) and match[2] == host]
    known = Q(mails__message_id__in=[one for one in answers if one]) | Q(question__asker__in=[int(one) for one in ours])
    found = Case.objects.filter(known).select_related("merged_into").order_by("-pk").first()
    return found.merged_into or found if found else None


def _asked_there(sender: str, case: Case) -> bool:
    """Whether an address is that of somebody who asked in a case, or in one that was joined with it."""
    there = Q(question__case=case) | Q(question__case__merged_into=case)
    return Asker.objects.filter(there, email__iexact=sender).exists()


def _count_of(sender: str) -> int:
    since = timezone.now() - dt.timedelta(days=1)
    mails = CaseMail.objects.filter(taken_at__gte=since, case__question__asker__email__iexact=sender)
    return mails.count()


def _returned(row: CaseMail, case: Case) -> CaseMail:
    """A letter of ours to whoever asked came back: the case says so."""
    row.state, row.case = MailState.RETURNED, case
    row.save(update_fields=["state", "case"])
    _state(row)
    return row


def _state(row: CaseMail) -> None:
    if row.case is not None:
        record(
            facts.CaseMailCame(
                unit_id=row.case.unit_id, subject=ref("responses", "case", row.case.pk), mail_id=row.pk, what=row.state
            )
        )


def _open(row: CaseMail, mail: IncomingMail, top: Unit, *, follows: Case | None) -> CaseMail:
    question = Question.objects.create(
        post_key=uuid.uuid5(_NAMESPACE, mail.key), text=question_in(mail.subject, mail.text) or "…",
        detail=mail.text[:LONGEST_DETAIL], language=mail.language, is_public_ok=False,
    )  # fmt: skip
    # Whoever the server doubts did not write: a letter would reach somebody who never asked (RFC 3834).
    if not mail.is_doubtful:
        if _count_of(mail.sender) < MOST_RECEIPTS_A_DAY:
            row.answer_to = mail.sender
        Asker.objects.create(question=question, name=mail.sender_name[:80], email=mail.sender)
    now = timezone.now()
    unit = follows.unit if follows else top
    case = Case.objects.create(
        unit=unit, title=title_of(question.text), origin=Origin.MAIL, question=question, received_at=now, follows=follows,
        **due_fields(CaseKind.QUESTION, Urgency.NORMAL, now),
    )  # fmt: skip
    row.case, row.state = case, MailState.OPENED
    row.files_left_out = _keep(mail.files, case) + mail.files_left_out
    row.save()
    _opened(case, (), None)
    return row


def _join(row: CaseMail, mail: IncomingMail, found: Case) -> CaseMail:
    """A later mail of whoever asked. The clock runs again where it stood still for them."""
    case = locked_case(found)
    row.case, row.state = case, MailState.ADDED
    row.text = without_quotes(mail.text)[:LONGEST_DETAIL]
    row.files_left_out = _keep(mail.files, case) + mail.files_left_out
    row.save()
    if case.pauses.filter(until__isnull=True, waits_for=WaitsFor.ASKER).exists():
        resume_for_answer(case)
    return row


def _keep(files: Iterable[Sent], case: Case) -> int:
    """Keep what is read and never run; returns how many were not kept. The same file twice is one."""
    rows = CaseFile.objects.filter(case=case)
    together: int = rows.aggregate(sum=Sum("size"))["sum"] or 0
    count, left_out = rows.count(), 0
    for file in files:
        digest = hashlib.sha256(file.data).hexdigest()
        if rows.filter(digest=digest).exists():
            continue
        if file_problem(file) or count >= MOST_FILES or together + len(file.data) > MOST_BYTES_TOGETHER:
            left_out += 1
            continue
        kept = CaseFile(
            case=case, name=shown_name(file.name), kind=KINDS[ending_of(file.name)], size=len(file.data), digest=digest
        )
        kept.file.save(kept.name, ContentFile(file.data), save=False)
        kept.save()
        count, together = count + 1, together + len(file.data)
    return left_out


@transaction.atomic
def set_question_mail_aside(key: str, *, code: str) -> CaseMail:
    """Note that a mail could not be read, and why; the mail itself stays in the box."""
    row, _made = CaseMail.objects.get_or_create(key=key, defaults={"state": MailState.BROKEN, "reason": code})
    return row


@transaction.atomic
def mark_receipt_sent(row: CaseMail) -> None:
    """The receipt has left: the address is not needed any longer."""
    CaseMail.objects.filter(pk=row.pk).update(answer_to="")


def wipe_mails(case: Case) -> int:
    """Within a transaction: nothing in a case's mails leads to whoever wrote any more, and their files go."""
    gone = 0
    for row in case.mails.exclude(message_id="", text="", answer_to=""):
        row.message_id, row.answer_to, text = "", "", masked(row.text)
        gone += text != row.text or True
        row.text = text
        row.save(update_fields=["message_id", "answer_to", "text"])
    for file in case.files.all():
        # The file first: a row without a file is found again, a file without a row is not.
        file.file.delete(save=False)
        file.delete()
        gone += 1
    return gone


@transaction.atomic
def forget_mails_of_cases(now: dt.datetime | None = None) -> int:
    """Wipe the mails of cases that ended long ago, and files that a killed run left behind; returns how many cases."""
    now = now or timezone.now()
    before = now - FORGET_ASKER_AFTER
    ended = Q(state=CaseState.CLOSED, closed_at__lt=before) | Q(
        state=CaseState.PUBLISHED, answer__published_at__lt=before
    )
    some = Q(files__isnull=False) | (Q(mails__isnull=False) & ~Q(mails__message_id=""))
    cases = list(Case.objects.filter(ended).filter(some).distinct().order_by("pk")[:200])
    for case in cases:
        wipe_mails(case)
    _sweep(now)
    return len(cases)


def _sweep(now: dt.datetime) -> None:
    storage = case_files()
    if not storage.exists(""):
        return
    known = set(CaseFile.objects.values_list("file", flat=True))
    for folder in storage.listdir("")[0]:
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < now - ORPHAN_AFTER:
                storage.delete(path)

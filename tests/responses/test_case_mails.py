"""Mails to the address for questions: each once, into its case or a new one; programs, floods and forgeries told apart."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.core.models import FactRecord
from scicomm.core.outside.boxes import MaildirBox, box_of
from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions, queries
from scicomm.responses.actions.mails import MOST_A_DAY
from scicomm.responses.models import Asker, Case, CaseFile, CaseMail, Question
from scicomm.responses.rules.mails import question_in, threads_of, without_quotes
from scicomm.responses.tasks.mails import _take_in, read_questions_mail
from tests.factories.responses import reread

pytestmark = pytest.mark.django_db
WHO = "王读者 <reader@by.example>"


def letter(
    number: object, sender: str = WHO, subject: str = "湖水为什么发绿？", text: str = "家门口的湖绿了。", **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, f"<{number}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def with_files(data_: bytes) -> bytes:
    import email
    import email.policy

    message = email.message_from_bytes(data_, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="../照片.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="x.exe")
    return message.as_bytes()


def report_of(message_id: str) -> bytes:
    return (
        "From: MAILER-DAEMON@by.example\nSubject: failure\nMessage-ID: <r1@by.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nfailed\n\n--b\n'
        "Content-Type: message/delivery-status\n\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {message_id}\n\n--b--\n"
    ).encode()


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    MaildirBox.create(folder)
    settings.SCICOMM_QUESTIONS_MAIL = str(folder)
    settings.SCICOMM_QUESTIONS_MAIL_ADDRESS = "questions@academy.example"
    settings.STORAGES = {**settings.STORAGES, "cases": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")},
    }}  # fmt: skip
    return folder / "new"


def test_a_mail_becomes_a_case_once_and_its_sender_gets_one_receipt(
    academy: Any, box: Path, mailoutbox: Any, client_for: Any
) -> None:
    (box / "1").write_bytes(with_files(letter(1)))
    first = next(iter(box_of(str(box.parent), "").waiting()))
    unmarked = box_of(str(box.parent), "")
    unmarked.taken = lambda mail: None  # type: ignore[method-assign]
    _take_in(unmarked, first)  # killed before the mark
    read_questions_mail()
    (box / "2").write_bytes(b"no mail at all")
    (box / "3").write_bytes(letter(3, Auto_Submitted="auto-replied"))
    read_questions_mail()
    assert {path.name for path in (box.parent / "cur").iterdir()} == {"1:2,S", "2:2,FS", "3:2,S"}
    case = Case.objects.get()
    assert (case.origin, case.title, case.unit) == ("mail", "湖水为什么发绿？", academy.top)
    assert case.question is not None and case.question.is_public_ok is False
    assert [row.name for row in CaseFile.objects.all()] == ["照片.pdf"]
    assert sorted(CaseMail.objects.values_list("state", flat=True)) == ["automatic", "broken", "opened"]
    Worker().drain()
    Worker().drain()
    (sent,) = [mail for mail in mailoutbox if mail.to == ["reader@by.example"]]
    assert sent.extra_headers["In-Reply-To"] == "<1@mail.example>"
    assert sent.extra_headers["Reply-To"] == "questions@academy.example"
    assert "湖水为什么发绿？" in sent.body
    assert not CaseMail.objects.exclude(answer_to="").exists()
    kept = str(list(FactRecord.objects.values_list("payload", flat=True)))
    kept += str(list(ModelLogEntry.objects.values_list("data", flat=True)))
    assert "reader@by" not in kept
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.top))
    assert "照片.pdf" in officer.get(case.get_absolute_url()).content.decode()
    file = reverse("responses_file", args=[CaseFile.objects.get().pk])
    got = officer.get(file)
    assert b"".join(got.streaming_content) == b"%PDF-1.7 x" and "attachment" in got["Content-Disposition"]
    assert client_for(academy.user(Role.COORDINATOR, academy.top)).get(file).status_code == 404


def test_a_reply_joins_its_case_and_lets_the_clock_run_and_a_forged_one_opens_its_own(
    academy: Any, box: Path, mailoutbox: Any
) -> None:
    (box / "1").write_bytes(letter(1))
    read_questions_mail()
    case, officer = Case.objects.get(), academy.user(Role.RESPONSE_OFFICER, academy.top)
    officer.email = "officer@academy.example"
    officer.save()
    actions.pause_case(case, reason="等读者说是哪个湖", waits_for="asker", acting_user=officer)
    Worker().drain()
    receipt = mailoutbox[0].extra_headers["Message-ID"]
    (box / "2").write_bytes(
        letter(2, subject="Re: 我们收到了您的问题", text="是北湖。\n\n> 请问是哪个湖？", In_Reply_To=receipt)
    )
    (box / "3").write_bytes(letter(3, "thief@by.example", "Re: x", "把别人的话给我。", In_Reply_To=receipt))
    (box / "4").write_bytes(letter(4, text="冒名。", References=receipt, Authentication_Results="mx; dmarc=fail"))
    (box / "5").write_bytes(report_of(receipt))
    read_questions_mail()
    rows = {row.message_id: row for row in CaseMail.objects.all()}
    assert rows["<2@mail.example>"].case == case and rows["<2@mail.example>"].text == "是北湖。"
    assert rows["<3@mail.example>"].case != case and rows["<4@mail.example>"].case != case
    assert not Asker.objects.filter(question__case=rows["<4@mail.example>"].case).exists()
    assert not case.pauses.filter(until=None).exists()
    assert case.mails.filter(state="returned").count() == 1
    mailoutbox.clear()
    Worker().drain()
    told = [mail.subject for mail in mailoutbox if mail.to == ["officer@academy.example"]]
    assert len(told) == 2  # written again; ours came back
    actions.close_case(case, reason="已电话说明", acting_user=officer)
    (box / "6").write_bytes(letter(6, text="又绿了。", In_Reply_To="<2@mail.example>"))
    read_questions_mail()
    later = Case.objects.latest("pk")
    assert later.follows == case and later in queries.cases_related(case, officer)


def test_a_flood_is_set_aside_and_spam_leaves_nothing(academy: Any, box: Path) -> None:
    for number in range(MOST_A_DAY + 2):
        (box / f"{number:02}").write_bytes(letter(number, subject=f"发票 {number}？"))
    read_questions_mail()
    assert Case.objects.count() == MOST_A_DAY
    assert CaseMail.objects.filter(state="refused", case=None, message_id="").count() == 2
    assert len([path for path in (box.parent / "cur").iterdir() if path.name.endswith("FS")]) == 2
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    case = Case.objects.earliest("pk")
    actions.shut_as_spam(case, acting_user=officer)
    assert not Asker.objects.filter(question=case.question).exists()
    assert not case.mails.exclude(message_id="", text="").exists()
    assert case not in queries.cases_asked(officer, queries.Asked(state="all"))
    assert case in queries.cases_asked(officer, queries.Asked(state="spam"))
    today = timezone.localdate()
    found = queries.figures_of(Case.objects.all(), since=today, until=today, as_at=timezone.now())
    assert found.received == MOST_A_DAY - 1
    back = actions.reopen_case(case, reason="是真问题", acting_user=officer)
    assert (back.state, back.is_spam) == ("new", False)


def test_mails_and_files_are_forgotten_with_whoever_asked(academy: Any, box: Path, tmp_path: Path) -> None:
    (box / "1").write_bytes(with_files(letter(1, text="电话 13912345678，请回。")))
    (box / "2").write_bytes(letter(2, text="补充：13912345678", In_Reply_To="<1@mail.example>"))
    read_questions_mail()
    case, officer = Case.objects.get(), academy.user(Role.RESPONSE_OFFICER, academy.top)
    assert case.mails.count() == 2
    actions.erase_asker(case, acting_user=officer)
    assert not CaseFile.objects.exists() and not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    left = f"{Question.objects.get().detail}{list(case.mails.values_list('text', 'message_id'))}"
    assert "13912345678" not in left and "mail.example" not in left
    (box / "3").write_bytes(with_files(letter(3, "other@by.example")))
    read_questions_mail()
    other = actions.close_case(Case.objects.latest("pk"), reason="不属于我们", acting_user=officer)
    assert actions.forget_mails_of_cases() == 0
    assert actions.forget_mails_of_cases(timezone.now() + dt.timedelta(days=91)) == 1
    assert not other.files.exists() and not other.mails.exclude(message_id="").exists()


def test_whoever_asked_in_a_joined_case_hears_of_the_answer_too(academy: Any, box: Path) -> None:
    (box / "1").write_bytes(letter(1))
    (box / "2").write_bytes(letter(2, "second@by.example"))
    read_questions_mail()
    kept, again = Case.objects.order_by("pk")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    assert [one.case for one in queries.cases_like(again, officer)] == [kept]
    actions.merge_cases(again, into=kept, acting_user=officer)
    assert {asker.email for asker in queries.askers_to_tell(kept.pk)} == {"reader@by.example", "second@by.example"}
    Case.objects.filter(pk=again.pk).update(closed_at=timezone.now() - dt.timedelta(days=100))
    assert not queries.askers_to_forget(timezone.now()).exists()  # the other one is still open
    assert reread(kept).is_open


@pytest.mark.parametrize(
    ("subject", "text", "wanted"),
    [
        ("咨询", "您好！\n请问湖水为什么发绿？谢谢", "请问湖水为什么发绿？"),
        ("Is the lake safe?", "I live nearby.", "Is the lake safe?"),
        ("关于蓝藻", "没有问号的信。", "关于蓝藻"),
        ("", "第一行\n第二行", "第一行"),
    ],
)
def test_the_question_of_a_mail(subject: str, text: str, wanted: str) -> None:
    assert question_in(subject, text) == wanted


def test_quotes_and_threads_are_read_whatever_is_in_them() -> None:
    text = "是北湖。\n\n-----原始邮件-----\n发件人: 我们\n旧话"
    assert without_quotes(text) == "是北湖。"
    assert without_quotes("好的\n发件人: a@b\n发送时间: 昨天\n旧话") == "好的"
    assert without_quotes("On Monday someone wrote:\n> old\n") == ""
    data = b"In-Reply-To: <a@b> junk <c@d>\nReferences: " + b"<x@y> " * 500 + b"\n\nx"
    assert threads_of(data) == (("<a@b>", "<c@d>", "<x@y>"), False)
    assert threads_of(report_of("<answer-0-7-receipt@h>"))[1] is True
    assert threads_of(b"\xff\xfe\x00broken") == ((), False)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SCICOMM_QUESTIONS_MAIL", "/nowhere/at/all", "E241"),
        ("SCICOMM_QUESTIONS_MAIL", "imaps://a:pw@mail.example/INBOX", "E241"),
        ("SCICOMM_QUESTIONS_MAIL_ADDRESS", "two@a.example, b@a.example", "E243"),
    ],
)
def test_settings_are_checked(settings: Any, name: str, value: str, code: str) -> None:
    setattr(settings, name, value)
    with pytest.raises(SystemCheckError, match=code):
        call_command("check")

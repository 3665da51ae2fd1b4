"""Promises: what is handed in by mail comes in once and whole, and outsiders can be refused with an answer."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from scicomm.core.worker import Worker
from scicomm.newsroom import queries
from scicomm.newsroom.clients import ImapBox, MaildirBox, box_of
from scicomm.newsroom.models import Lead, LeadMail
from scicomm.newsroom.tasks import read_leads_mail
from scicomm.newsroom.tasks.leads import _take_in
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Person
from tests.newsroom.imap_fake import FakeImap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


# ------------------------------------------------------------------ by mail


def letter(number: int, sender: str, subject: str = "湖冰提前化了", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, subject, f"<{number}@mail.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content("今年早了十一天。<script>alert(1)</script>")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="数据.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="x.exe")
    return message.as_bytes()


@pytest.fixture
def maildir(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    MaildirBox.create(folder)
    settings.SCICOMM_LEADS_MAIL = str(folder)
    return folder


def test_mails_become_leads_once_whatever_happens(academy: Any, maildir: Path, settings: Any, mailoutbox: Any) -> None:
    user = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    Person.objects.filter(pk=user.person.pk).update(email="shen@lake.example")
    mails = {
        "1": letter(1, "沈知 <Shen@LAKE.example>"),
        "2": letter(2, "路人 <passer@by.example>", "外面的线索"),
        "3": letter(3, "shen@lake.example", **{"Auto-Submitted": "auto-replied"}),
        "4": b"no mail at all",
        "5": letter(5, "shen@lake.example", "冒名", **{"Authentication-Results": "mx; dmarc=fail"}),
    }
    for name, data in mails.items():
        (maildir / "new" / name).write_bytes(data)
    # A run that is killed between the row and the mark in the box finds the mail again.
    box = box_of(str(maildir), "")
    first = next(iter(box.waiting()))
    box.taken = lambda mail: None  # type: ignore[method-assign]
    _take_in(box, first)
    assert (maildir / "new" / "1").exists() and Lead.objects.count() == 1
    read_leads_mail()
    (maildir / "new" / "6").write_bytes(mails["1"])
    read_leads_mail()
    assert not list((maildir / "new").iterdir())
    assert {path.name for path in (maildir / "cur").iterdir()} == {
        "1:2,S",
        "2:2,S",
        "3:2,S",
        "4:2,FS",
        "5:2,S",
        "6:2,S",
    }
    mine, outside, forged = Lead.objects.order_by("pk")
    assert mine.reported_by == user.person and mine.unit == academy.north_lake and mine.source == "mail"
    assert [row.name for row in mine.attachments.all()] == ["数据.pdf"] and "x.exe" in mine.body
    assert outside.unit == academy.top and outside.outside_sender == "路人 <passer@by.example>"
    assert forged.reported_by is None and forged.unit == academy.top
    states = list(LeadMail.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["taken", "taken", "automatic", "broken", "taken"]
    Worker().drain()
    Worker().drain()
    assert [mail.to for mail in mailoutbox] == [["shen@lake.example"], ["passer@by.example"]]
    assert all(mail.extra_headers["Auto-Submitted"] == "auto-replied" for mail in mailoutbox)
    assert not LeadMail.objects.exclude(answer_to="").exists()
    # A program that shows the house's own what happened.
    page = queries.leads_listed(academy.user(Role.COMMUNICATION_OFFICER, academy.top), "")
    assert set(page) == {mine, outside, forged}


def test_outsiders_can_be_refused_with_an_answer(academy: Any, maildir: Path, settings: Any, mailoutbox: Any) -> None:
    settings.SCICOMM_LEADS_MAIL_OUTSIDE = "refuse"
    (maildir / "new" / "1").write_bytes(letter(1, "passer@by.example", "A lead in English"))
    (maildir / "new" / "2").write_bytes(letter(2, "bot@by.example", **{"Precedence": "bulk"}))
    read_leads_mail()
    Worker().drain()
    assert not Lead.objects.exists() and LeadMail.objects.filter(state="refused").count() == 1
    (sent,) = mailoutbox
    assert sent.to == ["passer@by.example"] and sent.extra_headers["In-Reply-To"] == "<1@mail.example>"
    assert "/report/" in sent.body and "A lead in English" not in sent.body


def test_an_imap_box_is_read_and_marked(academy: Any) -> None:
    with FakeImap({"4": letter(4, "a@by.example"), "7": b"broken"}) as server:
        box = ImapBox("127.0.0.1", server.port, "leads", "right", "INBOX", tls=False)
        for mail in box.waiting():
            _take_in(box, mail)
        assert server.flags == {"4": {r"\Seen"}, "7": {r"\Seen", r"\Flagged"}}
        assert Lead.objects.count() == 1 and not list(box.waiting())
        wrong = ImapBox("127.0.0.1", server.port, "leads", "wrong", "INBOX", tls=False)
        with pytest.raises(Exception, match=r"error at 127\.0\.0\.1"):
            list(wrong.waiting())


@pytest.mark.parametrize(
    ("box", "outside", "codes"),
    [
        ("", "keep", set()),
        ("/nowhere/at/all", "keep", {"scicomm.E221"}),
        ("imaps://mail.example/INBOX", "drop", {"scicomm.E221", "scicomm.E222"}),
        ("imaps://leads:pw@mail.example/INBOX", "keep", {"scicomm.E221"}),
    ],
)
def test_wrong_settings_are_named(settings: Any, box: str, outside: str, codes: set[str]) -> None:
    settings.SCICOMM_LEADS_MAIL, settings.SCICOMM_LEADS_MAIL_OUTSIDE = box, outside
    assert {found.id for found in run_checks() if found.id and found.id.startswith("scicomm.E22")} == codes

"""What comes back is read, believed only with our own signature, and acted on once."""

from __future__ import annotations

import datetime as dt
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import Bounce, DomainDay, OutgoingMail, Subscription, Suspension
from scicomm.audiences.queries import figures_by_domain
from scicomm.audiences.rules import bounce_token, read_bounce_token, read_report, return_path, severity
from scicomm.audiences.tasks import send_mails
from scicomm.audiences.tasks.bounces import take_in
from scicomm.core.models import FactRecord
from scicomm.core.outside.boxes import MaildirBox
from scicomm.organisation.enums import Role
from tests.factories.audiences import asked, kept, reader

pytestmark = pytest.mark.django_db
BOX = "bounces@academy.example"


def dsn(token: str, status: str, *, action: str = "failed", said: str = "", name: str = "<1@mx.example>") -> bytes:
    """A report as in RFC 3464."""
    block = Message()
    block["Final-Recipient"], block["Action"], block["Status"] = "rfc822; someone@readers.example", action, status
    block["Diagnostic-Code"] = said or f"smtp; 550 {status} no"
    status_part = MIMEBase("message", "delivery-status")
    first = Message()
    first["Reporting-MTA"] = "dns; mx.example"
    status_part.set_payload([first, block])
    return _report("delivery-status", status_part, token, name)


def arf(token: str, kind: str = "abuse", name: str = "<2@mx.example>") -> bytes:
    """A complaint as in RFC 5965; what it names stands in the copy of our mail."""
    part = MIMEBase("message", "feedback-report")
    part.set_payload(f"Feedback-Type: {kind}\r\nUser-Agent: mx/1\r\nVersion: 1\r\n")
    whole = MIMEMultipart("report", report_type="feedback-report")
    whole["To"], whole["Message-ID"] = BOX, name
    copy = MIMEBase("message", "rfc822")
    inner = MIMEText("our mail")
    inner["CFBL-Feedback-ID"] = token
    copy.set_payload([inner])
    for one in (MIMEText("A reader does not want this."), part, copy):
        whole.attach(one)
    return whole.as_bytes()


def _report(kind: str, part: Message, token: str, name: str) -> bytes:
    whole = MIMEMultipart("report", report_type=kind)
    whole["To"], whole["Message-ID"] = return_path(BOX, token), name
    whole.attach(MIMEText("It did not arrive."))
    whole.attach(part)
    return whole.as_bytes()


def mail_of(row: Subscription) -> OutgoingMail:
    return OutgoingMail.objects.create(
        purpose="known", subscription=row, message_id=f"<x{row.pk}@h>", next_try_at=timezone.now(), state="sent"
    )


def box_with(folder: Path, *mails: bytes) -> MaildirBox:
    box = MaildirBox.create(folder / "box")
    for number, data in enumerate(mails):
        (folder / "box" / "new" / f"{number}.m").write_bytes(data)
    return box


def facts(name: str) -> int:
    return FactRecord.objects.filter(name=f"audiences.{name}").count()


def test_a_dead_address_is_suspended_in_all_its_rows_at_once_and_once(academy: Any, tmp_path: Path) -> None:
    row = reader("Gone@readers.example")
    other = reader("gone@readers.example", language="en")
    report = dsn(bounce_token(mail_of(row).pk), "5.1.1", said="smtp; 550 5.1.1 <gone@readers.example> unknown")
    assert take_in(box_with(tmp_path, report, report)) == 1
    assert set(Suspension.objects.values_list("subscription", "reason")) == {(row.pk, "gone"), (other.pk, "gone")}
    assert Bounce.objects.get().status == "5.1.1" and "readers.example" not in Bounce.objects.get().words
    assert facts("mail_bounced") == 1 and not list((tmp_path / "box" / "new").iterdir())
    OutgoingMail.objects.all().delete()
    mail = OutgoingMail.objects.create(
        purpose="known", subscription=other, message_id="<again@h>", next_try_at=timezone.now()
    )
    send_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("skipped", "suspended: gone") and kept(mail) is None
    # Who asks anew gets the mail that asks back, and whoever presses its button gets all others again.
    Subscription.objects.filter(pk=row.pk).update(state="pending", asked_at=timezone.now() - dt.timedelta(hours=1))
    again = asked("gone@readers.example")
    assert send_mails() == 1
    actions.lift_suspension(again.pk)
    assert Suspension.objects.count() == 2, "not before it is confirmed"
    Subscription.objects.filter(pk=again.pk).update(state="confirmed")
    actions.lift_suspension(again.pk)
    assert not Suspension.objects.exists()


def test_three_days_of_soft_bounces_suspend_and_three_in_a_day_do_not(academy: Any) -> None:
    row = reader()
    token = bounce_token(mail_of(row).pk)
    for number in range(4):
        actions.note_report(read_report(dsn(token, "5.2.2", name=f"<{number}@full>")))
    assert Bounce.objects.filter(kind="soft").count() == 4 and not Suspension.objects.exists()
    for days in (4, 20):
        first = Bounce.objects.filter(day=timezone.localdate()).first()
        at = timezone.now() - dt.timedelta(days=days)
        Bounce.objects.filter(pk=first.pk).update(day=at.date(), at=at)
    actions.note_report(read_report(dsn(token, "4.2.2", name="<today@full>")))
    assert not Suspension.objects.exists(), "two days within ten"
    first = Bounce.objects.filter(day=timezone.localdate()).first()
    at = timezone.now() - dt.timedelta(days=2)
    Bounce.objects.filter(pk=first.pk).update(day=at.date(), at=at)
    actions.note_report(read_report(dsn(token, "4.2.2", name="<last@full>")))
    assert Suspension.objects.get().reason == "full"


def test_a_complaint_ends_everything_at_once(academy: Any) -> None:
    row, english = reader("no@readers.example"), reader("no@readers.example", language="en")
    actions.note_report(read_report(arf(bounce_token(mail_of(row).pk))))
    assert set(Subscription.objects.filter(pk__in=[row.pk, english.pk]).values_list("state", flat=True)) == {"left"}
    assert facts("reader_complained") == 1 and facts("subscriber_left") == 2
    with pytest.raises(ValidationError):
        actions.try_again(Suspension.objects.first(), acting_user=academy.superuser)


def test_what_is_not_ours_or_no_report_does_nothing(academy: Any, tmp_path: Path) -> None:
    row = reader()
    pk = mail_of(row).pk
    token = bounce_token(pk)
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    away = MIMEText("I am on holiday until Monday.")
    away["To"], away["Auto-Submitted"], away["Subject"] = return_path(BOX, token), "auto-replied", "Away"
    nothing = [
        dsn(forged, "5.1.1"),
        dsn(bounce_token(pk + 1000), "5.1.1"),
        dsn(token, "4.4.7", action="delayed"),
        arf(forged),
        arf(token, "not-spam"),
        away.as_bytes(),
        b"",
        b"\xff\xfe\x00 not a mail",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n" * 50,
    ]
    assert take_in(box_with(tmp_path, *nothing)) == 0
    assert not Bounce.objects.exists() and not Suspension.objects.exists()
    assert read_bounce_token(f"bounces+{token.upper()}@x") == pk


@pytest.mark.parametrize(
    ("status", "kind"),
    [("5.1.1", "hard"), ("5.1.10", "hard"), ("5.2.1", "hard"), ("5.2.2", "soft"), ("5.7.1", "soft"), ("4.1.1", "soft")],
)  # fmt: skip
def test_only_a_dead_mailbox_is_hard(status: str, kind: str) -> None:
    assert severity(status) == kind


def test_staff_see_domains_of_many_and_try_an_address_again(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        reader(f"a{number}@large.example")
    row = reader("only@small.example")
    for domain, count in (("large.example", 90), ("small.example", 4)):
        DomainDay.objects.create(domain=domain, day=timezone.localdate(), sent=count)
    assert [(one.domain, one.readers, one.sent) for one in figures_by_domain(timezone.localdate())] == [
        ("large.example", 6, 90)
    ]
    actions.note_report(read_report(dsn(bounce_token(mail_of(row).pk), "5.1.1")))
    keeper = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    with django_assert_max_num_queries(40):
        page = keeper.get("/admin/deliverability/").content.decode()
    assert "large.example" in page and "only@small.example" in page
    suspension = Suspension.objects.get()
    address = f"/admin/deliverability/{suspension.pk}/again/"
    stranger = academy.user(Role.ADMINISTRATOR, academy.north_lake)
    assert client_for(stranger).post(address).status_code == 404
    assert client_for(stranger).get("/admin/deliverability/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.try_again(suspension, acting_user=stranger)
    assert keeper.post(address).status_code == 302 and not Suspension.objects.exists()


def test_every_mail_names_itself_for_the_way_back(academy: Any, settings: Any) -> None:
    settings.SCICOMM_BOUNCES_ADDRESS = BOX
    asked()
    send_mails()
    mail = OutgoingMail.objects.get()
    message = kept(mail)
    assert message["Return-Path"] == f"<bounces+{bounce_token(mail.pk)}@academy.example>"
    assert message["CFBL-Feedback-ID"] == bounce_token(mail.pk)
    call_command("check")

"""Contacts are written to because they agreed: proof with each row, one letter each, and who leaves has left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from scicomm.audiences.actions import contacts, mailings
from scicomm.audiences.actions.subscriptions import end_subscription
from scicomm.audiences.enums import MailingState, SubscriptionState
from scicomm.audiences.models import Consent, Contact, ContactList, Mailing, OutgoingMail, Subscription
from scicomm.audiences.permissions.contacts import get_contact_for
from scicomm.audiences.rules.contacts import ContactRow, read_contacts
from scicomm.audiences.tasks.letters import letter
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.factories.audiences import reader
from tests.factories.channels import released_story

DAY = dt.date(2026, 5, 4)
HEAD = ["姓名", "邮箱", "单位", "类别", "领域", "同意方式", "同意日期"]


def row(email: str = "lin@paper.example", **values: Any) -> ContactRow:
    said = {"name": "林 记者", "kind": "journalist", "beats": ("140",), "proof": "开放日名片", "proof_on": DAY}
    return ContactRow(email=email, **{**said, **values})


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def test_a_row_without_proof_of_consent_is_refused_and_named() -> None:
    table = read_contacts(
        [
            HEAD,
            ["林 记者", "lin@paper.example", "示范晨报", "记者", "物理学；天文", "名片", "2026年5月4日"],
            ["无凭证", "no@paper.example", "", "", "", "", "2026-05-04"],
            ["无日期", "day@paper.example", "", "", "", "口头", ""],
            ["将来", "late@paper.example", "", "", "", "口头", "2099-01-01"],
            ["坏地址", "nowhere", "", "", "", "口头", "2026/5/4"],
            ["", "", "", "", "", "", ""],
            ["又来", "LIN@paper.example", "", "", "", "口头", "2026.5.4"],
        ],
        today=DAY,
    )
    assert [(one.email, one.kind, one.beats) for one in table.rows] == [
        ("lin@paper.example", "journalist", ("物理学", "天文"))
    ]
    assert [number for number, _why in table.refused] == [3, 4, 5, 6, 8]
    for wrong in ([], [["姓名"]], [["Name", "Phone"], ["a", "b"]]):
        with pytest.raises(ValidationError):
            read_contacts(wrong, today=DAY)


@pytest.mark.django_db
def test_who_asked_for_no_letters_is_not_taken_in_again(academy: Any, officer: Any) -> None:
    contact = contacts.add_contact(academy.north_lake, row(), acting_user=officer)
    assert contact.subscription.consents.get().proof == "开放日名片"
    contacts.add_contact(academy.north_lake, row(), acting_user=officer)
    assert Contact.objects.count() == 1 and Consent.objects.count() == 1, "the same again changes nothing"
    end_subscription(contact.subscription)
    with pytest.raises(ValidationError):
        contacts.add_contact(academy.north_lake, row(), acting_user=officer)
    again = contacts.add_contact(
        academy.north_lake, row(proof_on=timezone.localdate() + dt.timedelta(days=1)), acting_user=officer
    )
    assert again.subscription.state == SubscriptionState.CONFIRMED, "a newer yes counts"
    with pytest.raises(PermissionDenied):
        contacts.add_contact(academy.south_sea, row(), acting_user=officer)
    with pytest.raises(Http404):
        get_contact_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), contact.pk)


@pytest.mark.django_db
def test_removed_by_the_last_unit_a_contact_is_forgotten(academy: Any, officer: Any) -> None:
    other = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    first = contacts.add_contact(academy.north_lake, row(), acting_user=officer)
    second = contacts.add_contact(academy.south_sea, row(), acting_user=other)
    assert first.subscription_id == second.subscription_id
    contacts.remove_contact(first, acting_user=officer)
    assert Subscription.objects.get(pk=second.subscription_id).email
    contacts.remove_contact(second, acting_user=other)
    assert Subscription.objects.get(pk=second.subscription_id).email == "" and not Contact.objects.exists()


@pytest.mark.django_db
def test_a_letter_reaches_whom_it_is_for_once_and_nobody_else(academy: Any, officer: Any) -> None:
    unit = academy.north_lake
    desk = ContactList.objects.create(unit=unit, name="科学版")
    inside = contacts.add_contact(unit, row(), acting_user=officer, lists=[desk])
    contacts.add_contact(
        unit, row("school@s.example", kind="school", name="示范小学"), acting_user=officer, lists=[desk]
    )
    contacts.add_contact(unit, row("other@p.example"), acting_user=officer)
    left = contacts.add_contact(unit, row("left@p.example"), acting_user=officer, lists=[desk])
    contacts.add_contact(unit, row("eng@p.example", language="en"), acting_user=officer, lists=[desk])
    reader("lin@paper.example")
    story = released_story(academy)
    mailing = mailings.write_mailing(
        None, unit=unit, acting_user=officer, language="zh-hans", subject="开放日 <邀请>", text="欢迎来访。\n\n<b>不是标签</b>",
        kinds=["journalist"], lists=[desk], stories=[story.dossier],
    )  # fmt: skip
    mailings.plan_mailing(mailing, acting_user=officer)
    assert mailings.queue_due_mailings(timezone.now()) == 1 and mailings.queue_due_mailings(timezone.now()) == 0
    mails = OutgoingMail.objects.filter(mailing=mailing)
    assert {mail.subscription.email for mail in mails} == {"lin@paper.example", "left@p.example"}
    end_subscription(left.subscription)
    assert letter(mails.get(subscription=left.subscription)) is None, "who left meanwhile gets none"
    message = letter(mails.get(subscription=inside.subscription))
    assert message is not None
    html = message.html
    assert "林 记者" in message.body and story.title in message.body and "&lt;b&gt;" in html and "<b>不是" not in html
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mailings.cancel_mailing(mailing, acting_user=officer)
    assert letter(OutgoingMail.objects.get(subscription=inside.subscription, mailing=mailing)) is None


@pytest.mark.django_db
def test_a_letter_to_nobody_is_refused_and_a_finished_one_states_its_fact_once(academy: Any, officer: Any) -> None:
    values = {"unit": academy.north_lake, "acting_user": officer, "language": "zh-hans", "subject": "信", "text": "文"}
    mailing = mailings.write_mailing(None, **values)
    with pytest.raises(ValidationError):
        mailings.plan_mailing(mailing, acting_user=officer)
    contact = contacts.add_contact(academy.north_lake, row(), acting_user=officer)
    mailings.plan_mailing(mailing, acting_user=officer, send_at=timezone.now() + dt.timedelta(hours=1))
    assert mailings.queue_due_mailings(timezone.now()) == 0
    contacts.remove_contact(contact, acting_user=officer)
    assert mailings.queue_due_mailings(timezone.now() + dt.timedelta(hours=2)) == 1
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT and FactRecord.objects.filter(name="audiences.mailing_sent").count() == 1


@pytest.mark.django_db
def test_an_officer_takes_in_a_table_and_learns_what_was_refused(academy: Any, officer: Any, client_for: Any) -> None:
    client = client_for(officer)
    lines = [
        HEAD,
        ["林 记者", "lin@paper.example", "晨报", "记者", "140", "名片", "2026-05-04"],
        ["无", "no@p.example", "", "", "", "", ""],
    ]
    table = "\n".join(",".join(line) for line in lines).encode("gb18030")
    post = {"unit": academy.north_lake.pk, "list_name": "晨报", "table": SimpleUploadedFile("名单.csv", table)}
    page = client.post(reverse("audiences_contacts_import"), post).content.decode()
    assert Contact.objects.get().lists.get().name == "晨报" and "3" in page
    bad = SimpleUploadedFile("x.xlsx", b"PK\x03\x04nonsense")
    assert (
        client.post(reverse("audiences_contacts_import"), {"unit": academy.north_lake.pk, "table": bad}).status_code
        == 400
    )
    assert "lin@paper.example" in client.get(reverse("audiences_contacts")).content.decode()
    letter_post = {
        "unit": academy.north_lake.pk,
        "language": "zh-hans",
        "subject": "信",
        "text": "文",
        "kinds": ["journalist"],
    }
    client.post(reverse("audiences_mailing_new"), letter_post)
    mailing = Mailing.objects.get()
    assert "林 记者" in client.get(reverse("audiences_mailing", args=[mailing.pk])).content.decode()
    client.post(reverse("audiences_mailing_plan", args=[mailing.pk]), {"send_at": ""})
    mailing.refresh_from_db()
    assert mailing.state == MailingState.PLANNED
    assert (
        client_for(academy.user(Role.OBSERVER, academy.north_lake)).get(reverse("audiences_contacts")).status_code
        != 200
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 15])
def test_the_lists_take_few_queries(
    academy: Any, officer: Any, client_for: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        contacts.add_contact(academy.north_lake, row(f"r{number}@p.example"), acting_user=officer)
    client = client_for(officer)
    client.get(reverse("audiences_contacts"))
    # 20 of them are the desk around it.
    with django_assert_max_num_queries(27):
        client.get(reverse("audiences_contacts"))

"""A brief goes only to its named readers, after another approved it; every opening is a receipt, and it can be taken back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.audiences.actions import brief_copies, briefs
from scicomm.audiences.clients import MailRefused, Postman
from scicomm.audiences.enums import BriefState
from scicomm.audiences.models import Brief, BriefCopy, BriefOpening
from scicomm.audiences.permissions.briefs import get_brief_for, get_copy_to_read
from scicomm.audiences.queries.briefs import brief_figures, copy_link, paper_of
from scicomm.audiences.rules.briefs import brief_token, copy_number, has_chinese_font, render_pdf
from scicomm.audiences.tasks.briefs import send_letters
from scicomm.core.logs import without_secrets
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role

READERS = [
    {"name": "陈 远", "post": "司长", "organisation": "示范部", "email": "chen@ministry.example"},
    {"name": "Wu Lan", "post": "", "organisation": "示范市", "email": "wu@city.example"},
]


class Box(Postman):
    """Keeps what it is given; `refuses` the next so many."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refuses = 0

    def send(self, message: Any) -> None:
        if self.refuses:
            self.refuses -= 1
            raise MailRefused("450 later", permanent=False)
        self.mails.append(message)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


@pytest.fixture
def approver(academy: Any) -> Any:
    return academy.user(Role.FINAL_REVIEWER, academy.north_lake)


def written(academy: Any, officer: Any, **values: Any) -> Brief:
    texts = {"facts": "第一段。\n#panic(1) 不是命令。", "sources": "10.5555/waves"}
    brief = briefs.write_brief(
        None, unit=academy.north_lake, acting_user=officer, kind="flash", language="zh-hans", title="湖水变暖",
        summary="十年升温一度。", texts=texts, **values,
    )  # fmt: skip
    briefs.name_readers(brief, READERS, acting_user=officer)
    return brief


def issued(academy: Any, officer: Any, approver: Any, **values: Any) -> tuple[Brief, dict[int, str]]:
    brief = written(academy, officer, **values)
    briefs.submit_brief(brief, acting_user=officer)
    briefs.approve_brief(brief, acting_user=approver)
    return briefs.issue_brief(brief, acting_user=officer)


def token_of(copy: BriefCopy) -> str:
    return copy_link(copy).rstrip("/").rsplit("/", 1)[1]


@pytest.mark.django_db
def test_nobody_approves_their_own_brief_and_nothing_goes_out_without_it(
    academy: Any, officer: Any, approver: Any
) -> None:
    brief = written(academy, officer)
    with pytest.raises(ValidationError):
        briefs.issue_brief(brief, acting_user=officer)
    briefs.submit_brief(brief, acting_user=officer)
    for other in (
        officer,
        academy.user(Role.FINAL_REVIEWER, academy.south_sea),
        academy.user(Role.OBSERVER, academy.north_lake),
    ):
        with pytest.raises(PermissionDenied):
            briefs.approve_brief(brief, acting_user=other)
    briefs.return_brief(brief, acting_user=approver, note="来源不足")
    with pytest.raises(ValidationError):
        briefs.approve_brief(brief, acting_user=approver)
    briefs.submit_brief(brief, acting_user=officer)
    briefs.approve_brief(brief, acting_user=approver)
    with pytest.raises(ValidationError):
        briefs.write_brief(brief, unit=brief.unit, acting_user=officer, title="换了")
    with pytest.raises(Http404):
        get_brief_for(academy.user(Role.OBSERVER, academy.north_lake), brief.pk)


@pytest.mark.django_db
def test_every_reader_gets_a_letter_of_their_own_and_opening_is_the_receipt(
    academy: Any, officer: Any, approver: Any
) -> None:
    brief, codes = issued(academy, officer, approver)
    box = Box()
    box.refuses = 1
    assert send_letters(box) == 1 and codes == {}
    failed = BriefCopy.objects.get(mail_error__gt="")
    assert failed.mailed_at is None and failed.mail_due_at and failed.mail_due_at > timezone.now()
    BriefCopy.objects.filter(pk=failed.pk).update(mail_due_at=timezone.now())
    assert send_letters(box) == 1 and send_letters(box) == 0
    links = [re.search(r"https?://\S+/briefs/\S+", mail.body) for mail in box.mails]
    assert len({link[0] for link in links if link}) == 2 and len({mail.to for mail in box.mails}) == 2
    assert "第一段" not in box.mails[0].body, "the brief itself never stands in a mail"
    reader, copy = Client(), brief.copies.get(number=1)
    door = reverse("audiences:brief", args=[token_of(copy)])
    assert reader.get(door).status_code == 200 and BriefOpening.objects.count() == 0, (
        "a program that follows links opens nothing"
    )
    read = reader.post(door, follow=True)
    assert "第一段" in read.content.decode() and read["Cache-Control"] == "private, no-store"
    paper = reader.get(reverse("audiences:brief_paper", args=[token_of(copy)]))
    assert paper.content.startswith(b"%PDF-")
    copy.refresh_from_db()
    assert copy.opened_at and [row.opened_as for row in copy.openings.all()] == ["page", "pdf"]
    reader.post(reverse("audiences:brief_read", args=[token_of(copy)]), {"adoption": "partly", "answer": "已转办"})
    assert brief_figures(officer, brief.year or 0) == {"copies": 2, "read": 1, "answered": 1, "adopted": 1, "issued": 1}
    names = set(FactRecord.objects.filter(name__startswith="audiences.brief").values_list("name", flat=True))
    assert names == {"audiences.brief_issued", "audiences.brief_read", "audiences.brief_answered"}
    assert Client().get(reverse("audiences:brief_read", args=[token_of(copy)])).status_code == 302, (
        "another browser asks at the door"
    )


@pytest.mark.django_db
def test_a_named_brief_needs_the_code_that_stands_in_no_mail(academy: Any, officer: Any, approver: Any) -> None:
    brief, codes = issued(academy, officer, approver, circulation="named")
    box = Box()
    send_letters(box)
    copy = brief.copies.get(number=1)
    assert all(codes[copy.pk] not in mail.body and brief.title not in mail.body + mail.subject for mail in box.mails)
    assert codes[copy.pk] not in str(BriefCopy.objects.filter(pk=copy.pk).values())
    door, reader = reverse("audiences:brief", args=[token_of(copy)]), Client()
    assert reader.post(door, {"code": "WRONG2"}).status_code == 400
    assert reader.get(reverse("audiences:brief_read", args=[token_of(copy)])).status_code == 302
    assert reader.post(door, {"code": codes[copy.pk].lower()}).status_code == 302
    for _turn in range(brief_copies.MOST_WRONG_CODES):
        brief_copies.check_code(copy, "NOPE22")
    assert not brief_copies.check_code(copy, codes[copy.pk]), "guessing locks the copy"
    old = token_of(copy)
    renewed, code = brief_copies.renew_copy(copy, acting_user=officer)
    assert brief_copies.check_code(renewed, code)
    with pytest.raises(Http404):
        get_copy_to_read(old)


@pytest.mark.django_db
def test_recalled_expired_and_closed_copies_show_not_a_word(academy: Any, officer: Any, approver: Any) -> None:
    brief, _codes = issued(academy, officer, approver)
    box, reader = Box(), Client()
    send_letters(box)
    first, second = brief.copies.order_by("number")
    reader.post(reverse("audiences:brief", args=[token_of(first)]))
    brief_copies.withdraw_copy(second, acting_user=officer)
    assert Client().post(reverse("audiences:brief", args=[token_of(second)])).status_code == 410
    briefs.recall_brief(brief, acting_user=approver, reason="数据有误")
    for name in ("brief", "brief_read", "brief_paper"):
        answer = reader.get(reverse(f"audiences:{name}", args=[token_of(first)]))
        assert (
            answer.status_code == 410
            and "第一段" not in answer.content.decode()
            and "数据有误" in answer.content.decode()
        )
    assert send_letters(box) == 2 and "数据有误" in box.mails[-1].body
    assert len({mail.message_id for mail in box.mails}) == 4
    other, _codes = issued(academy, officer, approver, expires_at=timezone.now() + dt.timedelta(hours=1))
    assert briefs.expire_briefs(timezone.now() + dt.timedelta(hours=2)) == 1
    other.refresh_from_db()
    assert other.state == BriefState.EXPIRED and other.number != brief.number
    assert Client().get(reverse("audiences:brief", args=[token_of(other.copies.all()[0])])).status_code == 410


@pytest.mark.django_db
def test_the_paper_carries_its_reader_and_runs_nothing(academy: Any, officer: Any) -> None:
    paper = paper_of(written(academy, officer).copies.get(number=1))
    assert "陈 远" in paper.watermark and "示范部" in paper.copy
    assert has_chinese_font() and render_pdf(paper).startswith(b"%PDF-")


@pytest.mark.django_db
def test_forged_links_are_nothing_and_no_log_shows_one(academy: Any, officer: Any, approver: Any) -> None:
    brief, _codes = issued(academy, officer, approver)
    first, second = brief.copies.order_by("number")
    forged = token_of(first).replace(f"scb_{first.pk}-", f"scb_{second.pk}-")
    for wrong in (forged, "x", f"scb_{first.pk}-", brief_token("other", first.pk, first.salt), "scb_9" * 9):
        assert Client().get(reverse("audiences:brief", args=[wrong])).status_code == 404
        assert copy_number(wrong) != -1
    link = copy_link(first)
    assert token_of(first) not in without_secrets(f"GET {link}") and settings.SECRET_KEY not in link


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 20])
def test_the_desk_takes_few_queries_whatever_its_length(
    academy: Any, officer: Any, client_for: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    brief = written(academy, officer)
    readers = [
        {"name": f"读者 {n}", "post": "", "organisation": "", "email": f"r{n}@city.example"} for n in range(count)
    ]
    briefs.name_readers(brief, readers, acting_user=officer)
    for _turn in range(count - 1):
        written(academy, officer)
    client = client_for(officer)
    client.get(reverse("audiences_briefs"))
    # 23 of them are the desk around it.
    with django_assert_max_num_queries(27):
        assert client.get(reverse("audiences_briefs")).status_code == 200
    with django_assert_max_num_queries(27):
        assert client.get(reverse("audiences_brief", args=[brief.pk])).status_code == 200


@pytest.mark.django_db
def test_an_officer_does_it_all_by_forms_and_mistakes_come_back(
    academy: Any, officer: Any, approver: Any, client_for: Any
) -> None:
    client = client_for(officer)
    new = {"unit": academy.north_lake.pk, "kind": "proposal", "language": "zh-hans", "title": "湖泊监测"}
    assert client.post(reverse("audiences_brief_new"), {**new, "title": ""}).status_code == 400
    made = client.post(reverse("audiences_brief_new"), new)
    brief = Brief.objects.get()
    assert made.url == reverse("audiences_brief", args=[brief.pk])
    bad = client.post(reverse("audiences_brief_readers", args=[brief.pk]), {"readers": "只有名字\nA,,,no-address"})
    assert bad.status_code == 400 and "只有名字" in bad.content.decode() and not brief.copies.exists()
    good = "陈 远，司长，示范部，chen@ministry.example\nWu Lan\t\tCity\twu@city.example\n"
    client.post(reverse("audiences_brief_readers", args=[brief.pk]), {"readers": good})
    assert brief.copies.count() == 2
    said = {
        "title": "湖泊监测",
        "circulation": "named",
        "part_state": "现状。",
        "part_measures": "建议。",
        "expires_on": "2099-01-02",
    }
    client.post(made.url, said)
    for verb, who in (("submit", officer), ("approve", approver), ("issue", officer)):
        client_for(who).post(reverse("audiences_brief_step", args=[brief.pk, verb]), {"note": "好"})
    brief.refresh_from_db()
    assert brief.state == BriefState.ISSUED and timezone.localtime(brief.expires_at).date() == dt.date(2099, 1, 2)
    page = client_for(officer)
    page.post(reverse("audiences_brief_copy", args=[brief.pk, brief.copies.get(number=2).pk, "renew"]))
    first, again = page.get(made.url).content.decode(), page.get(made.url).content.decode()
    assert len(re.findall(r'class="mono">[2-9A-Z]{6}<', first)) == 1 and not re.findall(
        r'class="mono">[2-9A-Z]{6}<', again
    )

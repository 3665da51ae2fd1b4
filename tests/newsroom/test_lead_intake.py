"""Promises: what is handed in on the form or by program comes in once and whole; what is confidential stays so."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import Lead, LeadAttachment, lead_files
from scicomm.newsroom.permissions import leads_for, topics_for
from scicomm.newsroom.rules.files import Sent
from scicomm.newsroom.tasks import sweep_leads
from scicomm.organisation.actions import make_token
from scicomm.organisation.enums import Role
from scicomm.search.actions import drain_pending
from scicomm.search.engine import QuerySpec
from scicomm.search.engine import search as find
from tests.factories.newsroom import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
REPORT = "/report/"


def pdf(name: str = "数据.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 " + more, content_type="text/html")


def form(**values: Any) -> dict[str, Any]:
    return {"title": "湖冰提前化了", "nothing_secret": "on", "post_key": str(uuid.uuid4()), **values}


def test_files_come_with_the_lead_and_are_private_downloads(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    client = client_for(user)
    assert client.post(REPORT, form(attachments=[pdf(), pdf("b.pdf", b"2"), pdf("again.pdf")])).status_code == 302
    lead = Lead.objects.get()
    assert [row.name for row in lead.attachments.all()] == ["数据.pdf", "b.pdf"]
    assert "with_files" in {reason["code"] for reason in lead.reasons}
    url = reverse("newsroom:file", args=[lead.attachments.all()[0].pk])
    for who in (user, academy.user(Role.OBSERVER, academy.north)):
        got = client_for(who).get(url)
        assert got.status_code == 200 and b"".join(got.streaming_content).startswith(b"%PDF")
        assert got["Content-Disposition"].startswith("attachment") and got["Content-Type"] == "application/pdf"
        assert got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]
    assert client_for(academy.user(Role.CONTRIBUTOR, academy.south_sea)).get(url).status_code == 404
    assert client_for(None).get(url).status_code == 302


def test_nothing_typed_or_sent_is_lost_when_the_form_is_refused(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    sent = form(title="", body="很长的话", attachments=[pdf(), SimpleUploadedFile("x.exe", b"MZ"), pdf("c.pdf", b"3")])
    page = client.post(REPORT, sent).content.decode()
    assert "很长的话" in page and "数据.pdf" in page and "x.exe" in page and not Lead.objects.exists()
    dropped = LeadAttachment.objects.get(name="c.pdf")
    again = {**sent, "title": "湖冰", "leave_out": [str(dropped.pk)]}
    del again["attachments"]
    assert client.post(REPORT, again).status_code == 302
    assert [row.name for row in Lead.objects.get().attachments.all()] == ["数据.pdf"]


def test_words_typed_while_signed_out_come_back_after_signing_in(academy: Any, client_for: Any) -> None:
    client = client_for(None)
    assert client.post(REPORT, form(body="写了半天")).status_code == 302
    client.force_login(
        academy.user(Role.CONTRIBUTOR, academy.north_lake), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "写了半天" in client.get(REPORT).content.decode()
    assert client.post(REPORT, form(body="写了半天")).status_code == 302
    assert "写了半天" not in client.get(REPORT).content.decode().split("</form>")[0]


def test_files_without_a_lead_and_without_a_row_are_given_up(academy: Any) -> None:
    person = academy.user(Role.CONTRIBUTOR, academy.north_lake).person
    actions.keep_attachments([Sent("a.pdf", b"%PDF-1")], post_key=uuid.uuid4(), held_by=person)
    store = lead_files()
    orphan = store.save("ab/orphan", SimpleUploadedFile("x", b"x"))
    sweep_leads()
    assert LeadAttachment.objects.count() == 1 and store.exists(orphan)
    assert actions.sweep_attachments(timezone.now() + dt.timedelta(days=8)) == 2
    assert not LeadAttachment.objects.exists() and not store.exists(orphan)


def test_a_confidential_lead_is_read_by_its_units_editors_alone_until_its_moment(academy: Any, client_for: Any) -> None:
    sender = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    until = timezone.now() + dt.timedelta(days=3)
    local = timezone.localtime(until)
    sent = form(title="密约湖冰", attachments=[pdf()], confidential_until=f"{local:%Y-%m-%dT%H:%M}")
    assert client_for(sender).post(REPORT, sent).status_code == 302
    lead = Lead.objects.get()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    above = academy.user(Role.COORDINATOR, academy.north)
    observer = academy.user(Role.OBSERVER, academy.north_lake)
    Worker().drain()
    drain_pending()

    def seen(user: Any) -> bool:
        found = leads_for(user).filter(pk=lead.pk).exists()
        board = any(slip["title"] == "密约湖冰" for lane in queries.board_of(user) for slip in lane.slips)
        waits = any(task.title == "密约湖冰" for task in tasks_for(user))
        assert board == found or user == sender
        assert not waits or found
        return found

    assert seen(officer) and seen(sender) and not seen(above) and not seen(observer)
    assert find(QuerySpec(text="密约湖冰", index="staff", allowed_units=None)).total == 0
    assert "密约" not in json.dumps(list(FactRecord.objects.values_list("payload", flat=True)), ensure_ascii=False)
    file = reverse("newsroom:file", args=[lead.attachments.get().pk])
    assert client_for(above).get(file).status_code == 404 and client_for(officer).get(file).status_code == 200
    with pytest.raises(PermissionDenied):
        actions.accept_lead(lead, acting_user=above)
    topic = actions.accept_lead(lead, acting_user=officer)
    assert topics_for(officer).filter(pk=topic.pk).exists() and not topics_for(above).filter(pk=topic.pk).exists()
    with pytest.raises(PermissionDenied):
        actions.start_story(topic, acting_user=officer)
    # Only whoever asked for it gives it up.
    opens = reverse("newsroom:open_lead", args=[lead.pk])
    assert client_for(officer).post(opens).status_code in {302, 403} and Lead.objects.get().is_confidential
    assert client_for(sender).post(opens).status_code == 302
    Worker().drain()
    drain_pending()
    assert seen(above) and find(QuerySpec(text="密约湖冰", index="staff", allowed_units=None)).total >= 1
    assert topics_for(above).filter(pk=topic.pk).exists() and actions.start_story(topic, acting_user=officer)


def test_the_end_of_confidentiality_is_noted_once(academy: Any) -> None:
    lead = Lead.objects.create(
        unit=academy.north_lake, title="x", source="mail", confidential_until=timezone.now() - dt.timedelta(seconds=1)
    )
    assert actions.open_due_leads() == 1 and actions.open_due_leads() == 0
    fact = FactRecord.objects.get(name="newsroom.lead_opened")
    assert fact.subject == f"newsroom.lead:{lead.pk}" and fact.payload == {"early": False}


# ------------------------------------------------------------------ by program


def test_a_program_hands_in_once_and_reads_its_own(academy: Any, client: Any) -> None:
    article = make_article(academy.north_lake)
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    ends = timezone.now() + dt.timedelta(days=9)

    def secret_for(who: Any, unit: Any, scopes: list[str]) -> dict[str, str]:
        _row, secret = make_token(acting_user=who, unit=unit, name="x", scopes=scopes, days=9)
        return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    mine = secret_for(user, academy.north_lake, ["leads:write"])
    body = {"title": "湖冰", "doi": article.doi, "nothing_secret": True, "confidential_until": (ends).isoformat()}

    def post(head: dict[str, str], sent: dict[str, Any], key: str = "k-1") -> Any:
        head = {**head, "HTTP_IDEMPOTENCY_KEY": key}
        return client.post("/api/v1/leads", json.dumps(sent), content_type="application/json", **head)

    made = post(mine, body)
    assert made.status_code == 201 and made.json()["doi"] == article.doi
    assert post(mine, body).status_code == 200 and post(mine, {**body, "title": "别的"}).status_code == 422
    assert Lead.objects.get().source == "api"
    assert post(mine, {**body, "nothing_secret": False}, "k-2").status_code == 422
    assert post(mine, {**body, "confidential_until": "2020-01-01T00:00:00Z"}, "k-3").status_code == 422
    assert post({}, body).status_code == 401
    assert post(secret_for(user, academy.north_lake, ["articles:write"]), body).status_code == 403
    listed = client.get("/api/v1/leads", **mine).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    other = secret_for(academy.user(Role.COORDINATOR, academy.north), academy.north, ["leads:write"])
    assert client.get("/api/v1/leads", **other).json()["items"] == []
    assert client.get(f"/api/v1/leads/{made.json()['id']}", **other).status_code == 404
    actions.decline_lead(Lead.objects.get(), acting_user=user, reason="刚讲过")
    assert client.get(f"/api/v1/leads/{made.json()['id']}", **mine).json()["reason"] == "刚讲过"

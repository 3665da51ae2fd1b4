"""Applicants are told by mail, once, in their language, and of nothing that is not theirs; search finds only what is public."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from scicomm.core.mail import FolderBackend, mail_folder
from scicomm.core.models import Delivery, FactRecord
from scicomm.core.worker import Worker
from scicomm.facts.responses import DisclosureRequested
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.handlers import disclosure as handlers
from scicomm.responses.handlers.disclosure import MOST_A_DAY, acknowledge_request
from scicomm.responses.models import DisclosureRequest
from scicomm.responses.queries.disclosure.requests import code_of
from scicomm.responses.tasks import keep_disclosure
from scicomm.search.models import IndexEntry
from scicomm.search.sources import SOURCES
from tests.audiences.test_smtp import Sink, sink  # noqa: F401 - the fixture is used by name
from tests.factories.disclosure import APPLICANT, WANTED, make_item, make_request, officers, send

pytestmark = pytest.mark.django_db
ENGLISH = {"name": "Ann Reader", "identity": "x", "email": "ann@by.example"}


def told() -> list[tuple[str, str]]:
    """Who was told what, and the outbox emptied."""
    found = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_each_step_is_told_once_in_the_applicants_language_over_a_real_server(
    academy: Any, sink: Sink, caplog: pytest.LogCaptureFixture  # noqa: F811
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    unit = academy.north_lake
    writer, _signer = officers(academy, unit)
    found = make_request(academy, unit, applicant=ENGLISH, language="en")
    soon = timezone.localdate() + dt.timedelta(days=9)
    send(academy, found, "clarification", until=soon)
    actions.clarify_request(found, text="The scanner")
    send(academy, found, "extension", days=5)
    send(academy, found, "third_party")
    send(academy, found, "decision", outcome="granted", reason="The reason stands in the letter.")
    appeal = actions.record_appeal(found, kind="review", organ="x", filed_on=timezone.localdate(), acting_user=writer)
    actions.decide_appeal(appeal, result="upheld", decided_on=timezone.localdate(), acting_user=writer)
    copy = actions.keep_redaction(
        found, title="合同", is_pdf=False, original=b"x", handed_out=b"y", marks=[], acting_user=writer
    )
    actions.release_redaction(copy, acting_user=officers(academy, unit)[1])
    Worker().drain()
    for row in Delivery.objects.filter(handler__startswith="responses."):
        row.state = "waiting"  # everything is delivered again, as after a worker was killed
        row.save()
    Worker().drain()
    read = [email.message_from_bytes(one.content, policy=email.policy.default) for one in sink.taken]
    assert [str(one["Subject"]) for one in read] == [
        f"We have your request {found.number}",
        f"Please clarify your request {found.number}",
        f"Your request {found.number} takes longer",
        f"A letter about your request {found.number} is ready",
        f"The outcome of the appeal about your request {found.number}",
        f"A copy for your request {found.number} is ready",
    ]
    assert {one.rcpt_tos[0] for one in sink.taken} == {"ann@by.example"}
    assert len({str(one["Message-ID"]) for one in read}) == 6
    bodies = [one.get_content() for one in read]
    assert code_of(found.post_key) in bodies[0] and all(code_of(found.post_key) not in body for body in bodies[1:])
    assert all(f"/en/disclosure/status/?number={found.number}" in body for body in bodies)
    assert not any(WANTED in body or "The reason stands" in body or "Ann" in body for body in bodies)
    with translation.override("en"):
        assert "upheld" in bodies[4]
    assert found.steps.filter(kind="told").count() == 6
    # The server of this test writes its own log.
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("mail", "asyncio"))]
    kept = str(logged) + str(list(FactRecord.objects.values())) + str(list(ModelLogEntry.objects.values()))
    kept += str(list(found.steps.values()))
    assert "ann@by" not in kept and "Ann Reader" not in kept and code_of(found.post_key) not in kept


def test_a_worker_killed_between_mail_and_note_sends_the_same_mail_again(
    academy: Any, monkeypatch: Any, settings: Any
) -> None:
    found = make_request(academy, academy.north_lake)
    with monkeypatch.context() as killed:
        killed.setattr(handlers, "note_mail_sent", lambda *args, **values: (_ for _ in ()).throw(KeyboardInterrupt))
        fact = DisclosureRequested(
            unit_id=found.unit_id, subject=f"responses.disclosure_request:{found.pk}", arrival="online"
        )
        with pytest.raises(KeyboardInterrupt):
            acknowledge_request(fact, delivery_id=1)
    Worker().drain()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    Worker().drain()
    assert len(mail.outbox) == 2 and f"{settings.SITE_URL}/disclosure/status/?number={found.number}" in second.body
    with translation.override("zh-hans"):
        assert second.subject == handlers._subject("filed", found.number)


def test_without_an_address_and_for_an_erased_applicant_nothing_is_sent_and_floods_stop(
    academy: Any, client: Client, settings: Any, tmp_path: Any
) -> None:
    unit = academy.north_lake
    settings.SCICOMM_HOME = tmp_path
    send(academy, make_request(academy, unit, applicant={**APPLICANT, "email": ""}), "receipt")
    Worker().drain()
    assert told() == []
    for number in range(MOST_A_DAY + 2):
        make_request(academy, unit, received=False, wanted=f"目录 {number}")
    Worker().drain()
    assert len(told()) == MOST_A_DAY
    page = client.get("/disclosure/status/", {"number": "2026-00001"}).content.decode()
    assert 'value="2026-00001"' in page and "code=" not in page
    settings.EMAIL_BACKEND = f"{FolderBackend.__module__}.{FolderBackend.__name__}"
    found = send(academy, make_request(academy, unit), "decision", outcome="granted")
    Worker().drain()
    (kept,) = mail_folder().glob(f"disclosure-{found.pk}-*.eml")
    keep_disclosure()
    assert kept.exists()
    DisclosureRequest.objects.filter(pk=found.pk).update(sealed="", erased_at=timezone.now())
    keep_disclosure()
    assert not kept.exists()


def test_search_finds_released_items_and_the_log_and_nothing_of_a_private_request(academy: Any, client: Client) -> None:
    unit = academy.north_lake
    writer, reviewer = officers(academy, unit)
    item = make_item(academy, unit, state="public", title_en="Rules of disclosure")
    actions.save_item(item, unit=unit, acting_user=writer, text_zh="未公开的新稿")
    make_item(academy, unit, code="about", title_zh="没有公开的概况")
    make_request(academy, unit, wanted="秘密的申请内容")
    shown = send(academy, make_request(academy, unit, wanted="近三年采购合同原文"), "decision", outcome="partly")
    Worker().drain()
    assert client.get(f"/disclosure/log/{shown.number}/").status_code == 404
    actions.show_in_log(shown, title="设备采购合同", acting_user=writer)
    Worker().drain()
    rows = {entry.key: entry.payload for entry in IndexEntry.objects.filter(key__startswith="responses.disclosure")}
    assert set(rows) == {f"responses.disclosure_item:{item.pk}", f"responses.disclosure_request:{shown.pk}"}
    text = str(rows)
    for secret in ("未公开", "没有公开", "秘密", "近三年", APPLICANT["name"], APPLICANT["email"]):
        assert secret not in text
    assert rows[f"responses.disclosure_item:{item.pk}"]["title_other"] == "Rules of disclosure"
    logged = rows[f"responses.disclosure_request:{shown.pk}"]
    assert (logged["kind"], logged["url"]) == ("disclosure", f"/disclosure/log/{shown.number}/")
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}{logged['url']}").content.decode()
        assert "设备采购合同" in page and "近三年" not in page
    stated = {
        document.key
        for prefix in ("responses.disclosure_item", "responses.disclosure_request")
        for source in [SOURCES["public", prefix]]
        for document in source.documents(list(source.ids()))
    }
    assert stated == set(rows), "made anew from the database it is the same"
    gone = actions.withdraw_item(item, reason="已废止", acting_user=reviewer)
    Worker().drain()
    assert IndexEntry.objects.get(key=f"responses.disclosure_item:{gone.pk}").payload is None

"""Whatever a mail server does, no mail is lost and none goes twice under another name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail, Suspension
from scicomm.audiences.rules import Letter, Stencil, as_bytes, escaped, holes
from scicomm.audiences.tasks import build_issues, send_mails
from scicomm.audiences.tasks.sending import SECONDS_A_BATCH
from scicomm.config.benchmarks.mail_sink import Sink, Taken, sink_thread
from scicomm.core.periodic import AGAIN
from tests.factories.audiences import asked, reader
from tests.factories.channels import released_story

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[("PIPELINING",), ("8BITMIME",)], ids=["pipelined", "in turn"])
def server(request: Any, settings: Any) -> Iterator[tuple[Sink, list[Taken]]]:
    taken: list[Taken] = []
    sink = Sink(taken.append, extensions=request.param)
    with sink_thread(sink) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.SCICOMM_RETRY_SECONDS = 100
        yield sink, taken


def states() -> Counter[str]:
    return Counter(OutgoingMail.objects.values_list("state", flat=True))


def test_one_refused_reader_does_not_hold_up_the_others(academy: Any, server: Any) -> None:
    sink, taken = server
    rows = [asked() for _reader in range(4)]
    answers = {rows[1].email: "451 4.2.1 later", rows[2].email: f"550 5.1.1 no {rows[2].email}"}
    sink.answer_to = lambda address: answers.get(address, "250 ok")
    assert send_mails() == 2 and sink.connections == 1
    assert states() == {"sent": 2, "queued": 1, "failed": 1}
    assert [one.to for one in taken] == [rows[0].email, rows[3].email]
    # The server said clearly that this mailbox is not there.
    assert Suspension.objects.get().subscription_id == rows[2].pk
    assert not OutgoingMail.objects.filter(error__contains="@readers").exists()


def test_a_server_that_says_goodbye_in_the_middle_gets_the_rest_later(academy: Any, server: Any) -> None:
    sink, taken = server
    rows = [asked() for _reader in range(3)]
    sink.answer_to = lambda address: "421 closing" if address == rows[1].email else "250 ok"
    assert send_mails() == 1 and states() == {"sent": 1, "queued": 2}
    sink.answer_to = lambda address: "250 ok"
    OutgoingMail.objects.update(next_try_at="2020-01-01T00:00Z")
    assert send_mails() == 2 and len(taken) == 3


def test_a_line_cut_after_the_text_repeats_the_same_mail(academy: Any, server: Any) -> None:
    sink, taken = server
    asked()
    sink.answer_data = lambda name: "take and cut"
    assert send_mails() == 0
    assert OutgoingMail.objects.get().state == "queued"
    sink.answer_data = lambda name: "250 ok"
    OutgoingMail.objects.update(next_try_at="2020-01-01T00:00Z")
    assert send_mails() == 1
    assert len(taken) == 2 and len({one.message_id for one in taken}) == 1


def test_a_server_without_the_tls_we_ask_for_gets_no_mail(academy: Any, server: Any, settings: Any) -> None:
    _sink, taken = server
    settings.EMAIL_USE_TLS = True
    asked()
    assert send_mails() == 0 and not taken
    mail = OutgoingMail.objects.get()
    assert mail.state == "queued" and "STARTTLS" in mail.error


def test_a_confirmation_does_not_wait_behind_an_issue_on_a_slow_server(
    academy: Any, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch ends by the clock; what was not reached goes back with its try not counted, and the confirmation is next."""
    sink, taken = server
    monkeypatch.setattr("scicomm.audiences.tasks.sending.SECONDS_A_BATCH", SECONDS_A_BATCH / 20)
    released_story(academy)
    for _reader in range(12):
        reader()
    build_issues()
    sink.seconds = 0.03
    late: list[str] = []
    original = actions.note_outcomes

    def note(worker: str, outcomes: Any) -> None:
        # Somebody fills in the form while the first batch is under way.
        if not late:
            late.append(asked().email)
        original(worker, outcomes)

    monkeypatch.setattr(actions, "note_outcomes", note)
    while send_mails() is AGAIN:
        pass
    assert len(taken) == 13
    place = [one.to for one in taken].index(late[0])
    assert 0 < place < 8
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_the_caps_are_asked_in_the_second_of_sending_and_a_held_mail_waits(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    released_story(academy)
    rows = [reader() for _reader in range(3)]
    build_issues()
    until = timezone.now() + dt.timedelta(hours=9)

    def caps(ids: list[int], purpose: str, now: dt.datetime, *, killed: bool, own: list[int]) -> dict[int, Any]:
        assert purpose == "issue" and not killed and len(own) == len(ids) == 3
        return {
            rows[0].pk: SimpleNamespace(code="cap", words="three this week", until=until),
            rows[1].pk: SimpleNamespace(code="guardian", words="no yes of a guardian", until=None),
        }

    monkeypatch.setattr("scicomm.audiences.actions.holding.CAPS", caps)
    assert send_mails() == 1
    found = {mail.subscription_id: mail for mail in OutgoingMail.objects.all()}
    waits = found[rows[0].pk]
    assert (waits.state, waits.attempts, waits.next_try_at, waits.error) == ("queued", 0, until, "three this week")
    assert (found[rows[1].pk].state, found[rows[2].pk].state) == ("skipped", "sent")


def test_the_message_is_what_mail_programs_expect() -> None:
    letter = Letter(
        "reader@例子.example", "湖" * 60, ".one dot\n" + "x" * 1200 + "\n汉字", "<p>汉字</p>" * 200,
        {"List-Id": "<a.b>", "X-Bad": "a\r\nBcc: all@readers.example"}, message_id="<1@h>",
    )  # fmt: skip
    data = as_bytes(letter, sender='科传, "News" <news@demo.example>', date="Thu, 26 Nov 2026 19:00:00 +0000")
    assert (
        max(len(line) for line in data.split(b"\r\n")) <= 998
        and data.isascii()
        and b"\n" not in data.replace(b"\r\n", b"")
    )
    parsed = message_from_bytes(data, policy=default)
    assert parsed["Subject"] == letter.subject and parsed["Bcc"] is None and parsed["To"].startswith("reader@xn--")
    assert parsed["From"].addresses[0].addr_spec == "news@demo.example"
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == letter.body
    assert parsed.get_body(("html",)).get_content().strip() == letter.html
    with pytest.raises(ValueError):
        as_bytes(Letter("a b@c\r\nRCPT TO:<x@y>", "s", "b", "h"), sender="a@b.example", date="x")


def test_a_stencil_escapes_and_cannot_be_fooled() -> None:
    mark, values = holes(["name"])
    stencil = Stencil(f"<b>{values['name']}</b> \ue000wrong:name\ue001", mark)
    assert stencil.fill({"name": "<i>&"}, escaped) == "<b>&lt;i&gt;&amp;</b> \ue000wrong:name\ue001"
    with pytest.raises(KeyError):
        stencil.fill({})

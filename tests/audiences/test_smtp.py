"""Mails over a real SMTP server: what it takes is sent, what it refuses is tried again or shown as failed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.tasks import send_mails
from scicomm.organisation.enums import Role
from tests.factories.audiences import asked

pytestmark = pytest.mark.django_db


class Sink:
    """A mail server's mind: keeps what it takes, answers recipients with `answer`."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            return self.answer
        return f"{self.answer} <{address}>"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


def test_a_mail_goes_out_with_its_message_id(academy: Any, sink: Sink) -> None:
    row = asked()
    assert send_mails() == 1
    [envelope] = sink.taken
    assert envelope.rcpt_tos == [row.email]
    assert OutgoingMail.objects.get().message_id.encode() in envelope.content


def test_a_temporary_refusal_is_tried_again_and_then_shown_as_failed(academy: Any, sink: Sink, settings: Any) -> None:
    settings.SCICOMM_DELIVERY_TRIES = 3
    settings.SCICOMM_RETRY_SECONDS = 100
    sink.answer = "451 later please"
    row = asked()
    send_mails()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert 90 < (mail.next_try_at - timezone.now()).total_seconds() <= 100
    assert row.email not in mail.error and "451" in mail.error
    assert send_mails() == 0
    waits = []
    for _try in range(2):
        OutgoingMail.objects.update(next_try_at=timezone.now())
        send_mails()
        mail.refresh_from_db()
        waits.append((mail.next_try_at - timezone.now()).total_seconds())
    assert waits[0] > 190 and mail.state == "failed"


def test_a_refusal_for_good_fails_at_once_and_staff_can_try_again(academy: Any, sink: Sink, client_for: Any) -> None:
    sink.answer = "550 no such mailbox"
    asked()
    send_mails()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == ("failed", 1)
    client = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    page = client.get(f"/admin/outgoing_mails/inspect/{mail.pk}/").content.decode()
    assert f"/admin/outgoing_mails/{mail.pk}/retry/" in page
    sink.answer = "250 OK"
    assert client.post(f"/admin/outgoing_mails/{mail.pk}/retry/").status_code == 302
    assert send_mails() == 1
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_dead_server_costs_one_try_and_loses_nothing(academy: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _reader in range(3):
        asked()
    assert send_mails() == 0
    assert sorted(OutgoingMail.objects.values_list("state", "attempts")) == [
        ("queued", 0),
        ("queued", 0),
        ("queued", 1),
    ]


def test_a_failed_mail_is_not_retried_by_a_stranger(academy: Any) -> None:
    from django.core.exceptions import PermissionDenied

    asked()
    with pytest.raises(PermissionDenied):
        actions.retry_mail(OutgoingMail.objects.get(), acting_user=academy.user(Role.ADMINISTRATOR, academy.north_lake))

"""The inbox shows kept mails to the academy's administrators, harmlessly, and no other file to anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from scicomm.core.mail import FolderBackend, file_name, mail_folder
from scicomm.organisation.enums import Role

pytestmark = pytest.mark.django_db


def put(number: int, *, subject: str = "", html: str = "<p>好</p>") -> str:
    message = EmailMultiAlternatives(
        subject=subject or f"Mail {number}",
        body="看 https://kepu.example/x",
        to=["reader@readers.example"],
        headers={"Message-ID": f"<m{number}@host>"},
    )
    message.attach_alternative(html, "text/html")
    FolderBackend().send_messages([message])
    return file_name(f"<m{number}@host>")


def test_the_list_is_paged_newest_first_and_an_empty_one_says_what_would_be_here(academy: Any, client_for: Any) -> None:
    import os

    client = client_for(academy.superuser)
    assert client.get("/admin/mail/").status_code == 200
    for number in range(30):
        os.utime(mail_folder() / put(number), (1_700_000_000 + number,) * 2)
    first = client.get("/admin/mail/").content.decode()
    assert first.index("Mail 29") < first.index("Mail 28") and "Mail 3<" not in first
    assert "Mail 3<" in client.get("/admin/mail/?page=2").content.decode()


def test_a_mail_is_shown_as_text_and_in_a_frame_that_can_do_nothing(academy: Any, client_for: Any) -> None:
    name = put(1, subject="<script>alert(1)</script>", html="<script>alert(2)</script><p>好</p>")
    client = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    page = client.get(f"/admin/mail/{name}/").content.decode()
    assert '<iframe sandbox=""' in page and "alert(2)" not in page and "<script>alert(1)" not in page
    assert '<a href="https://kepu.example/x"' in page
    frame = client.get(f"/admin/mail/{name}/html/")
    assert "sandbox" in frame["Content-Security-Policy"] and "default-src 'none'" in frame["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fsecret_key", "%2e%2e", "..", "x.eml", "..eml", "a%00.eml", "link.eml", "%2fetc%2fpasswd", ".eml"],
)
def test_path_tricks_open_nothing(academy: Any, client_for: Any, tmp_path: Path, name: str) -> None:
    put(1)
    (tmp_path / "secret_key").write_text("secret")
    (mail_folder() / "link.eml").symlink_to(tmp_path / "secret_key")
    client = client_for(academy.superuser)
    for tail in ("", "html/"):
        answer = client.get(f"/admin/mail/{name}/{tail}", follow=True)
        assert answer.status_code == 404 or answer.request["PATH_INFO"] in {"/admin/", "/admin/mail/"}
        assert b"secret_key" not in answer.content or (name in {"link.eml"} and answer.status_code == 404)


@pytest.mark.parametrize(("role", "place"), [("administrator", "north_lake"), ("communication_officer", "top")])
def test_nobody_else_reads_mail(academy: Any, client_for: Any, role: str, place: str) -> None:
    name = put(1)
    client = client_for(academy.user(role, getattr(academy, place)))
    for address in ("/admin/mail/", f"/admin/mail/{name}/", f"/admin/mail/{name}/html/"):
        assert client.get(address).status_code == 404

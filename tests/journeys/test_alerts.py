"""A reader finds a paper, cites it, saves the search, is told by mail of exactly what is new, and leaves by one press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page

from tests.factories.journals import jats
from tests.journeys.steps import fetch, open_until, press, until
from tests.live import Site, free_port

READER = "reader@example.org"


class Sink:
    """A mail server: keeps what it takes."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import email
        import email.policy

        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    def mail(self, about: str) -> Any:
        """The first mail that says something, as soon as it has arrived."""
        return until(
            lambda: next((mail for mail in self.taken if about in words(mail)), None), f"a mail with “{about}”"
        )


def words(mail: Any) -> str:
    return f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """A real SMTP server on this machine, and its port."""
    handler, port = Sink(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def site(new_site: Callable[[], Site], sink: tuple[Sink, int]) -> Iterator[Site]:
    """A site of its own that sends its mails to the sink."""
    made = new_site()
    made.extra = {"SCICOMM_MAIL": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink[1]),
                  "SMTP_TLS": "no"}  # fmt: skip
    running = made.up()
    yield running
    running.down()


def taken_in(site: Site, folder: Path, number: int, **values: Any) -> str:
    doi = f"10.5555/journey.{number}"
    path = folder / f"{number}.xml"
    path.write_bytes(jats(doi, **values))
    site.scicomm("ingest", str(path), "--unit", "north-lake")
    return doi


def test_a_reader_is_told_of_exactly_what_is_new(
    site: Site, sink: tuple[Sink, int], visitor: Callable[..., Page], tmp_path: Path
) -> None:
    mails, _port = sink
    doi = taken_in(site, tmp_path, 1, title_zh="湖冰消融的早期信号", title_en="Early signs of melting lake ice")
    page = visitor(phone=True)

    hit = open_until(page, "/search/?q=湖冰", ".hit a")
    press(page, hit)
    assert doi in page.url and "湖冰消融的早期信号" in page.locator("h1").inner_text()
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    cite = page.locator("main").inner_text() + "".join(page.locator("main textarea, main pre").all_text_contents())
    assert "BibTeX" in cite and "RIS" in cite and doi in cite

    page.goto("/search/?q=湖冰")
    assert page.locator('link[rel=alternate][type="application/atom+xml"][href*="/search/atom.xml?q="]').count() == 1
    press(page, page.get_by_role("link", name=re.compile("Save this search|保存")).first)
    page.fill("input[name=email]", READER)
    page.check("input[name=frequency][value=at_once]")
    page.check("input[name=consent]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page, page.locator("main form button[type=submit]"))
    assert "/subscribe/search/sent/" in page.url
    confirm = re.search(r"https?://\S+/subscribe/search/confirm/\S+", words(mails.mail("/subscribe/search/confirm/")))
    assert confirm
    page.goto(confirm[0])
    press(page, page.locator("main form button[type=submit]"))
    assert "湖冰" in page.locator("#searches").inner_text()

    new = taken_in(site, tmp_path, 2, title_zh="湖冰厚度的新记录", title_en="", abstract_en="")
    other = taken_in(
        site, tmp_path, 3, title_zh="沙丘为什么会唱歌", title_en="", abstract_zh="", abstract_en="", body=""
    )
    alert = mails.mail(new)
    assert "湖冰厚度的新记录" in alert["Subject"] and str(alert["To"]) == READER
    assert other not in words(alert) and doi not in words(alert)
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    out = re.sub(r"[<>\s]", "", alert["List-Unsubscribe"])
    assert fetch(site, out, b"List-Unsubscribe=One-Click")[0] == 200
    last = taken_in(site, tmp_path, 4, title_zh="湖冰与候鸟", title_en="", abstract_en="")
    open_until(page, "/search/?q=湖冰 候鸟", f'.hit a[href*="{last}"]')
    page.goto(out)
    assert page.locator("main form input[name=again]").count() == 1, "the page says that it has stopped"
    assert not [mail for mail in mails.taken if last in words(mail)]

"""Promise: a publisher has DOIs deposited from the desk, sees what became of each in plain words, mends, and tries again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.crossref_fake import LOGIN, FakeCrossref, running_fake
from tests.factories.deposits import PASSWORD
from tests.factories.journals import jats
from tests.journeys.steps import open_until, press
from tests.live import Site

GOOD, BAD = "10.5555/journey.1", "10.5555/journey.2"
TAKEN = 'ISSN "2050084X" has already been assigned to a different title/publisher/genre'


@pytest.fixture(scope="module")
def crossref() -> Iterator[FakeCrossref]:
    with running_fake() as fake:
        yield fake


@pytest.fixture(scope="module")
def site(new_site: Callable[[], Site], crossref: FakeCrossref) -> Iterator[Site]:
    """A site that may reach the fake on this machine, and does not wait long between two looks."""
    running = new_site()
    running.extra |= {"SCICOMM_FETCH_PRIVATE": "yes", "SCICOMM_RETRY_SECONDS": "1"}
    running.up()
    yield running
    running.down()


def set_up_account(page: Page, crossref: FakeCrossref) -> None:
    page.goto("/admin/deposit-accounts/new/")
    words = {
        "name": "湖泊所期刊部", "address": crossref.address, "login_id": LOGIN, "password": PASSWORD,
        "depositor_name": "湖泊所期刊部", "depositor_email": "doi@lake.example", "registrant": "示范科学院",
        "prefixes": "10.5555",
    }  # fmt: skip
    page.select_option("[name=unit]", index=1)
    page.select_option("[name=endpoint]", "custom")
    for name, value in words.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=is_on]")
    press(page, page.locator("main form button[type=submit], main form input[type=submit]").first)
    assert "/new/" not in page.url, page.locator("main").inner_text()[:2000]


def test_publisher_deposits_sees_why_not_mends_and_tries_again(
    visitor: Callable[..., Page], crossref: FakeCrossref, tmp_path: Path
) -> None:
    crossref.messages[BAD], crossref.rounds = ("Failure", TAKEN), -1
    for number, doi in enumerate((GOOD, BAD), 1):
        (tmp_path / f"{number}.xml").write_bytes(
            jats(doi=doi, title_zh=f"湖泊论文{number}", title_en=f"Lake paper {number}")
        )
    page = visitor("journals")
    set_up_account(page, crossref)
    page.goto("/admin/journals/take-in/")
    page.set_input_files("[name=uploads]", [tmp_path / "1.xml", tmp_path / "2.xml"])
    press(page, page.locator("main form button[type=submit]").last)
    # Both go out by themselves; Crossref is at work and says nothing yet.
    waiting = open_until(page, "/admin/deposits/?state=way", ".task:has(.badge:text('Crossref'))")
    assert "湖泊论文" in waiting.inner_text()
    crossref.rounds = 0
    open_until(page, "/admin/deposits/?state=registered", ".task:has-text('湖泊论文1')")
    refused = open_until(page, "/admin/deposits/?state=mend", ".task:has-text('湖泊论文2')")
    assert "ISSN" in refused.inner_text()
    assert page.locator(".task").count() == 1, "one refused DOI does not colour the other"
    press_link = refused.locator("h3 a")
    with page.expect_navigation():
        press_link.click()
    assert TAKEN in (page.locator("details pre").text_content() or "")
    # The ISSN is put right with Crossref, and the DOI is sent again: on a phone, in English.
    del crossref.messages[BAD]
    phone = visitor("journals", phone=True, locale="en-GB")
    phone.goto(page.url)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    press(phone, phone.locator("form[action$='/retry/'] button"))
    open_until(phone, phone.url, ".badge--go")
    assert sorted(crossref.versions) == [GOOD, BAD]
    assert len(crossref.uploads) == len({batch for batch, _package in crossref.uploads})

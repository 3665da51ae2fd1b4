"""What the journeys do again and again: wait for the worker, fill a form, read feeds and mails."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from tests.live import Site

PATIENCE = 40.0


def until(found: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """The first true answer; the worker does its part meanwhile. Fails with what was waited for."""
    end = time.monotonic() + seconds
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.3)


def open_until(page: Page, path: str, selector: str) -> Locator:
    """Open a page again and again until it shows something."""

    def look() -> bool:
        page.goto(path)
        return page.locator(selector).count() > 0

    until(look, f"{selector} on {path}")
    return page.locator(selector).first


def send(page: Page, form: str, button: str = "button[type=submit]", **values: str) -> None:
    """Fill a form, found by the end of its address, and press its button; the answer is a page that is no error."""
    place = page.locator(f'form[action$="{form}"]').last if form else page.locator("main form").first
    for name, value in values.items():
        place.locator(f"[name$='{name}']").last.fill(value)
    press(page, place.locator(button).first)


def press(page: Page, button: Locator) -> None:
    """Press and wait for the page that follows."""
    with page.expect_navigation() as answer:
        button.click()
    assert answer.value is None or answer.value.status < 400, f"{answer.value.status} at {page.url}:\n{said(page)}"


def said(page: Page) -> str:
    """What stands on the page, for failures."""
    return page.locator("body").inner_text()[:3000]


def fetch(site: Site, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of an address, as a program without cookies gets it."""
    address = path if path.startswith("http") else f"{site.address}{path}"
    request = urllib.request.Request(address, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def text_of(mail: Any) -> str:
    """The plain text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def mail_to(site: Site, address: str, about: str) -> Any:
    """The mail to an address that says something, as soon as it has arrived."""

    def look() -> Any:
        found = [mail for mail in site.mails() if address in str(mail["To"])]
        return next((mail for mail in found if about in f"{mail['Subject']}\n{text_of(mail)}"), None)

    return until(look, f"a mail to {address} with “{about}”")


def link_in(mail: Any, part: str) -> str:
    """The link of a mail whose address holds something."""
    return next(link for link in re.findall(r"https?://[^\s<>]+", text_of(mail)) if part in link)


def json_of(printed: str) -> dict[str, Any]:
    """The JSON that a command printed."""
    return dict(json.loads(printed[printed.index("{") :]))


def unfold(page: Page) -> None:
    """Open everything that is folded, so that it can be filled."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels too wide: {page.url}"


def numbers(place: Locator) -> list[int]:
    """The numbers that stand in a place."""
    return [int(found) for found in re.findall(r"\d+", place.inner_text())]

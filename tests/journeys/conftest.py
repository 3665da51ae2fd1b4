"""A running site and a real Chromium for the journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import HOW_TO_GET_ONE, find_chromium
from tests.live import Site, own_database

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Site]:
    """`new_site()`: a small academy that does not run yet, built once and then copied."""
    built: list[Site] = []

    def make() -> Site:
        if not built:
            home = Path(tmp_path_factory.mktemp("academy")) / "home"
            built.append(Site(home=home, database_url=own_database()).build())
        return built[0].copy(Path(tmp_path_factory.mktemp("site")) / "home")

    return make


@pytest.fixture(scope="session")
def site(new_site: Callable[[], Site]) -> Iterator[Site]:
    """A small academy, running as web and worker; shared by all journeys that do not make one of their own."""
    running = new_site().up()
    yield running
    running.down()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium, closed after its module: while it is driven, an event loop runs in which Django refuses the database."""
    program = find_chromium()
    if program is None:
        pytest.fail(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(program), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`visitor("officer")`: a page in a window of its own, signed in as that person; without a name, a member of the public.

    Any error on a page's console fails the test at the end."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_window(who: str = "", *, phone: bool = False, locale: str = "zh-CN", **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport=PHONE if phone else DESKTOP,
            locale=locale,
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: errors.append(f"{page.url}: {message.text}") if message.type == "error" else None
        )
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        if who:
            context.add_cookies([{"name": "sessionid", "value": site.sessions[who], "url": site.address}])
        return page

    yield open_window
    for context in contexts:
        context.close()
    quiet = [error for error in errors if "status of 4" not in error]
    assert not quiet, "\n".join(quiet)

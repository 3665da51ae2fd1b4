"""Promise: an editor sends a package, sees line and reason of the article refused, mends it in the browser, opens it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.factories.journals import jats
from tests.factories.packages import PDF, figure, picture, zipped
from tests.journeys.steps import open_until, press, said
from tests.live import Site

DOI, TITLE = "10.5555/mended.1", "改好以后收录的论文"
BODY = "<sec>\n<title>引言</title>\n<p>量了<b>十一年</p>\n" + figure("fig1") + "</sec>"


def test_a_refused_article_of_a_package_is_mended_in_the_browser_and_opened(
    site: Site, visitor: Callable[..., Page]
) -> None:
    broken = jats(DOI, title_zh=TITLE, body=BODY, journal="补正学报", eissn="")
    package = zipped({"a/paper.xml": broken, "a/fig1.tif": picture("TIFF"), "a/paper.pdf": PDF})
    page = visitor("journals")
    page.goto("/admin/journals/take-in/")
    page.set_input_files("input[type=file]", {"name": "来稿.zip", "mimeType": "application/zip", "buffer": package})
    press(page, page.locator(".desk button[type=submit]"))
    assert "/admin/journals/runs/" in page.url
    press(page, page.locator(".desk td a[href*='/mend/']"))
    line = broken.decode().split("<p>量了")[0].count("\n") + 1
    wrong = page.locator(".source__wrong")
    assert (wrong.locator("th").inner_text().split()[0], wrong.locator("td").inner_text()) == (
        str(line),
        "<p>量了<b>十一年</p>",
    )
    assert f"第 {line} 行" in page.locator(".note--stop").inner_text()
    assert page.locator(".editor__numbers mark").inner_text().strip() == str(line)
    page.locator("[data-source-jump]").click()
    field = page.locator("textarea[name=text]")
    # First a mistake: nothing typed is lost, and the page says what is wrong now.
    field.fill(field.input_value().replace("<b>十一年", "<b>十一年</i>"))
    press(page, page.locator(".editor ~ .row button[type=submit]"))
    assert "十一年</i>" in page.locator("textarea[name=text]").input_value()
    assert page.locator(".note--stop[role=alert]").count() == 1
    field.fill(field.input_value().replace("</i>", "</b>"))
    press(page, page.locator(".editor ~ .row button[type=submit]"))
    assert TITLE in said(page)
    press(page, page.locator(f".desk a[href*='{DOI}']"))
    assert page.locator("h1").inner_text().replace("\u200b", "") == TITLE
    shown = page.locator(".jats-graphic img")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.jats-graphic img').naturalWidth > 0")
    assert page.locator("aside a[href*='paper.pdf']").count() == 1
    assert page.locator(".jats-missing").count() == 0
    open_until(page, "/admin/quarantine/", "text=来稿.zip")

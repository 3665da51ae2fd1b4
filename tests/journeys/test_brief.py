"""A leader reads a brief on a phone: written, approved by another, opened with a code, answered; the writer sees the receipt."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import link_in, mail_to, press, text_of
from tests.live import Site
from tests.pdf_text import text_of_pdf

LEADER = "chenyuan@ministry.example"


def _written(page: Page, title: str) -> None:
    page.goto("/admin/briefs/new/")
    page.check("[name=kind][value=proposal]")
    page.select_option("[name=language]", "zh-hans")
    page.fill(".desk [name=title]", title)
    press(page, page.locator(".desk form button[type=submit]").first)
    page.select_option("[name=circulation]", "named")
    page.fill("[name=part_state]", "十年间湖面水温升高一度。")
    page.fill("[name=part_measures]", "建议增设十二个观测点。")
    press(page, page.locator(".desk form:has([name=part_state]) button[type=submit]"))
    page.fill("[name=readers]", f"陈 远，司长，示范部，{LEADER}")
    press(page, page.locator(".desk form:has([name=readers]) button[type=submit]"))
    press(page, page.locator('form[action$="/submit/"] button'))


def test_a_leader_opens_a_brief_with_a_code_reads_and_answers(visitor: Callable[..., Page], site: Site) -> None:
    title = "湖水变暖的监测建议"
    officer, approver, leader = visitor("press"), visitor("final"), visitor(phone=True)
    _written(officer, title)
    assert officer.locator('form[action$="/approve/"]').count() == 0, "nobody approves a brief of their own"
    approver.goto("/admin/briefs/")
    press(approver, approver.get_by_role("link", name=title).first)
    press(approver, approver.locator('form[action$="/approve/"] button'))
    officer.reload()
    press(officer, officer.locator('form[action$="/issue/"] button'))
    code = officer.locator(".note--wait .mono").inner_text()
    officer.reload()
    assert code not in officer.locator("body").inner_text(), "a code is shown once"

    letter = mail_to(site, LEADER, "专报")
    words = text_of(letter)
    assert code not in words and title not in words, "not even a title stands in the mail of a named brief"
    leader.goto(link_in(letter, "/briefs/"))
    assert "十二个观测点" not in leader.locator("main").inner_text()
    leader.fill("[name=code]", "AAAAAA")
    leader.locator("main form button[type=submit]").click()
    leader.wait_for_selector("[aria-invalid=true]")
    leader.fill("[name=code]", code)
    press(leader, leader.locator("main form button[type=submit]"))
    assert "建议增设十二个观测点。" in leader.locator("main").inner_text()
    width = leader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "the brief is wider than the phone"
    paper = leader.request.get(leader.url.replace("/read/", "/brief.pdf"))
    assert paper.headers["content-type"] == "application/pdf"
    assert "陈" in text_of_pdf(paper.body()), "every page carries its reader"
    leader.check("[name=adoption][value=partly]")
    leader.fill("[name=answer]", "已转水利司研究。")
    press(leader, leader.locator("main form button[type=submit]"))
    leader.wait_for_selector("#answer")

    officer.reload()
    seen = officer.locator(".desk").inner_text()
    assert "已转水利司研究。" in seen and "部分采纳" in seen

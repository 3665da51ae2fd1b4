"""A citizen asks for information by right, clarifies, and follows the request to the decision letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import press
from tests.live import Site
from tests.pdf_text import text_of_pdf

REASON = "合同正文随信提供，其中的个人信息已遮盖。"


def _write(page: Page, kind: str, **values: str) -> None:
    """Draft a letter on the request's page."""
    form = page.locator('form[action$="/draft/"]')
    form.locator("xpath=..").evaluate("details => details.open = true")
    form.locator("[name=kind]").select_option(kind)
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if name == "outcome":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, form.locator("button[type=submit]"))


def _open(page: Page, number: str, code: str) -> None:
    page.goto("/disclosure/status/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    press(page, page.locator("main form button[type=submit]"))


def test_a_citizen_follows_a_request_from_the_form_to_the_letter(visitor: Callable[..., Page], site: Site) -> None:
    citizen, officer, head = visitor(phone=True), visitor("responder"), visitor("admin")
    citizen.goto("/disclosure/")
    citizen.locator("main a.btn[href='/disclosure/request/']").first.click()
    citizen.select_option("[name=unit]", index=0)
    citizen.fill("[name=wanted]", "2024 年野外台站设备采购合同")
    citizen.select_option("[name=delivery]", "electronic")
    citizen.select_option("[name=applicant_kind]", "person")
    for name, value in {"name": "章小满", "identity": "证件 0000", "email": "xiaoman@example.org"}.items():
        citizen.fill(f"[name={name}]", value)
    press(citizen, citizen.locator("main form button[type=submit]"))
    number, code = citizen.locator("#number").inner_text(), citizen.locator("#code").inner_text()

    officer.goto("/admin/disclosure/requests/")
    press(officer, officer.get_by_role("link", name="2024 年野外台站设备采购合同").first)
    assert "章小满" in officer.locator(".desk").inner_text()
    press(officer, officer.locator('form[action$="/confirm/"] button[type=submit]'))
    soon = (dt.date.today() + dt.timedelta(days=14)).isoformat()
    _write(officer, "clarification", reason="请说明是哪一个台站。", until=soon)
    press(officer, officer.locator('form[action$="/send/"] button').first)

    _open(citizen, number, code)
    citizen.fill("[name=text]", "指湖泊站。")
    press(citizen, citizen.locator("[name=clarify]"))

    officer.reload()
    assert "指湖泊站。" in officer.locator(".desk").inner_text()
    _write(officer, "decision", outcome="partly", reason=REASON)
    assert officer.locator('form[action$="/send/"]').count() == 0, "whoever wrote a decision does not sign it"
    head.goto(officer.url)
    press(head, head.locator('form[action$="/send/"] button').first)

    _open(citizen, number, code)
    letters = citizen.locator("main a[href*='/disclosure/letter/']")
    assert letters.count() == 2
    answer = citizen.request.get(f"{site.address}{letters.last.get_attribute('href')}")
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf", answer.headers
    pdf = answer.body()
    assert pdf.startswith(b"%PDF-"), pdf[:200]
    words = text_of_pdf(pdf)
    assert number in words and REASON in words and "部分公开" in words
    assert "章小满" not in words

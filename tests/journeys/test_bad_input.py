"""Promises over real HTTP: a form posted twice counts once, forged links change nothing, and no submitted script ever runs."""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from playwright.sync_api import Dialog, Page

from tests.database import PROJECT
from tests.journeys.steps import fetch, link_in, mail_to, press, said, send, until
from tests.live import Site

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
LINE = f"斑纹 {SCRIPT}"


class Program:
    """A program with cookies that fills forms by itself; it can send one filling as often as it likes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def get(self, path: str) -> str:
        with self._open(f"{self.site.address}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def filled(self, path: str, **values: str) -> bytes:
        """The form's hidden fields with values, ready to be sent."""
        page = self.get(path)
        hidden = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
            name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
            if name:
                hidden[name[1]] = unescape(value[1]) if value else ""
        return urllib.parse.urlencode({**hidden, **values}).encode()

    def post(self, path: str, data: bytes) -> tuple[int, str]:
        """Status and final address."""
        try:
            with self._open(f"{self.site.address}{path}", data=data, timeout=20) as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.url


# Answers "how many rows are there" as often as asked: starting Django each time would cost seconds.
_COUNTER = """
import sys, json, django
django.setup()
from django.apps import apps
for line in sys.stdin:
    model, conditions = json.loads(line)
    print(apps.get_model(model).objects.filter(**conditions).count(), flush=True)
"""

Count = Callable[..., int]


@pytest.fixture(scope="module")
def count(site: Site) -> Iterator[Count]:
    """`count("newsroom.Lead", title="...")`: how many rows there are now."""
    command = [sys.executable, "-c", _COUNTER]
    with subprocess.Popen(
        command, env=site.environment(), cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as counter:

        def ask(model: str, **conditions: str) -> int:
            assert counter.stdin
            assert counter.stdout
            counter.stdin.write(f"{json.dumps([model, conditions])}\n")
            counter.stdin.flush()
            return int(counter.stdout.readline())

        yield ask
        assert counter.stdin
        counter.stdin.close()


def test_a_question_posted_twice_is_one_question(site: Site, count: Count) -> None:
    program = Program(site)
    data = program.filled("/ask/", text="同一个问题点了两次，算几个？")
    assert [program.post("/ask/", data)[0] for _time in range(2)] == [200, 200]
    assert count("responses.Case", title__startswith="同一个问题点了两次") == 1


def test_a_subscription_posted_twice_is_one_subscription_and_one_mail(site: Site, count: Count) -> None:
    before = count("core.FactRecord", name="audiences.subscriber_confirmed")
    program = Program(site)
    data = program.filled("/subscribe/", email="twice@example.org", language="zh-hans", scope="all", consent="on")
    for _time in range(2):
        assert program.post("/subscribe/", data) == (200, f"{site.address}/subscribe/sent/")
    mail = mail_to(site, "twice@example.org", "/subscribe/confirm/")
    link = urllib.parse.urlsplit(link_in(mail, "/subscribe/confirm/")).path
    press_button = program.filled(link)
    for _time in range(2):
        assert "/subscribe/welcome/" in program.post(link, press_button)[1]
    assert count("audiences.Subscription", email="twice@example.org") == 1
    assert count("core.FactRecord", name="audiences.subscriber_confirmed") == before + 1
    assert len([one for one in site.mails() if "twice@example.org" in str(one["To"])]) == 1


def test_a_lead_posted_twice_is_one_lead(count: Count, visitor: Callable[..., Page]) -> None:
    page = visitor("contributor", phone=True)
    page.goto("/report/")
    page.fill("textarea[name=title]", "同一条线索交了两次")
    page.check("input[name=nothing_secret]")
    values = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    answers = [page.request.post("/report/", form=values).status for _time in range(2)]
    assert answers == [200, 200]
    assert count("newsroom.Lead", title="同一条线索交了两次") == 1


@pytest.mark.parametrize("token", ["1-forged", "1", "1-a.b", "../admin", "%00", "9" * 300])
def test_forged_unsubscribe_links_change_nothing_and_say_so(site: Site, token: str) -> None:
    for data in (None, b"List-Unsubscribe=One-Click"):
        status, page = fetch(site, f"/unsubscribe/{token}/", data)
        assert status == 404
        assert "Traceback" not in page


def test_a_link_with_one_letter_changed_does_not_unsubscribe(
    site: Site, count: Count, visitor: Callable[..., Page]
) -> None:
    before = count("core.FactRecord", name="audiences.subscriber_left")
    program = Program(site)
    data = program.filled("/subscribe/", email="stays@example.org", language="zh-hans", scope="all", consent="on")
    program.post("/subscribe/", data)
    link = urllib.parse.urlsplit(link_in(mail_to(site, "stays@example.org", "/confirm/"), "/confirm/")).path
    welcome = program.post(link, program.filled(link))[1]
    page = visitor()
    page.goto(f"{urllib.parse.urlsplit(welcome).path.replace('/welcome/', '/preferences/')}")
    leave = page.locator('form[action*="/unsubscribe/"]:not([action*="/all/"])').get_attribute("action") or ""
    assert leave
    letter = leave[-4]
    forged = f"{leave[:-4]}{'a' if letter != 'a' else 'b'}{leave[-3:]}"
    assert fetch(site, forged, b"List-Unsubscribe=One-Click")[0] == 404
    assert count("audiences.Subscription", email="stays@example.org", state="confirmed") == 1
    assert [fetch(site, leave, b"List-Unsubscribe=One-Click")[0] for _time in range(2)] == [200, 200]
    assert count("audiences.Subscription", email="stays@example.org", state="left") == 1
    assert count("core.FactRecord", name="audiences.subscriber_left") == before + 1


def test_choosing_and_erasing_twice_are_harmless(site: Site, count: Count) -> None:
    program = Program(site)
    data = program.filled("/subscribe/", email="forget@example.org", language="en", scope="all", consent="on")
    program.post("/subscribe/", data)
    link = urllib.parse.urlsplit(link_in(mail_to(site, "forget@example.org", "/confirm/"), "/confirm/")).path
    welcome = urllib.parse.urlsplit(program.post(link, program.filled(link))[1]).path
    choice = welcome.replace("/welcome/", "/preferences/")
    unit = re.search(r'name="units" value="(\d+)"', program.get(choice))
    assert unit
    chosen = program.filled(choice, scope="units", units=unit[1])
    assert [program.post(choice, chosen)[0] for _time in range(2)] == [200, 200]
    assert count("audiences.Subscription", email="forget@example.org", all_units=False) == 1
    erase = welcome.replace("/welcome/", "/erase/")
    assert [program.post(erase, chosen)[0] for _time in range(2)] == [200, 404]
    assert count("audiences.Subscription", email="forget@example.org") == 0


def test_a_form_from_elsewhere_is_refused(site: Site) -> None:
    for path in ("/ask/", "/subscribe/", "/accounts/login/"):
        assert fetch(site, path, b"text=x&email=a@example.org&consent=on")[0] == 403


def watched(visitor: Callable[..., Page], who: str = "", **options: object) -> tuple[Page, list[str]]:
    """A window that notes every dialog: a script that ran would open one."""
    opened: list[str] = []
    page = visitor(who, **options)

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return page, opened


def test_scripts_in_a_question_never_run_and_staff_see_them_as_text(site: Site, visitor: Callable[..., Page]) -> None:
    reader, ran = watched(visitor)
    reader.goto("/ask/")
    reader.fill("textarea[name=text]", LINE)
    reader.fill("textarea[name=detail]", SCRIPT)
    reader.fill("input[name=name]", SCRIPT[:80])
    reader.fill("input[name=email]", "script@example.org")
    reader.check("input[name=consent]")
    press(reader, reader.locator("main form button[type=submit]"))
    staff, ran_inside = watched(visitor, "responder")
    staff.goto("/admin/questions/")
    link = staff.locator(".desk .task h3 a", has_text="<script>alert(1)</script>")
    assert link.count() == 1
    press(staff, link)
    assert SCRIPT in said(staff)
    assert staff.locator(".desk script, .desk img[src=x], .desk svg[onload]").count() == 0
    staff.goto("/admin/")
    assert ran == ran_inside == []


def test_scripts_in_a_lead_never_run_and_staff_see_them_as_text(site: Site, visitor: Callable[..., Page]) -> None:
    worker, ran = watched(visitor, "contributor", phone=True)
    worker.goto("/report/")
    worker.fill("textarea[name=title]", LINE)
    worker.fill("textarea[name=body]", SCRIPT)
    worker.fill("input[name=paper]", "javascript:alert(4)")
    worker.check("input[name=nothing_secret]")
    press(worker, worker.locator("main form button[type=submit]"))
    assert LINE in said(worker)
    staff, ran_inside = watched(visitor, "officer")
    staff.goto("/admin/leads/")
    press(staff, staff.locator(".desk .task h3 a", has_text="<script>alert(1)</script>"))
    assert SCRIPT in said(staff)
    assert staff.locator('a[href^="javascript:"]').count() == 0
    send(staff, "/accept/", angle=SCRIPT, audience=SCRIPT)
    assert SCRIPT in said(staff)
    assert staff.locator(".desk script, .desk img[src=x]").count() == 0
    send(staff, "/start/")
    assert staff.locator(".story-draft img[src=x], .story-draft script").count() == 0
    staff.goto("/admin/topics/")
    staff.goto("/admin/")
    assert ran == ran_inside == []


def test_scripts_in_addresses_and_searches_never_run(site: Site, visitor: Callable[..., Page]) -> None:
    page, ran = watched(visitor)
    words = urllib.parse.quote(SCRIPT)
    for path in (
        f"/search/?q={words}",
        f"/ask/?about={words}",
        f"/stories/?unit={words}",
        f"/{words}/",
        f"/en/search/?q={words}",
    ):
        page.goto(path)
        assert page.locator("main script:not([type]), main img[src=x], main svg[onload]").count() == 0, path
    page.goto("/subscribe/")
    page.fill("input[name=email]", '"><script>alert(5)</script>@example.org')
    page.check("input[name=consent]")
    press_quietly(page)
    assert page.locator(".field--bad").count() >= 1
    page.goto("/accounts/login/")
    page.fill("input[name=login]", SCRIPT)
    page.fill("input[name=password]", "x")
    press_quietly(page)
    assert ran == []


def press_quietly(page: Page) -> None:
    """Press where the answer may be a refusal."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def test_the_worker_is_still_well(count: Count) -> None:
    """Nothing of all this has left a failed delivery behind."""
    until(lambda: not count("core.Delivery", state="waiting"), "the deliveries")
    assert count("core.Delivery", state="failed") == 0

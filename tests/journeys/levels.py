"""What people of three levels do on the way of one call: each method is what one person does in the browser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import fetch, fits, link_in, mail_to, numbers, open_until, press, said, send, unfold, until
from tests.live import PASSWORD, Site

ATOM = "{http://www.w3.org/2005/Atom}"
BRANCH, INSTITUTE, NEIGHBOUR = "北方分院", "湖泊研究所", "山地研究所"
# Who did the work, and where the link goes.
EXPERT, ADDRESS = "宋青槐", "song.qinghuai@lake.example"
# The rich-text editor puts what is typed into the form a quarter of a second later.
HANDED_OVER = """words => document.activeElement.name === 'standfirst' && words ===
    JSON.parse(document.querySelector('[name=body-0-value]').value).blocks.map(one => one.text).join()"""
FEED = "/feeds/north-lake/atom.xml"


class Levels:
    """One journey of a call from the academy to a writer, and of the story back up."""

    def __init__(self, site: Site, visitor: Callable[..., Page], title: str) -> None:
        self.site, self.title = site, title
        self._visitor = visitor
        self._windows: dict[str, Page] = {}
        self.call = self.desk = self.public = self.body = ""
        self.pk = 0
        self.old_links: set[str] = set()

    def as_(self, who: str, *, phone: bool = False) -> Page:
        """The window of a person; "reader" and "scientist" have no account."""
        if who not in self._windows:
            account = "" if who in {"reader", "scientist"} else who
            self._windows[who] = self._visitor(account, phone=phone)
        return self._windows[who]

    def writers_desk(self) -> Page:
        """The story's page on the desk as the writer has it, who changes it alone: not opened again where it stands open."""
        page = self.as_("contributor")
        if page.url != self.desk:
            page.goto(self.desk)
        return page

    # 1. Down: the call

    def open_call(self) -> None:
        """The academy's coordinator asks the branches, in one step."""
        page = self.as_("head")
        page.goto("/admin/assignments/new/")
        form = page.locator('form[action$="/assignments/new/"]')
        for name, value in {
            "title": self.title,
            "brief": "讲清楚冰期怎么量。",
            "quota": "4",
            "working_days": "10",
        }.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("[name=profile]").select_option("brief")
        form.get_by_label(BRANCH, exact=True).fill("3")
        form.get_by_label("南方分院", exact=True).fill("1")
        press(page, form.locator("button[data-busy]"))
        self.call = page.url
        assert re.search(r"/admin/assignments/\d+/$", self.call), said(page)
        assert page.locator(".levels__line").count() == 2

    def own_assignment(self, page: Page) -> None:
        """From the list of what one was given to the very assignment."""
        press(page, open_until(page, "/admin/assignments/", f'.desk a:has-text("{self.title}")'))

    def give_on(self, who: str, parts: dict[str, str], *, accept: bool) -> None:
        """Accept, and give on in parts."""
        page = self.as_(who)
        self.own_assignment(page)
        if accept:
            press(page, page.locator('form[action$="/accept/"] button'))
        assert page.locator('form[action$="/accept/"]').count() == (0 if accept else 1)
        page.locator("#split > summary").click()
        form = page.locator("#split form")
        for label, quota in parts.items():
            form.get_by_label(label, exact=True).fill(quota)
        press(page, form.locator("button[type=submit]"))
        lines = page.locator(".levels__line").all_inner_texts()
        assert len(lines) == len(parts), said(page)
        assert all(any(label in line for line in lines) for label in parts)

    # 2. The plan and the text

    def plan(self) -> None:
        """The administrator has a scientist sign the institute's briefs before the three reviews."""
        page = self.as_("admin")
        page.goto("/admin/review-plans/north-lake/?kind=brief")
        unfold(page)
        page.check("[name=scientist-used]")
        for place, kind in enumerate(("scientist", "first", "second", "final"), 1):
            page.check(f"[name={kind}-used]")
            page.fill(f"[name={kind}-place]", str(place))
        press(page, page.locator(".desk form button[data-busy]"))
        assert page.locator(".desk ol.timeline > li").count() == 4, said(page)

    def start(self) -> None:
        """The writer, on a phone: from the list to the story."""
        page = self.as_("contributor", phone=True)
        self.own_assignment(page)
        fits(page)
        press(page, page.locator('form[action$="/begin/"]:has(input[type=hidden][name=language]) button'))
        found = re.search(r"/admin/stories/(\d+)/$", page.url)
        assert found, page.url
        self.desk, self.pk = page.url, int(found[1])
        assert page.locator(".story-draft h3").inner_text() == self.title
        fits(page)

    def write(self, standfirst: str, paragraph: str = "") -> None:
        """In Wagtail's editor, on the phone; with a paragraph the body's first block is written too."""
        page = self.as_("contributor")
        page.goto(f"/admin/pages/{self.pk}/edit/")
        if paragraph:
            self._paragraph(page, paragraph)
        page.fill("textarea[name=standfirst]", standfirst)
        page.wait_for_function(HANDED_OVER, arg=paragraph or self.body)
        press(page, page.locator("button.action-save").first)
        page.goto(self.desk)
        assert page.locator(".story-draft .standfirst").inner_text() == standfirst
        assert page.locator(".story-draft .prose").inner_text() == (paragraph or self.body)
        self.body = paragraph or self.body

    @staticmethod
    def _paragraph(page: Page, words: str) -> None:
        """Over the body's first block, which holds the brief at first."""
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.press("Backspace")
        page.keyboard.insert_text(words)

    def name_expert(self) -> None:
        """Where it comes from: somebody who can speak on it."""
        page = self.writers_desk()
        unfold(page)
        form = page.locator('form[action$="/experts/"]')
        form.locator("label", has_text=EXPERT).first.locator("input").check()
        press(page, form.locator("button[type=submit]"))

    def held_back(self, note: str) -> None:
        """A note to oneself is still in the text: the checks say so, and the story stays where it is."""
        page = self.writers_desk()
        with page.expect_navigation() as answer:
            page.locator('form[action$="/submit/"] button').click()
        assert answer.value
        assert answer.value.status == 409
        assert note in page.locator("#checks").inner_text()

    def submit(self) -> None:
        page = self.writers_desk()
        send(page, "/submit/")
        assert page.locator('form[action$="/submit/"]').count() == 0

    # 3. The signatures

    def ask_scientist(self) -> None:
        self.old_links = self._sign_links()
        page = self.as_("officer")
        page.goto(self.desk)
        unfold(page)
        form = page.locator('form[action$="/ask/"]')
        known = form.locator("[name=person] option", has_text=EXPERT).first.get_attribute("value")
        form.locator("[name=person]").select_option(known)
        form.locator("[name=email]").fill(ADDRESS)
        press(page, form.locator("button[type=submit]"))
        assert ADDRESS in page.locator("#scientist").inner_text()

    def _sign_links(self) -> set[str]:
        """The links in all letters to the scientist."""
        return {link_in(mail, "/sign/") for mail in self.site.mails() if ADDRESS in str(mail["To"])}

    def scientist_signs(self, words: str) -> None:
        """By the newest link in the mail, on a phone, without an account."""

        page = self.as_("scientist", phone=True)
        link = until(lambda: next(iter(self._sign_links() - self.old_links), ""), "the letter to the scientist")
        page.goto(link)
        fits(page)
        assert words in page.locator("main article").inner_text()
        press(page, page.locator("button[name=approve]"))
        assert page.locator("button[name=approve]").count() == 0
        assert fetch(self.site, link)[0] == 410, "it counts once"

    def sign_in(self, who: str) -> None:
        """The link of the letter leads through the sign-in page to the story."""
        page = self._windows[who] = self._visitor("", phone=True)
        name = self.site.people[who]
        page.goto(link_in(mail_to(self.site, f"{name}@demo.example", f"/review/{self.pk}/"), "/review/"))
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", PASSWORD)
        press(page, page.locator("main form button[type=submit]").first)
        assert page.url.endswith(f"/review/{self.pk}/")

    def review(self, who: str, words: str) -> None:
        """Reads and signs on a phone."""
        page = self.as_(who, phone=True)
        page.goto(f"/review/{self.pk}/")
        fits(page)
        assert words in page.locator("main article").inner_text()
        press(page, page.locator("button[name=approve]"))
        assert page.locator("button[name=approve]").count() == 0, "nobody signs twice"

    def all_sign(self, words: str) -> None:
        """The scientist first, then the three levels; nobody out of turn."""
        early = self.as_("second", phone=True)
        early.goto(f"/review/{self.pk}/")
        assert early.locator("button[name=approve]").count() == 0, "it is not their turn"
        self.ask_scientist()
        self.scientist_signs(words)
        if "first" not in self._windows:
            self.sign_in("first")
        for who in ("first", "second", "final"):
            self.review(who, words)

    def released(self) -> None:
        page = self.as_("reader", phone=True)
        press(page, open_until(page, "/north-lake/", f'main a:has-text("{self.title}")'))
        self.public = page.url.removeprefix(self.site.address)
        assert page.locator("h1").inner_text() == self.title

    # 4. Up: offered, adopted

    def offer(self) -> None:
        page = self.as_("officer")
        page.goto(self.desk)
        page.locator("#offered details > summary").click()
        form = page.locator('#offered form[action$="/offer/"]')
        form.get_by_label("示范科学院", exact=True).check()
        form.locator("[name=words]").fill("冰期与每个人有关。")
        press(page, form.locator("button[type=submit]"))
        assert "冰期与每个人有关。" in page.locator("#offered").inner_text()

    def adopt(self) -> None:
        """The academy takes it, and its own home page shows whose it is."""
        page = self.as_("head")
        page.goto("/admin/submissions/?side=in")
        press(page, page.locator(f'.task h3 a:has-text("{self.title}")'))
        assert re.search(r"/admin/submissions/\d+/$", page.url)
        press(page, page.locator("button[name=adopt]"))
        assert page.locator("#offered .badge--go").count() == 1
        home = self.as_("reader")
        from_whom = f':is(.lead, article):has(a[href="{self.public}"]) :is(.kicker, .badge):has-text("{INSTITUTE}")'
        shown = open_until(home, "/", from_whom).inner_text().strip()
        assert shown != INSTITUTE, "not only whose it is: that it was taken from there"

    # 5. The correction and the sum

    def correct(self, note: str) -> None:
        page = self.writers_desk()
        form = page.locator('form[action$="/change/"]')
        form.locator("input[name=kind][value=corrected]").check()
        form.locator("[name=note]").fill(note)
        press(page, form.locator("button[type=submit]"))
        assert note in page.locator("main, .desk").first.inner_text()
        assert note not in fetch(self.site, FEED)[1], "not before it is signed"

    def told(self, note: str, words: str) -> None:
        """The feed holds the same entry with the new text and the note, and so does the page."""
        until(lambda: note in fetch(self.site, FEED)[1], "the note in the feed")
        feed = ET.fromstring(fetch(self.site, FEED)[1])
        entries = [one for one in feed.findall(f"{ATOM}entry") if one.findtext(f"{ATOM}title") == self.title]
        assert len(entries) == 1
        content = entries[0].findtext(f"{ATOM}content") or ""
        assert note in content
        assert words in content
        assert (entries[0].findtext(f"{ATOM}updated") or "") > (entries[0].findtext(f"{ATOM}published") or "")
        page = open_until(self.as_("reader"), self.public, f"main :text('{note}')").page
        assert words in said(page)

    def summed_up(self) -> None:
        """On the academy's screen: the institute has done its one piece, the call one of four."""
        page = self.as_("head")
        done = open_until(page, self.call, f'.levels__line:has(a:text-is("{INSTITUTE}")):has(.badge--go)')
        assert numbers(done.locator(".levels__tally b")) == [1, 1]
        assert sorted(numbers(page.locator(".levels__tally b").first)) == [1, 4]
        neighbour = page.locator(f'.levels__line:has(a:text-is("{NEIGHBOUR}"))')
        assert neighbour.locator(".badge--go").count() == 0

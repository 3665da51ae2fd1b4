"""The first half of the loop: a paper becomes a lead, a topic, a story, is reviewed, released and mailed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.steps import fetch, json_of, link_in, mail_to, open_until, press, said, send, text_of, until
from tests.live import Site

READER = "reader@example.org"
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class Paper:
    """A file and what the journey says of it."""

    path: Path
    headline: str
    """The Chinese title that the officer gives the story."""


class Telling:
    """From the paper to its readers; each method is what one person does."""

    def __init__(self, site: Site, visitor: Callable[..., Page], paper: Paper) -> None:
        self.site, self.paper = site, paper
        self._visitor = visitor
        self._windows: dict[str, Page] = {}
        self.doi = self.title_of_paper = self.story_desk = self.story_url = self.case = self.answer_url = ""
        self.due = ("", "")

    def as_(self, who: str, *, phone: bool = False) -> Page:
        """The window of a person; "reader" is anybody."""
        if who not in self._windows:
            self._windows[who] = self._visitor("" if who == "reader" else who, phone=phone)
        return self._windows[who]

    # 1. The paper comes in

    def ingest(self) -> None:
        taken, again = map(
            json_of, self.site.scicomm_twice("ingest", str(self.paper.path), "--unit", "north-lake", "--json")
        )
        assert (len(taken["accepted"]), taken["quarantined"]) == (1, [])
        self.doi = taken["accepted"][0]["doi"]
        assert (again["accepted"], len(again["unchanged"])) == ([], 1)
        status, page = fetch(self.site, f"/articles/{self.doi}/")
        assert status == 200
        assert self.doi in page
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
        assert heading
        self.title_of_paper = " ".join(unescape(re.sub(r"<[^>]+>", "", heading[1])).split())
        assert fetch(self.site, f"/en/articles/{self.doi}/")[0] == 200

    def subscribe(self) -> None:
        """Double opt-in: the form, the mail, the button."""
        page = self.as_("reader", phone=True)
        page.goto("/subscribe/")
        page.fill("input[name=email]", READER)
        page.check("input[name=consent]")
        press(page, page.locator("main form button[type=submit]"))
        assert "/subscribe/sent/" in page.url
        link = link_in(mail_to(self.site, READER, "/subscribe/confirm/"), "/subscribe/confirm/")
        page.goto(link)
        press(page, page.locator("main form button[type=submit]"))
        assert "/subscribe/welcome/" in page.url

    # 2. Leads

    def find_lead(self) -> str:
        """The new paper is a lead on the officer's desk, with its reasons; returns its address."""
        page = self.as_("officer")
        press(page, open_until(page, "/admin/", '.task h3 a[href*="/admin/leads/"]'))
        reasons = page.locator(".desk .c-4 li").all_inner_texts()
        assert len(reasons) >= 2, said(page)
        assert all(re.search(r"\+\d", reason) for reason in reasons)
        assert page.locator(f'a[href*="{self.doi}"]').count() == 1
        return page.url

    def hand_in_lead(self) -> None:
        """Any employee, on a phone."""
        page = self.as_("contributor", phone=True)
        page.goto("/report/")
        page.fill("textarea[name=title]", "我们在石滩上看到了成片的新芽")
        page.fill("textarea[name=body]", "昨天下午拍到的，可以带记者去看。")
        page.check("input[name=nothing_secret]")
        press(page, page.locator("main form button[type=submit]"))
        assert "我们在石滩上看到了成片的新芽" in said(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        officer = self.as_("officer")
        officer.goto("/admin/leads/")
        titles = officer.locator(".desk .task h3").all_inner_texts()
        assert len(titles) == 2
        assert "我们在石滩上看到了成片的新芽" in titles

    # 3. Topic and story

    def start_story(self, lead: str) -> None:
        page = self.as_("officer")
        page.goto(lead)
        send(page, "/accept/", title=self.paper.headline, angle="高处的植物为什么分得快", audience="高中生")
        assert "/admin/topics/" in page.url
        page.locator('form[action$="/start/"] input[value=zh-hans]').check()
        send(page, "/start/")
        assert "/admin/stories/" in page.url
        self.story_desk = page.url
        assert self.doi in page.locator(".story-draft").inner_text()
        assert page.locator(".desk .c-4").get_by_text("宋青槐").count() == 1

    def edit(self, standfirst: str) -> None:
        """In Wagtail's own editor."""
        page = self.as_("officer")
        page.goto(self.story_desk)
        press(page, page.locator('.desk a.btn[href*="/admin/pages/"]'))
        page.fill("textarea[name=standfirst]", standfirst)
        press(page, page.locator("button.action-save").first)
        page.goto(self.story_desk)
        assert page.locator(".story-draft .standfirst").inner_text() == standfirst

    def submit(self) -> None:
        page = self.as_("officer")
        page.goto(self.story_desk)
        send(page, "/submit/")
        assert page.locator('form[action$="/submit/"]').count() == 0

    # 4. Three reviews

    def review(self, who: str, verdict: str, note: str = "") -> None:
        page = self.as_(who)
        page.goto(self.story_desk)
        send(page, "/review/", f"button[name={verdict}]", note=note)
        assert page.locator('form[action$="/review/"]').count() == 0, "nobody signs twice"

    def nobody_outside_sees_it(self) -> None:
        stranger = self.as_("stranger")
        refused = stranger.goto(self.story_desk)
        assert refused
        assert refused.status == 404
        assert self.paper.headline not in fetch(self.site, "/north-lake/")[1]
        assert self.paper.headline not in fetch(self.site, "/feeds/north-lake/atom.xml")[1]

    def reviews(self) -> None:
        self.submit()
        self.review("first", "approve")
        self.review("second", "return", note="请写明三个支系各有多少种")
        page = self.as_("officer")
        page.goto(self.story_desk)
        assert "请写明三个支系各有多少种" in said(page)
        self.nobody_outside_sees_it()
        self.edit("三个支系 9、14、24 种：长得最高的一支最年轻，分得也最快。")
        self.submit()
        for who in ("first", "second", "final"):
            self.review(who, "approve")

    # 5. Release

    def released(self) -> None:
        """On the unit's site, in both feeds, in both languages of the site."""
        page = self.as_("reader")
        link = open_until(page, "/north-lake/", f'main a:has-text("{self.paper.headline}")')
        press(page, link)
        self.story_url = page.url.removeprefix(self.site.address)
        assert page.locator("h1").inner_text() == self.paper.headline
        assert "9、14、24 种" in page.locator(".standfirst").inner_text()
        until(lambda: self.paper.headline in fetch(self.site, "/feeds/north-lake/atom.xml")[1], "the story in the feed")
        feed = ET.fromstring(fetch(self.site, "/feeds/north-lake/atom.xml")[1])
        entries = feed.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}title") for entry in entries] == [self.paper.headline]
        assert entries[0].find(f"{ATOM}link[@rel='alternate']").get("href") == f"{self.site.address}{self.story_url}"  # type: ignore[union-attr]
        items = json_of(fetch(self.site, "/feeds/north-lake/feed.json")[1])["items"]
        assert [item["title"] for item in items] == [self.paper.headline]
        assert items[0]["external_url"] == f"https://doi.org/{self.doi}"
        for path in ("/en/", "/en/north-lake/", "/en/feeds/north-lake/atom.xml"):
            assert fetch(self.site, path)[0] == 200

    def newsletter(self) -> None:
        """Sent by the academy's press officer; it arrives, and one POST ends it."""
        page = self.as_("press")
        page.goto("/admin/newsletter/send/")
        page.locator("select[name=newsletter]").select_option(label="示范科学院 · 简体中文")
        send(page, "")
        mail = mail_to(self.site, READER, self.paper.headline)
        assert f"{self.site.address}{self.story_url}" in text_of(mail)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        leave = str(mail["List-Unsubscribe"]).strip().strip("<>")
        assert fetch(self.site, leave, b"List-Unsubscribe=One-Click")[0] == 200
        assert "List-Unsubscribe" not in fetch(self.site, leave)[1], "nothing left to press"
        page.goto("/admin/subscriptions/")
        press(page, page.locator("main a", has_text=READER).first)
        assert page.locator('form[action$="/end/"]').count() == 0

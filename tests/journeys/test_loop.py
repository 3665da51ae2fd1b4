"""The promise of the loop: one real paper goes through every room, as different people, and its thread and score tell all of it.

The same journey goes with our own JATS (never skipped) and with a published one from the samples.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.database import PROJECT
from tests.journeys.steps import (
    fetch,
    json_of,
    link_in,
    mail_to,
    open_until,
    press,
    said,
    send,
    text_of,
    until,
)
from tests.live import Site

READER = "reader@example.org"
ATOM = "{http://www.w3.org/2005/Atom}"

_REFERENCES = """
import json, django
django.setup()
from scicomm.core.models import FactRecord
subjects = FactRecord.objects.order_by("-pk").values_list("subject", flat=True)
print(json.dumps({subject.partition(":")[0]: subject for subject in subjects}))
"""

# The words of every thing on a thread's page, by station.
_STATIONS = """() => Object.fromEntries(
    [...document.querySelectorAll('.desk ol.timeline > li')].map(station => [
        station.id, [...station.querySelectorAll('ul > li')].map(thing => thing.firstChild.textContent.trim()).sort()
    ])
)"""


@dataclass
class Paper:
    """A file and what the journey says of it."""

    path: Path
    headline: str
    """The Chinese title that the officer gives the story."""


def _own() -> Paper:
    path = PROJECT / "scicomm/config/demo/data/part_a/jats/dje/dje.2026.012.xml"
    return Paper(path, "越往高处，雪垫属分得越快")


def _sample(samples: Path) -> Paper:
    path = samples / "jats" / "PLOS_allofplos__tests__testdata__journal.pbio.2001413.xml"
    return Paper(path, "实验室的门开着，附近的人会不会走进来")


@pytest.fixture(params=["own", "sample"])
def paper(request: pytest.FixtureRequest) -> Paper:
    return _own() if request.param == "own" else _sample(request.getfixturevalue("samples"))


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Iterator[Site]:
    """A site of its own for each journey, so that every number is exact."""
    running = new_site().up()
    yield running
    running.down()


class Loop:
    """One journey; each method is what one person does."""

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

    # 6. Listen

    def watch(self) -> None:
        page = self.as_("officer")
        page.goto("/admin/watches/new/")
        page.locator("select[name=unit]").select_option(label="湖泊研究所")
        page.fill("input[name=name]", "谁在说我们的论文")
        page.fill("textarea[name=any_words]", "一种没人认识的说法")
        press(page, page.locator("main form button[type=submit]").last)

    def listen(self, folder: Path) -> None:
        file = folder / "news.atom"
        file.write_text(_news(self.doi, self.paper.headline))
        heard, again = map(json_of, self.site.scicomm_twice("listen", str(file), "--json"))
        assert (heard["stored"], heard["refused"]) == (3, [])
        assert again["stored"] == 0
        page = self.as_("officer")
        page.goto("/admin/mentions/?link=linked")
        linked = page.locator(".desk .task").all_inner_texts()
        assert len(linked) == 2, said(page)
        assert any(self.doi in row for row in linked), "by DOI"
        assert any(self.paper.headline in row for row in linked), "by title"
        alert = open_until(page, "/admin/alerts/", ".desk .task")
        assert "谁在说我们的论文" in alert.inner_text()
        assert page.locator(".desk .task").count() == 1

    # 7. Respond

    def ask(self) -> None:
        """A reader, on a phone, from the story."""
        page = self.as_("reader")
        page.goto(self.story_url)
        press(page, page.locator('main article a[href*="/ask/"]').first)
        assert self.paper.headline in page.locator("main .note").inner_text()
        page.fill("textarea[name=text]", "照这么说，山越高，植物的种类就一定越多吗？")
        page.fill("input[name=email]", READER)
        page.check("input[name=consent]")
        press(page, page.locator("main form button[type=submit]"))
        assert "/ask/next/" in page.url
        self.due = _days(page.locator("main .standfirst").inner_text())[0]

    def handle(self) -> None:
        """The response officer: deadline, the suggested expert, the statement, the answer."""
        page = self.as_("responder")
        press(page, open_until(page, "/admin/questions/", '.desk .task h3 a:has-text("山越高")'))
        self.case = page.url
        assert self.due in _days(page.locator(".desk section").first.inner_text()), "the day that the reader was told"
        assert "宋青槐" in page.locator("#expert .task h3").first.inner_text()
        press(page, page.locator("#expert .task button").first)
        state = page.locator('form[action$="/statement/"]')
        state.locator("textarea").fill("三个支系只是三个点，画得出线，算不出可信度。")
        state.locator("[name$=conflict_of_interest]").fill("本文通讯作者")
        state.locator("[name$=confirmed]").check()
        press(page, state.locator("button[type=submit]"))
        assert "本文通讯作者" in page.locator("#statement blockquote + p").inner_text()
        self.draft("不一定。论文只比较了三个支系。")

    def draft(self, body: str) -> None:
        page = self.as_("responder")
        page.goto(self.case)
        form = page.locator("#answer form")
        form.locator("[name$=verdict][value=inaccurate]").check()
        form.locator("[name$=summary_zh]").fill("高处的那一支分得快，但不能推到所有的山。")
        form.locator("[name$=body_zh]").fill(body)
        form.locator("[name$=not_known_zh]").fill("是海拔造成的，还是别的原因，还不知道。")
        press(page, form.locator("button[name=submit]"))
        assert page.locator("#review form").count() == 0, "who wrote it does not review it"

    def answer(self) -> None:
        """Returned by another person, mended, published, public."""
        page = self.as_("final")
        page.goto(self.case)
        send(page, "/review/", "button[name=return]", note="请写明有几个支系")
        self.draft("不一定。论文只比较了三个支系，三个点画得出一条线，算不出它可不可信。")
        page.goto(self.case)
        send(page, "/review/", "button[name=publish]")
        self.answer_url = page.locator('.desk a[href*="/answers/"]').first.get_attribute("href") or ""
        reader = self.as_("reader")
        open_until(reader, self.answer_url, "h1")
        shown = said(reader)
        assert "三个点画得出一条线" in shown
        assert "本文通讯作者" in shown
        assert reader.locator(".verdict--inaccurate [aria-current]").count() == 1
        assert "是海拔造成的，还是别的原因，还不知道。" in shown
        mail_to(self.site, READER, self.answer_url)

    # 8. Account

    def score(self) -> None:
        """One story counts one, and the number opens to exactly that fact."""
        page = self.as_("assessor")
        year = dt.datetime.now(ZoneInfo("Asia/Shanghai")).year
        page.goto(f"/admin/assessment/{year}/north-lake/")
        numbers = page.locator(".desk table td.r a")
        assert re.match(r"1\b", numbers.first.inner_text()), said(page)
        press(page, numbers.first)
        rows = page.locator(".desk table tbody tr")
        assert rows.count() == 1
        assert self.paper.headline in rows.first.inner_text()
        press(page, rows.first.locator('a[href*="/admin/threads/newsroom.story"]'))
        assert page.locator("svg.weave").count() == 2

    # 9. Thread

    def thread(self) -> None:
        """The same from every end, for those who work here; and what anyone may see of it."""
        page = self.as_("officer")
        references = self.references()
        whole = self.walk(f"/admin/threads/{references['journals.article']}/")
        assert {station: len(things) for station, things in whole.items()} == {
            "paper": 1, "lead": 1, "story": 1, "channels": 4, "mentions": 2, "questions": 1, "answers": 1,
            "assessment": 2,
        }  # fmt: skip
        assert page.locator("svg.weave").count() == 2, "a wide and a tall picture"
        for station, words in (("paper", self.title_of_paper), ("story", self.paper.headline), ("questions", "山越高")):
            assert words in whole[station][0], station
        for kind in ("newsroom.story", "listening.mention", "responses.case", "responses.answer"):
            assert self.walk(f"/admin/threads/{references[kind]}/") == whole, kind
        self.thread_in_public()

    def references(self) -> dict[str, str]:
        """The reference of the journey's first thing of each kind."""
        return dict(json_of(self.site.python(_REFERENCES)))

    def walk(self, path: str) -> dict[str, list[str]]:
        """What stands at each station of a thread's page."""
        page = self.as_("officer")
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        assert page.locator(".desk ol.timeline .badge").count() == 1, "one is where we are"
        return dict(page.evaluate(_STATIONS))

    def thread_in_public(self) -> None:
        page = self.as_("reader")
        page.goto(self.answer_url)
        press(page, page.locator('a[href*="/thread/responses.answer:"]').first)
        sections = page.locator("main section:has(> ul.ruled)").all()
        counts = {str(one.get_attribute("id")): one.locator("ul > li").count() for one in sections}
        assert counts == {"paper": 1, "story": 1, "channels": 4, "mentions": 2, "questions": 1, "answers": 1}
        assert "news.example" not in said(page), "who spoke of it is not for everyone"
        assert page.locator(f'main section#story a[href="{self.story_url}"]').count() == 1
        assert page.locator("svg.weave").count() == 2


def _days(text: str) -> list[tuple[str, str]]:
    """Months and days that stand in a Chinese text."""
    return re.findall(r"(\d+)\s*月\s*(\d+)\s*日", text)


def _news(doi: str, headline: str) -> str:
    """An Atom file of somebody else: one item names the DOI, one the story, one neither."""
    items = [
        ("New look at an old question", f"Read the paper at https://doi.org/{escape(doi)}.", "one"),
        (f"《{escape(headline)}》，你怎么看", "转给大家看看。", "two"),
        ("本周天气：多云转晴", "周末有阵雨。有人给它起了一种没人认识的说法。", "three"),
    ]
    entries = "".join(
        f"<entry><id>urn:x:{key}</id><title>{title}</title><link href='https://news.example/{key}'/>"
        f"<updated>2026-11-20T08:00:00Z</updated><summary>{text}</summary></entry>"
        for title, text, key in items
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>别人的新闻</title><id>urn:x</id>'
    return f"{head}<updated>2026-11-20T08:00:00Z</updated>{entries}</feed>"


def test_one_paper_goes_through_the_whole_loop(
    site: Site, visitor: Callable[..., Page], paper: Paper, tmp_path: Path
) -> None:
    loop = Loop(site, visitor, paper)
    loop.ingest()
    loop.subscribe()
    lead = loop.find_lead()
    loop.hand_in_lead()
    loop.start_story(lead)
    loop.edit("长得最高的一支最年轻，分得也最快。")
    loop.reviews()
    loop.released()
    loop.newsletter()
    loop.watch()
    loop.listen(tmp_path)
    loop.ask()
    loop.handle()
    loop.answer()
    loop.score()
    loop.thread()

"""The whole loop: after the telling, what others say and ask, how it is answered, and how all of it is counted and shown."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.journeys.steps import json_of, mail_to, open_until, press, said, send
from tests.journeys.telling import READER, Telling

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


class Loop(Telling):
    """The whole journey: after the telling, what comes back, and what is counted of it."""

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

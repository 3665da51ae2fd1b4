"""Promises of every main page: no barrier that axe-core finds, no sideways scroll, no console error, no need of script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import fetch, press, until
from tests.live import PASSWORD, Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TITLE = "草原变荒之前，斑纹先变"

# Stories in both languages, a paper, a mention, an answer, work in every lane: what the main pages show.
_CONTENT = """
import json, django
django.setup()
from django.db import transaction
from scicomm.core.worker import Worker
from scicomm.newsroom import actions
from scicomm.organisation.models import Person, Unit, User
from tests.factories.journals import take
from tests.factories.listening import make_mention
from tests.factories.newsroom import make_story
from tests.factories.organisation import Academy
from tests.factories.responses import make_case
TITLE = %r

class Known(Academy):
    def __init__(self):
        self.users = {}
        self.top = Unit.objects.get(slug="academy")
        self.north, self.north_lake = Unit.objects.get(slug="north"), Unit.objects.get(slug="north-lake")

    def user(self, role, unit):
        known = User.objects.filter(username=f"{role}-{unit.slug}").first()
        return known or super().user(role, unit)

academy = Known()
with transaction.atomic():
    author = academy.person(academy.north_lake, orcid="0000-0002-1825-0097", is_expert=True, title_en="Professor")
    article = take(academy.north_lake).article
    story = make_story(academy, state="published", article=article, title=TITLE)
    english = actions.start_story(story.dossier.topic, acting_user=story.dossier.author, language="en")
    actions.submit_story(english, acting_user=story.dossier.author)
    for name in ("first_reviewer-north-lake", "second_reviewer-north", "final_reviewer-academy"):
        actions.approve_story(english, acting_user=User.objects.get(username=name))
    for state in ("draft", "first_review", "returned", "held"):
        make_story(academy, state=state, title=f"还在做的稿件（{state}）")
    make_mention(academy, title=f"《{TITLE}》说得对吗")
    case = make_case(academy, state="published", about=story.dossier, expert=author)
    make_case(academy, about=story.dossier, text="斑纹变了还能变回来吗？")
Worker().drain()
print(json.dumps({
    "story": story.get_url(), "english": english.get_url(), "article": article.get_absolute_url(),
    "journal": article.journal.get_absolute_url(),
    "answer": case.draft.get_absolute_url(), "story_id": story.pk, "article_id": article.pk, "case": case.pk,
}))
"""

PUBLIC = (
    "home", "unit", "story", "article", "search", "answers", "answer", "ask", "subscribe", "report", "thread", "sign-in",
    "journal", "articles", "search help", "save a search", "api",
)  # fmt: skip
DESK = ("desk", "desk thread", "board", "dossier", "case")
LOOKS = [
    ("zh", "light", "desktop"), ("zh", "dark", "phone"), ("en", "light", "phone"), ("en", "dark", "desktop"),
]  # fmt: skip


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, dict[str, str]]:
    """The addresses of the main pages, by language."""
    made = json.loads(site.python(_CONTENT % TITLE).splitlines()[-1])
    # A page of results may be kept for a minute.
    until(lambda: made["story"] in fetch(site, "/search/?q=%E8%8D%89%E5%8E%9F")[1], "the story in the search", 80)
    chinese = {
        "home": "/", "unit": "/north-lake/", "story": made["story"], "article": made["article"],
        "search": "/search/?q=%E8%8D%89%E5%8E%9F", "answers": "/answers/", "answer": made["answer"],
        "ask": f"/ask/?about=newsroom.story:{made['story_id']}", "subscribe": "/subscribe/",
        "thread": f"/thread/newsroom.story:{made['story_id']}/", "sign-in": "/accounts/login/", "report": "/report/",
        "journal": made["journal"], "articles": "/articles/", "search help": "/search/help/",
        "save a search": "/subscribe/search/?q=%E8%8D%89%E5%8E%9F", "api": "/api/",
    }  # fmt: skip
    english = {
        **{name: f"/en{path}" for name, path in chinese.items()},
        "story": made["english"], "search": "/en/search/?q=early+signal",
    }  # fmt: skip
    desk = {
        "desk": "/admin/", "desk thread": f"/admin/threads/journals.article:{made['article_id']}/",
        "board": "/admin/topics/", "dossier": f"/admin/stories/{made['story_id']}/",
        "case": f"/admin/questions/{made['case']}/",
    }  # fmt: skip
    return {"zh": chinese, "en": english, "desk": desk}


def barriers(page: Page, within: str = "") -> list[str]:
    """What axe-core finds, as lines that name the rule and the place."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """([within, tags]) => axe.run(within || document,
            {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(done => done.violations)""",
        [within, TAGS],
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}\n    {node['html'][:200]}"
        for one in found
        for node in one["nodes"][:4]
    ]


def problems_of(page: Page, path: str, within: str = "") -> list[str]:
    """Everything that is wrong with a page as it stands in a window."""
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        return [f"{path}: status {answer.status if answer else 'none'}"]
    wrong = [f"{path}: {line}" for line in barriers(page, within)]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if not within and width[0] > width[1]:
        wrong.append(f"{path}: {width[0]} px wide in a window of {width[1]}")
    return wrong


def window(visitor: Callable[..., Page], who: str, language: str, scheme: str, size: str) -> Page:
    locale = "zh-CN" if language == "zh" else "en-GB"
    page = visitor(who, locale=locale, color_scheme=scheme)
    page.set_viewport_size(PHONE if size == "phone" else DESKTOP)  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize(("language", "scheme", "size"), LOOKS)
def test_the_public_pages_have_no_barrier_and_no_sideways_scroll(
    visitor: Callable[..., Page], places: dict[str, dict[str, str]], language: str, scheme: str, size: str
) -> None:
    stranger, staff = (window(visitor, who, language, scheme, size) for who in ("", "contributor"))
    wrong = []
    for name in PUBLIC:
        page = staff if name == "report" else stranger
        wrong += problems_of(page, places[language][name])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("scheme", "size"), [("light", "desktop"), ("dark", "phone")])
def test_the_desk_has_no_barrier(
    visitor: Callable[..., Page], places: dict[str, dict[str, str]], scheme: str, size: str
) -> None:
    page = window(visitor, "officer", "zh", scheme, size)
    wrong = [line for name in DESK for line in problems_of(page, places["desk"][name], ".desk")]
    assert not wrong, "\n".join(wrong)


def test_the_first_key_leads_past_the_navigation(
    visitor: Callable[..., Page], places: dict[str, dict[str, str]]
) -> None:
    page = visitor()
    for name in ("home", "story", "ask"):
        page.goto(places["zh"][name])
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.get_attribute("href") == "#main", name
        box = skip.bounding_box()
        assert box, name
        assert box["x"] >= 0, name
        assert box["y"] >= 0, name
        assert box["height"] >= 24, name
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", name


def test_a_reader_without_script_reads_searches_and_asks(
    visitor: Callable[..., Page], places: dict[str, dict[str, str]]
) -> None:
    page = visitor(java_script_enabled=False, phone=True)
    page.goto("/")
    press(page, page.locator(f'main a:has-text("{TITLE}")').first)
    assert page.locator("h1").inner_text() == TITLE
    page.goto("/search/")
    page.fill("main input[name=q]", "斑纹")
    press(page, page.locator("main form button[type=submit]").first)
    assert page.locator(f'main a:has-text("{TITLE}")').count() >= 1
    page.goto(places["zh"]["ask"])
    page.fill("textarea[name=text]", "没有脚本的浏览器也能提问吗？")
    press(page, page.locator("main form button[type=submit]").first)
    assert "/ask/next/" in page.url


def test_who_signs_in_comes_to_the_desk_and_is_known_there(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(phone=True)
    page.goto("/admin/")
    page.fill("input[name=login]", site.people["officer"])
    page.fill("input[name=password]", "not-the-right-word")
    press(page, page.locator("main form button[type=submit]").first)
    assert page.locator("main [role=alert], main .error-summary, main .error").count() >= 1, "the refusal is said"
    page.fill("input[name=login]", site.people["officer"])
    page.fill("input[name=password]", PASSWORD)
    press(page, page.locator("main form button[type=submit]").first)
    assert page.url.removeprefix(site.address) == "/admin/"
    assert page.locator(".desk").count() == 1

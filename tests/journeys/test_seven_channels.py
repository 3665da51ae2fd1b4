"""The promise of channels: an editor schedules one story to seven channels and sees receipts; what is mended and what is taken
back reaches every one of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.channels.fakes.bluesky import FakeBluesky
from tests.channels.fakes.mastodon import FakeMastodon
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.fakes.webhook import SECRET, FakeReceiver
from tests.channels.fakes.wechat import FakeWechat
from tests.channels.fakes.weibo import FakeWeibo
from tests.database import PROJECT
from tests.journeys.platforms import World
from tests.journeys.steps import fetch, press, said, until
from tests.live import Site

TITLE, MENDED, WORDS = "草原上的斑纹", "草原上的斑纹（已更正）", "斑纹从哪里来？只在这里多说一句。"
NOTE, REASON = "间距应为十二米", "数据有误，已经撤回"

# What the site's own people do, each by the action of its duty; the worker that runs beside does the rest.
_PEOPLE = """
import json, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from scicomm.channels.actions import open_actor, register_with_credentials
from scicomm.newsroom import actions
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_story, revise
from tests.factories.organisation import Academy, Unit

class Here(Academy):
    def __init__(self):
        units = {unit.slug: unit for unit in Unit.objects.all()}
        self.top, self.north, self.north_lake = units["academy"], units["north"], units["north-lake"]

    def user(self, role, unit):
        return get_user_model().objects.get(username=f"{role}-{unit.slug}")

academy = Here()
officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
"""
_SET_UP = f"""{_PEOPLE}
for kind, values in json.loads(sys.argv[1]).items():
    register_with_credentials(academy.north_lake, kind, acting_user=officer, takes_all=False, language="zh-hans", **values)
actor = open_actor(academy.north_lake, "zh-hans", acting_user=officer)
actor.channel.takes_all = False
actor.channel.save()
print(make_story(academy, state="published", title="{TITLE}").pk)
"""
_CORRECT = f"""{_PEOPLE}
story = revise(StoryPage.objects.get(pk=int(sys.stdin.readline())), officer, title="{MENDED}")
actions.submit_change(story, kind="corrected", note="{NOTE}", acting_user=officer)
duties = ((Role.FIRST_REVIEWER, academy.north_lake), (Role.SECOND_REVIEWER, academy.north), (Role.FINAL_REVIEWER, academy.top))
for role, unit in duties:
    if dossier(story).state != "published":
        actions.approve_story(story, acting_user=academy.user(role, unit))
print(dossier(story).state)
"""
# Platforms are asked after half a minute, looked at after more: here that time passes at once.
_HURRY = """
import time
import django
django.setup()
from django.utils import timezone
from scicomm.channels.models import Release
while True:
    now = timezone.now()
    Release.objects.filter(todo__in=["poll", "look", "find"], lease_until=None, next_try_at__gt=now).update(next_try_at=now)
    time.sleep(0.4)
"""


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        kinds = (FakeWechat, FakeWeibo, FakeMastodon, FakeTelegram, FakeBluesky, FakeReceiver)
        made: list[Any] = [stack.enter_context(kind()) for kind in kinds]
        yield World(*made)


class Console:
    """A piece of Python on the site's data that waits for one line: started early, for a start of Python takes seconds."""

    def __init__(self, site: Site, code: str, *arguments: str) -> None:
        command = [sys.executable, "-c", code, *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, env=site.environment(), cwd=PROJECT, stdin=pipe, stdout=pipe, text=True
        )

    def say(self, line: str = "") -> str:
        """The last word it printed."""
        printed, _none = self.process.communicate(f"{line}\n", timeout=60)
        assert self.process.returncode == 0
        return str(printed).split()[-1]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class House:
    """A site of its own that may reach this machine and finds the platforms on it, as a house with a relay does."""

    site: Site
    correct: Console
    story: str


@pytest.fixture
def house(site: Site, world: World) -> Iterator[House]:
    set_up, correct, hurry = Console(site, _SET_UP, world.accounts()), Console(site, _CORRECT), Console(site, _HURRY)
    yield House(site.up(), correct, set_up.say())
    for console in (set_up, correct, hurry):
        console.end()


@pytest.fixture
def site(new_site: Callable[[], Site], world: World) -> Iterator[Site]:
    made = new_site()
    world.weibo.bound = "127.0.0.1"
    made.extra = {"SCICOMM_FETCH_PRIVATE": "yes", "SCICOMM_RELAYS": world.relays()}
    yield made
    made.down()


class Editor:
    """What the officer does with one story, in the browser."""

    def __init__(self, page: Page, world: World, story: str) -> None:
        self.page, self.world = page, world
        self.desk, self.releases = f"/admin/stories/{story}/", f"/admin/stories/{story}/releases/"

    def register_receiver(self) -> None:
        self.page.goto("/admin/matrix/new/?unit=north-lake&kind=webhook")
        self.page.fill("[name=name_zh]", "北湖 webhook")
        self.page.select_option("[name=language]", "zh-hans")
        self.page.fill("[name=settings__address]", f"{self.world.webhook.address}/hooks")
        self.page.fill("[name=secret__secret]", SECRET)
        self.page.uncheck("[name=takes_all]")
        press(self.page, self.page.locator(".desk form button[type=submit]").first)
        assert "/new/" not in self.page.url and SECRET not in said(self.page), said(self.page)

    def line(self, name: str) -> Locator:
        """The line of a channel among the story's releases."""
        return self.page.locator(f".desk article.task:has(h3:has-text('{name}'))")

    def choose_all(self) -> int:
        boxes = self.page.locator("#plan input[name=channels]")
        for number in range(boxes.count()):
            boxes.nth(number).check()
        return boxes.count()

    def plan(self, when: str = "") -> None:
        self.page.fill("#plan [name=not_before]", when)
        press(self.page, self.page.locator("#plan button[value=plan]"))
        assert self.page.locator(".desk article.task").count() >= 7, said(self.page)

    def write(self, name: str, words: str) -> None:
        press(self.page, self.line(name).locator("h3 a"))
        self.page.fill("#text [name=text-text]", words)
        press(self.page, self.page.locator("#text button[type=submit]"))
        assert words in self.page.locator(".preview").inner_text()

    def dry_run(self) -> None:
        self.page.goto(self.releases)
        self.choose_all()
        press(self.page, self.page.locator("#plan button[value=dry]"))
        assert self.page.locator(".preview").count() == 7
        assert WORDS in " ".join(self.page.locator(".preview").all_inner_texts())
        assert not any(fake.posts for fake in self.world.all.values()), "a dry run sends nothing"

    def until_lines(self, selector: str, *names: str) -> list[Locator]:
        """The lines of some channels once all of them show something."""

        def look() -> bool:
            self.page.goto(self.releases)
            return all(self.line(name).locator(selector).count() > 0 for name in names)

        until(look, f"{selector} of {names}")
        return [self.line(name) for name in names]

    def send_again(self, name: str) -> None:
        press(self.page, self.line(name).locator("h3 a"))
        assert "illegal" in said(self.page), "what Weibo said is told"
        press(self.page, self.page.locator("form[action$='/do/resend/'] button"))


def test_a_story_goes_to_seven_channels_with_receipts_is_mended_and_taken_back(
    house: House, world: World, visitor: Callable[..., Page]
) -> None:
    site, editor = house.site, Editor(visitor("officer"), world, house.story)
    editor.register_receiver()
    page = editor.page

    page.goto(editor.releases)
    assert editor.choose_all() == 7
    editor.plan("2099-01-01T09:00")
    editor.write("北湖 mastodon", WORDS)
    editor.dry_run()
    world.weibo.trials.refuses_post = True
    editor.plan()

    until(lambda: world.wechat.posts, "the article at WeChat")
    world.wechat.settle()
    names = [f"北湖 {name}" for name in world.all if name != "weibo"]
    lines = editor.until_lines(".badge--go", "north-lake", *names)
    links = [line.locator("p a").get_attribute("href") or "" for line in lines]
    assert all(link.startswith(("http://", "https://")) for link in links), links
    assert [len(fake.public_posts) for name, fake in world.all.items() if name != "weibo"] == [1] * 5
    own = links[0]
    assert fetch(site, own)[0] == 200, "the post of our own actor can be read"
    assert world.mastodon.public_posts[0].text.count(WORDS) == 1
    editor.until_lines(".badge--stop", "北湖 weibo")
    world.weibo.trials.refuses_post = False
    editor.send_again("北湖 weibo")
    editor.until_lines(".badge--go", "北湖 weibo")
    receipts = editor.line("北湖 weibo").locator("+ details li")
    assert receipts.count() >= 2 and [len(fake.public_posts) for fake in world.all.values()] == [1] * 6

    # Corrected: where a post can be changed it is; where it cannot, a person is asked to.
    assert house.correct.say(house.story) == "published"
    until(lambda: len(world.wechat.posts) == 2, "the corrected article at WeChat")
    world.wechat.settle()
    until(lambda: [post.is_gone for post in world.wechat.posts] == [True, False], "the old article deleted")
    marked = {"wechat": MENDED, "telegram": MENDED, "bluesky": MENDED, "webhook": NOTE}
    for name, words in marked.items():
        until(lambda name=name, words=words: world.stand(words)[name], f"the correction at {name}")  # type: ignore[misc]
    editor.until_lines(".badge--stop", "北湖 weibo", "北湖 mastodon")
    assert NOTE in editor.line("北湖 weibo").inner_text()
    # What the editor wrote in other words is the editor's to mend.
    editor.write("北湖 mastodon", f"{WORDS}（更正：{NOTE}）")
    until(lambda: world.stand(NOTE)["mastodon"], "the words mended on Mastodon")

    # Withdrawn: nothing of it stands anywhere.
    page.goto(editor.desk)
    form = page.locator("form[action$='/withdraw/']").last
    page.evaluate("document.querySelectorAll('.desk details').forEach(one => one.open = true)")
    form.locator("[name=reason]").fill(REASON)
    press(page, form.locator("button[type=submit]"))
    until(lambda: not any(fake.public_posts for fake in world.all.values()), "all of it gone")
    until(lambda: fetch(site, own)[0] == 410, "our own actor's post gone")
    page.goto(editor.releases)
    assert page.locator(".desk article.task .badge--go").count() == 0, said(page)

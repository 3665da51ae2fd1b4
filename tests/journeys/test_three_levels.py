"""Promise: a call goes down three levels to one writer, her story comes up signed by all, its correction reaches readers."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.levels import INSTITUTE, NEIGHBOUR, Levels
from tests.live import WRITER, Site

TITLE = "三条河的封冻日推迟了多少"
FIRST = "三条河如今都比四十年前晚封冻，最多的晚了九天。"
MENDED = "三条河如今都比四十年前晚封冻，最多的晚了十一天。"
BODY = (
    "研究所的三个水文站从一九八四年起每天早晨记下河面的样子。把四十年的记录排在一起，封冻的日子在三条河上都往后移了。"
    "移得最多的是最北的那一条。为什么北边移得更多，还要再量几个冬天才说得清。"
)
NOTE = "最北一条河晚了十一天，不是九天：原来少算了两个冬天。"


def test_a_call_goes_down_and_its_story_comes_up_signed_adopted_and_corrected(
    site: Site, visitor: Callable[..., Page]
) -> None:
    levels = Levels(site, visitor, TITLE)
    levels.open_call()
    levels.give_on("branch", {INSTITUTE: "1", NEIGHBOUR: "2"}, accept=True)
    levels.give_on("officer", {WRITER: "1"}, accept=True)
    levels.plan()
    levels.start()
    levels.write(f"{FIRST}【待补：年份】", BODY)
    levels.held_back("待补")
    levels.write(FIRST)
    levels.name_expert()
    levels.submit()
    levels.all_sign(FIRST)
    levels.released()
    levels.offer()
    levels.adopt()
    levels.write(MENDED)
    levels.correct(NOTE)
    levels.all_sign(MENDED)
    levels.told(NOTE, MENDED)
    levels.summed_up()

"""The demonstration's answered claim: told twice, answered by two experts by link, corrected, voted on, and told once more.

The claim, the outlets and the words are made up; they stand here because they belong to no other noun of the data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.papers import holder
from scicomm.config.demo.timeline import Event
from scicomm.listening.actions import store_items
from scicomm.listening.models import Claim, ClaimCopy, Feed, Mention
from scicomm.listening.rules.addresses import url_hash
from scicomm.listening.rules.parsing import parse_feed
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, AnswerReuse, AnswerRevision, AnswerVote, Case

CLAIM = "把电池放进冰箱能恢复电量"
# How long before the demonstration's day, in days: first copies, answer, correction, the copy that comes back.
TOLD, ANSWERED, CORRECTED, AGAIN = (12.0, 11.0), 8.0, 5.0, 1.5
OUTLETS = (
    ("https://life.demo-news.example/battery", "生活小窍门：把电池放进冰箱能恢复电量"),
    ("https://forum.demo-talk.example/t/4711", "求证：把电池放进冰箱能恢复电量，是真的吗"),
    ("https://video.demo-clips.example/v/88", "又见“冰箱充电法”：把电池放进冰箱能恢复电量"),
)
WORDS = (
    ("低温会让电池内部的反应变慢，所以放着时漏电少一点；但它不会把已经用掉的电变回来。", ""),
    (
        "从冰箱里拿出来，表面会结露，触点容易生锈。想省电，干燥、阴凉的抽屉就够了。",
        "曾为一家电池厂做过检测，与本说法无关",
    ),
)
FIRST: dict[str, Any] = {
    "form": "factcheck", "verdict": "false", "knowledge": "known",
    "claim_zh": CLAIM, "claim_en": "Putting batteries into the fridge restores their charge",
    "question_zh": "把电池放进冰箱，能恢复电量吗？", "question_en": "Do batteries regain charge in the fridge?",
    "summary_zh": "不能。低温只会让电池放着时漏电慢一点，用掉的电不会回来。",
    "summary_en": "No. Cold only slows how a resting battery loses charge; what is used is gone.",
    "body_zh": "干电池的电来自里面的化学反应，反应物用完就没有了。\n\n冷藏能让放着不用的电池漏电慢一些，"
    "一年大约差 3%，取出时结露反而伤触点。",
    "body_en": "A battery's charge comes from a reaction inside it; what has reacted is used up.\n\n"
    "Cold slows the loss of a resting battery by about 3 % a year, and the dew on it harms the contacts.",
    "not_known_zh": "不同品牌的碱性电池在 4 °C 下放多年会怎样，公开的数据还很少。",
    "not_known_en": "Little has been published on alkaline batteries kept at 4 °C for years.",
    "sources": [{"label": "示范学院《日用电池问答》（虚构）", "url": ""}],
}  # fmt: skip
WHY = ("“一年大约差 3%”写成了 5%，已改；结论不变。", "A figure was wrong (5 % for 3 %); the verdict stands.")


def _mention(number: int) -> Mention | None:
    return Mention.objects.filter(url_hash=url_hash(OUTLETS[number][0])).first()


@transaction.atomic
def _tell(number: int, at: dt.datetime) -> None:
    """A copy of the claim, as listening finds and groups it."""
    url, title = OUTLETS[number]
    written = f"<item><title>{escape(title)}</title><link>{url}</link><description>（演示内容）</description></item>"
    content = f'<?xml version="1.0"?><rss version="2.0"><channel><title>演示</title>{written}</channel></rss>'
    feed = Feed.objects.order_by("pk")[0]
    mention = store_items(feed, parse_feed(content.encode()).items).stored[0]
    Mention.objects.filter(pk=mention.pk).update(published_at=at, found_at=at)
    claim, _made = Claim.objects.get_or_create(text=CLAIM, defaults={"language": "zh", "first_at": at, "last_at": at})
    Claim.objects.filter(pk=claim.pk).update(last_at=at)
    ClaimCopy.objects.get_or_create(claim=claim, mention=mention, defaults={"text": CLAIM, "score": 0.93 - number / 20})


def _people() -> tuple[Any, Any]:
    root = Unit.objects.get(depth=1)
    return holder(Role.RESPONSE_OFFICER, root), holder(Role.FINAL_REVIEWER, root)


def _case() -> Case | None:
    return Case.objects.filter(mention__url_hash=url_hash(OUTLETS[0][0])).first()


def _answer() -> Answer | None:
    return Answer.objects.public().filter(case__mention__url_hash=url_hash(OUTLETS[0][0])).first()


@transaction.atomic
def _publish() -> None:
    """Two experts by link, then the fact-check, reviewed by another person."""
    officer, reviewer = _people()
    mention = _mention(0)
    assert mention is not None  # noqa: S101 - told before
    case = actions.open_case_from_mention(mention, acting_user=officer)
    Case.objects.filter(pk=case.pk).update(claim=Claim.objects.get(text=CLAIM), kind="claim")
    case.refresh_from_db()
    experts = Person.objects.filter(is_expert=True).order_by("pk")[:2]
    for number, (person, (text, interest)) in enumerate(zip(experts, WORDS, strict=True)):
        link = actions.ask_statement(
            case, person=person, acting_user=officer, email=f"expert-{number}@demo-experts.example", text=text
        )
        actions.speak_by_link(link, text=text, conflict_of_interest=interest)
    met = [{"label": title, "url": url} for url, title in OUTLETS[:2]]
    wrong = {name: text.replace("3%", "5%").replace("3 %", "5 %") if isinstance(text, str) else text
             for name, text in FIRST.items()}  # fmt: skip
    actions.draft_answer(case, acting_user=officer, **wrong, appearances=met)
    actions.submit_answer(case, acting_user=officer)
    actions.publish_answer(case, acting_user=reviewer)


@transaction.atomic
def _correct() -> None:
    officer, reviewer = _people()
    case = _case()
    assert case is not None  # noqa: S101 - published before
    actions.begin_rework(case, kind="correction", acting_user=officer)
    bodies = {name: FIRST[name] for name in ("body_zh", "body_en")}
    actions.draft_rework(case, acting_user=officer, why_zh=WHY[0], why_en=WHY[1], **bodies)
    actions.submit_rework(case, acting_user=officer)
    answer = actions.publish_answer(case, acting_user=reviewer)
    for number in range(9):
        vote = actions.vote_on_answer(answer, helped=number != 4, digest=f"demo-{number}")
        if number == 4:
            actions.comment_on_answer(vote, "想知道充电电池是不是也一样。（演示留言）")


@transaction.atomic
def _again(at: dt.datetime) -> None:
    _tell(2, at)
    Mention.objects.filter(url_hash=url_hash(OUTLETS[2][0])).update(found_at=timezone.now())
    actions.propose_answers()


def _at(calendar: Calendar, days: float) -> dt.datetime:
    """So many real days back: a week before and after an answer shows what the figures are for."""
    return calendar.waking(calendar.base - dt.timedelta(days=days))


def answer_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """The claim from its first copy to its last."""
    for number, days in enumerate(TOLD):
        at = _at(calendar, days)
        yield Event(at, OUTLETS[number][1], lambda number=number: bool(_mention(number)), partial(_tell, number, at))  # type: ignore[misc]
    at = _at(calendar, ANSWERED)
    yield Event(at, CLAIM, lambda: _answer() is not None, _publish, mails=True)
    corrected = AnswerRevision.objects.filter(answer__case__claim__text=CLAIM, number=2)
    yield Event(_at(calendar, CORRECTED), CLAIM, corrected.exists, _correct)
    again = _at(calendar, AGAIN)
    proposed = AnswerReuse.objects.filter(mention__url_hash=url_hash(OUTLETS[2][0]))
    yield Event(again, OUTLETS[2][1], proposed.exists, partial(_again, again))
    yield Event(again, "", lambda: not AnswerVote.objects.exclude(digest="").exists(), actions.forget_voters)

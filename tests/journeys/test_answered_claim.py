"""A claim spreads; two experts answer by link on their phones; a reviewed round-up is public; the claim comes back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import json_of, link_in, mail_to, open_until, press, said, send
from tests.live import Site

CLAIM = "喝山泉水能治结石"
# Seven papers speak of one thing within an hour, each in its own words; there are two experts without accounts. Reading and
# grouping are the worker's; what else it does by the clock is done at once here, by the same jobs, so that nobody waits a minute.
_BURST = f"""
import json, time, django
django.setup()
from django.utils import timezone
from scicomm.listening import actions, tasks
from scicomm.listening.models import Claim, HotTopic, Mention
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit, User
from tests.factories.answers import make_expert
from tests.factories.listening import make_item
unit = Unit.objects.get(slug="north-lake")
officer = User.objects.filter(person__appointments__role=Role.COMMUNICATION_OFFICER, person__appointments__unit=unit).first()
feed = actions.add_feed(unit=unit, acting_user=officer, name="山里新闻", address="https://spring.example/feed.xml")
told = [
    "村口一早排起长队，人人提着空桶。老人们说，这口泉眼祖辈就有，如今外地的车也来了。",
    "医院泌尿科这周接到二十多个电话，都问泉水的事。值班护士说，电话多半来自县城。",
    "网上一段视频播放了百万次，画面里有人举着一瓶水。平台尚未说明是否会加注提示。",
    "卖水的摊主承认价格翻了三倍。市场监管人员上午到场，查看了进货单据与水桶标签。",
    "邻省游客包车前来，停车场不够用。镇政府临时开放学校操场，并在路口设了指示牌。",
    "水利站说，泉眼每天的水量有限，照这样取下去，下游三十亩稻田的灌溉会受到影响。",
    "一位患者讲了自己的经历，希望大家不要轻信。他停药两个月之后，又被送进了急诊室。",
]
items = [
    make_item(title=f"{CLAIM}？{{text.split('。')[0]}}", description=f"{CLAIM}。{{text}}", link=f"https://spring{{number}}.example/{{number}}",
              pubDate=timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000"))
    for number, text in enumerate(told)
]
actions.store_items(feed, items)
mine = Mention.objects.filter(feeds=feed)
end = time.monotonic() + 60
while mine.filter(grouped_at=None).exists():
    assert time.monotonic() < end, "the worker grouped nothing"
    time.sleep(0.2)
tasks.look_for_claims()
tasks.notice_bursts()
people = [make_expert(None, unit) for _number in range(2)]
print(json.dumps({{"people": [[one.pk, one.email] for one in people]}}))
"""
# The claim is told once more, after the answer: read by the worker, and looked through by the worker's jobs.
_AGAIN = f"""
import json, time, django
django.setup()
from scicomm.listening import actions, tasks
from scicomm.listening.models import Feed, Mention
from scicomm.responses.tasks.answers import propose_answers
from tests.factories.listening import make_item
feed = Feed.objects.get(address="https://spring.example/feed.xml")
text = "又有商家在直播间里叫卖瓶装水。监管部门表示已经立案调查。"
item = make_item(title="又传{CLAIM}", description=f"{CLAIM}。{{text}}", link="https://spring.example/again")
mention = actions.store_items(feed, [item]).stored[0]
end = time.monotonic() + 60
while Mention.objects.filter(pk=mention.pk, read_at=None).exists():
    assert time.monotonic() < end, "the worker read nothing"
    time.sleep(0.2)
tasks.look_for_claims()
propose_answers()
print(json.dumps({{"mention": mention.pk}}))
"""


def test_a_claim_is_answered_by_two_experts_and_the_answer_is_used_again(
    site: Site, visitor: Callable[..., Page]
) -> None:
    people = json_of(site.python(_BURST))["people"]
    officer, reviewer = visitor("responder"), visitor("final")

    # The press officer sees what bursts, looks at it, and opens a case about the claim that is told in it.
    officer.goto("/admin/hot-topics/")
    row = officer.locator(".task").filter(has_text=CLAIM).first
    assert row.locator(".badge").count() == 1, f"no burst stands on top:\n{said(officer)}"
    press(officer, row.locator("h3 a"))
    assert officer.locator(".task", has_text="一位患者").count() == 1, "the topic shows its reports"
    press(officer, officer.locator('.desk a[href*="/questions/topic/"]').first)
    assert CLAIM in officer.locator("#topic-claim option:checked").inner_text()
    press(officer, officer.locator(".desk form button[type=submit]").first)
    case = officer.url

    # Two experts by link, on their phones, without accounts.
    for number, (person, email) in enumerate(people):
        officer.goto(case)
        press(officer, officer.locator('.desk a[href$="/ask-expert/"]').first)
        officer.select_option("[name=person]", str(person))
        officer.fill("[name=text]", "结石要看成分。" if number else "")
        press(officer, officer.locator(".desk form button[type=submit]").first)
        link = link_in(mail_to(site, email, "/statement/"), "/statement/")
        phone = visitor(phone=True)
        phone.goto(link)
        assert CLAIM in said(phone) and phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if number:
            assert phone.input_value("[name=text]") == "结石要看成分。"
            phone.fill("[name=conflict_of_interest]", "曾为水厂做过检测")
        else:
            phone.fill("[name=text]", "没有证据说明泉水能治结石。")
            phone.check("[name=no_conflict]")
        press(phone, phone.locator("button[name=do][value=speak]"))
        phone.goto(link)
        assert phone.locator(".expert__words").count() == 1, "what was approved can be read again"

    # The round-up is written, reviewed by somebody else, and public.
    officer.goto(case)
    form = officer.locator("#answer form")
    form.locator("[name$='-form']").select_option("roundup")
    form.locator("[name$='-knowledge']").select_option("known")
    form.locator("[name$=question_zh]").first.fill("喝山泉水能治结石吗？")
    form.locator("[name$=verdict][value=false]").check()
    form.locator("[name$=summary_zh]").fill("两位专家都说：没有证据。")
    press(officer, form.locator("button[name=submit]"))
    reviewer.goto(case)
    send(reviewer, "/review/", "button[name=publish]")
    reader = visitor()
    link = reviewer.locator('.desk a[href*="/answers/"]').first.get_attribute("href") or ""
    open_until(reader, link, "h1")
    shown = said(reader)
    for words in ("没有证据说明泉水能治结石。", "结石要看成分。", "曾为水厂做过检测", "两位专家都说：没有证据。"):
        assert words in shown, words
    press(reader, reader.locator("button[name=helped][value=yes]"))
    reader.fill("[name=comment]", "谢谢")
    press(reader, reader.locator("main form button[type=submit]"))

    # The claim comes back: its answer is proposed, accepted, and there are words to send on.
    again = json_of(site.python(_AGAIN))
    officer.goto("/admin/questions/")
    press(officer, officer.locator('.desk a[href$="/questions/proposed/"]').first)
    row = officer.locator(f'.task:has(a[href*="/mentions/{again["mention"]}/"])')
    press(officer, row.locator("form[action$='/accept/'] button"))
    assert link in officer.locator("textarea").first.input_value()
    officer.goto(case)
    assert officer.locator("#effect svg").count() >= 1 and officer.locator("#public .timeline li").count() == 1

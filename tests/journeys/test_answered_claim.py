"""A claim spreads; two experts answer by link on their phones; a reviewed round-up is public; the claim comes back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.steps import json_of, link_in, mail_to, open_until, press, said, send
from tests.live import Site

CLAIM = "喝山泉水能治结石"
# Listening has found a burst: a hot topic with reports of one claim, and there are two experts without accounts.
_BURST = f"""
import json, django
django.setup()
from django.utils import timezone
from scicomm.listening.models import Claim, ClaimCopy, HotTopic, Mention
from tests.factories.answers import make_expert
from tests.factories.listening import make_item
from scicomm.listening import actions
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import Role
unit = Unit.objects.get(slug="north-lake")
now = timezone.now()
officer = User.objects.filter(person__appointments__role=Role.COMMUNICATION_OFFICER, person__appointments__unit=unit).first()
feed = actions.add_feed(unit=unit, acting_user=officer, name="山里新闻", address="https://spring.example/feed.xml")
topic = HotTopic.objects.create(key=990017, title="{CLAIM}", first_at=now, last_at=now, count=3, independent=3)
claim = Claim.objects.create(text="{CLAIM}", language="zh", first_at=now, last_at=now)
for number in range(3):
    found = actions.store_items(feed, [make_item(title=f"听说{CLAIM}（{{number}}）", link=f"https://spring.example/{{number}}")])
    mention = found.stored[0]
    Mention.objects.filter(pk=mention.pk).update(topic=topic)
    ClaimCopy.objects.create(claim=claim, mention=mention, text="{CLAIM}", score=0.9)
people = [make_expert(None, unit) for _number in range(2)]
print(json.dumps({{"mention": mention.pk, "people": [[one.pk, one.email] for one in people]}}))
"""
# The claim is told once more, after the answer.
_AGAIN = f"""
import json, django
django.setup()
from scicomm.listening import actions
from scicomm.listening.models import Claim, ClaimCopy, Feed
from scicomm.responses.actions import propose_answers
from tests.factories.listening import make_item
feed = Feed.objects.get(address="https://spring.example/feed.xml")
item = make_item(title="又传：{CLAIM}", link="https://spring.example/again")
mention = actions.store_items(feed, [item]).stored[0]
ClaimCopy.objects.create(claim=Claim.objects.get(text="{CLAIM}"), mention=mention, text="{CLAIM}", score=0.88)
propose_answers()
print(json.dumps({{"mention": mention.pk}}))
"""


def test_a_claim_is_answered_by_two_experts_and_the_answer_is_used_again(
    site: Site, visitor: Callable[..., Page]
) -> None:
    burst = json_of(site.python(_BURST))
    officer, reviewer = visitor("responder"), visitor("final")
    officer.goto(f"/admin/questions/open/{burst['mention']}/")
    press(officer, officer.locator(".desk form button[type=submit]").first)
    case = officer.url

    # Two experts by link, on their phones, without accounts.
    for number, (person, email) in enumerate(burst["people"]):
        officer.goto(f"{case}ask-expert/")
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
    officer.goto("/admin/questions/proposed/")
    row = officer.locator(f'.task:has(a[href*="/mentions/{again["mention"]}/"])')
    press(officer, row.locator("form[action$='/accept/'] button"))
    assert link in officer.locator("textarea").first.input_value()
    officer.goto(case)
    assert officer.locator("#effect svg").count() >= 1 and officer.locator("#public .timeline li").count() == 1

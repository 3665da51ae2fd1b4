"""The scientist's link: one revision, one decision, seen by nobody else; and the page on which a reviewer decides."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.core.logs import without_secrets
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.newsroom import actions, queries
from scicomm.newsroom.actions import AlreadyDone, StepWanted
from scicomm.newsroom.models import Mark, ReviewOpening, ReviewPlan, RoundStep, SignLink, SignOff, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, revise
from tests.newsroom.planned_reviews import names_of, officer, open_kinds, sent, set_plan


@pytest.fixture
def asked(academy: Any) -> tuple[StoryPage, SignLink, str]:
    """A story waiting for its scientist, the link, and its path as it stands in the letter."""
    academy.user(Role.FINAL_REVIEWER, academy.top)
    set_plan(academy, academy.north_lake, StepWanted("scientist"), StepWanted("final"))
    story = sent(academy)
    link = actions.ask_scientist(
        story, acting_user=officer(academy), called="林远", email="lin@lab.example", language="zh-hans"
    )
    mail.outbox.clear()
    Worker().drain()
    letter = next(letter for letter in mail.outbox if letter.to == ["lin@lab.example"])
    path = re.search(r"https?://[^/\s]+(/sign/\S+)", letter.body)
    assert path and "草原" not in f"{letter.subject}{letter.body}"
    return story, link, path[1]


def posted(story: StoryPage, **values: Any) -> dict[str, Any]:
    return {"revision": dossier(story).reviewed_revision_id, "note": "", **values}


def test_looking_decides_nothing_and_the_page_leaves_no_trace(asked: Any, caplog: Any) -> None:
    story, link, path = asked
    before = FactRecord.objects.count()
    client = Client()
    for _time in range(2):
        response = client.get(path)
        assert response.status_code == 200 and "草原上的斑纹" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store" and "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer" and "林远" in response.content.decode()
    assert client.head(path).status_code == 200
    assert ReviewOpening.objects.filter(link=link).count() == 2, "each opening is noted; a scanner's HEAD is none"
    assert FactRecord.objects.count() == before and open_kinds(story) == ["scientist"]
    link.refresh_from_db()
    assert link.sent_at and len(link.digest) == 64
    token = path.split("/")[2]
    assert token not in str(SignLink.objects.values().get(pk=link.pk))
    assert token not in str(list(FactRecord.objects.values()))
    with caplog.at_level(logging.DEBUG):
        Client().get(path.replace("scl_", "scl_9"))
    assert all(token.split("-", 1)[1] not in without_secrets(row.getMessage()) for row in caplog.records)


def test_approving_with_remarks_once(academy: Any, asked: Any) -> None:
    story, link, path = asked
    client = Client(enforce_csrf_checks=True)
    key = queries.passages_of(story.get_latest_revision_as_object())[2].key
    # A phone that sends no origin because of no-referrer must get through.
    bad = client.post(
        path, posted(story, approve="1", **{f"quote-{key}": "不在文中", f"comment-{key}": "改"}), HTTP_ORIGIN="null"
    )
    assert bad.status_code == 400 and "不在文中" in bad.content.decode(), "what was typed is kept"
    done = client.post(path, posted(story, approve="1", note="很好", **{f"comment-{key}": "数字已核"}))
    assert done.status_code == 200 and "草原" not in done.content.decode()
    signed = SignOff.objects.get(dossier__story=story)
    assert signed.link == link and signed.reviewer is None and signed.signer == "林远"
    assert Mark.objects.get(sign_off=signed).comment == "数字已核"
    assert dossier(story).state == "final_review" and names_of(story)[-1] == "reviewed"
    for again in (client.get(path), client.post(path, posted(story, changes="1", note="反悔"))):
        assert again.status_code == 410 and "草原" not in again.content.decode()
    assert SignOff.objects.filter(dossier__story=story).count() == 1
    actions.approve_story(story, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    assert StoryPage.objects.get(pk=story.pk).live


def test_asking_for_changes_returns_the_story_with_marks(academy: Any, asked: Any) -> None:
    story, _link, path = asked
    client = Client()
    empty = client.post(path, posted(story, changes="1"))
    assert empty.status_code == 409 and open_kinds(story) == ["scientist"]
    assert client.post(path, posted(story, changes="1", **{"comment-title": "不是“首次”"})).status_code == 200
    assert dossier(story).state == "returned" and names_of(story)[-1] == "returned"
    mail.outbox.clear()
    Worker().drain()
    assert [letter.to for letter in mail.outbox] == [[officer(academy).email]], "the writer is told"


def test_forged_ended_and_overtaken_links_open_nothing(academy: Any, asked: Any, client: Client) -> None:
    story, link, path = asked
    forged = [path[:-3] + "AA/", "/sign/x/", f"/sign/scl_{link.pk}-{'A' * 43}/", f"/en/sign/scl_999-{'A' * 43}/"]
    for address in forged:
        response = client.get(address)
        assert response.status_code == 404 and "草原" not in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    SignLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(path).status_code == 410
    SignLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at)
    revise(story, officer(academy), title="改过的标题")
    gone = client.get(path)
    assert gone.status_code == 410 and "改过" not in gone.content.decode()
    assert client.post(path, {"revision": 1, "approve": "1", "note": ""}).status_code == 410
    with pytest.raises(AlreadyDone):
        actions.decide_by_link(link, approve=True)
    assert not ReviewOpening.objects.exists() and not SignOff.objects.filter(dossier__story=story).exists()
    for _time in range(60):
        response = client.get("/sign/x/")
    assert response.status_code == 429


def test_editors_take_a_link_back_and_nobody_else(academy: Any, asked: Any, client_for: Any) -> None:
    story, link, path = asked
    stranger = client_for(officer(academy, academy.south_sea))
    assert stranger.post(reverse("newsroom_revoke", args=[link.pk])).status_code == 404
    above = academy.user(Role.COORDINATOR, academy.north)
    with pytest.raises(PermissionDenied):
        actions.revoke_link(link, acting_user=above)
    mine = client_for(officer(academy))
    assert mine.get(reverse("newsroom_story", args=[story.pk])).status_code == 200
    assert mine.post(reverse("newsroom_revoke", args=[link.pk])).status_code == 302
    assert Client().get(path).status_code == 410
    # Asked anew, the same address gets another link; the old one stays dead.
    bad = mine.post(reverse("newsroom_ask", args=[story.pk]), {"language": "zh-hans", "days": 7})
    assert bad.status_code == 400
    data = {"called": "Lin Yuan", "email": "lin@lab.example", "language": "en", "days": 3}
    assert mine.post(reverse("newsroom_ask", args=[story.pk]), data).status_code == 302
    new = SignLink.objects.latest("pk")
    page = Client().get(f"/en/sign/{actions.token_of_link(new)}/")
    assert page.status_code == 200 and "please look this text over" in page.content.decode()
    assert Client().get(path).status_code == 410
    assert FactRecord.objects.filter(name="newsroom.scientist_link_revoked").count() == 1


def test_nothing_leaves_the_house_before_the_secrecy_review(academy: Any) -> None:
    keeper = academy.user(Role.SECRECY_REVIEWER, academy.north)
    set_plan(academy, academy.north_lake, StepWanted("secrecy"), StepWanted("scientist"))
    story = sent(academy)
    values = {"acting_user": officer(academy), "called": "林远", "email": "lin@lab.example"}
    with pytest.raises(ValidationError):
        actions.ask_scientist(story, **values)
    assert not queries.scientists_to_ask(officer(academy)).exists()
    actions.approve_story(story, acting_user=keeper)
    assert queries.scientists_to_ask(officer(academy)).exists()
    actions.ask_scientist(story, **values)
    assert not queries.scientists_to_ask(officer(academy)).exists()
    ReviewPlan.objects.all().delete()
    # Where a plan has no such step, an editor may ask all the same, and nothing waits for it.
    free = sent(academy, title="另一篇")
    actions.ask_scientist(free, **values)
    extra = RoundStep.objects.get(round__dossier__story=free, kind="scientist")
    assert not extra.required and open_kinds(free) == ["first", "scientist"]


def test_a_reviewer_decides_on_one_page_after_signing_in(academy: Any, client_for: Any) -> None:
    first = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    story = sent(academy)
    url = reverse("newsroom:review", args=[story.pk])
    login = Client().get(url)
    assert login.status_code == 302 and f"next={url}" in login["Location"].replace("%2F", "/")
    assert client_for(academy.user(Role.FIRST_REVIEWER, academy.south_sea)).get(url).status_code == 404
    client = client_for(first)
    page = client.get(url)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert ReviewOpening.objects.filter(user=first).count() == 1
    stale = client.post(url, {**posted(story, approve="1"), "step": "first", "revision": 1})
    assert stale.status_code == 409 and not SignOff.objects.filter(dossier__story=story).exists()
    empty = client.post(url, {**posted(story, step="first"), "return": "1"})
    assert empty.status_code == 409
    done = client.post(url, {**posted(story, step="first", approve="1")})
    assert done.status_code == 302 and dossier(story).state == "second_review"
    assert client.get(url).status_code == 200, "who signed may look at what became of it"
    again = client.post(url, {**posted(story, step="first", approve="1", note="又一次")})
    assert again.status_code == 409


def test_a_named_reviewer_without_a_duty_in_the_unit_opens_the_page_only(academy: Any, client_for: Any) -> None:
    named = academy.user(Role.CONTRIBUTOR, academy.north)
    set_plan(academy, academy.north_lake, StepWanted("second", who="any_of", people=[named.person]))
    story = sent(academy)
    client = client_for(named)
    assert client.get(reverse("newsroom:review", args=[story.pk])).status_code == 200
    assert client.get(reverse("newsroom_story", args=[story.pk])).status_code == 404
    data = posted(story, step="second", **{"comment-title": "太长"})
    assert client.post(reverse("newsroom:review", args=[story.pk]), {**data, "return": "1"}).status_code == 302
    writer = client_for(officer(academy))
    desk = writer.get(reverse("newsroom_story", args=[story.pk]))
    assert "太长" in desk.content.decode()
    mark = Mark.objects.get()
    assert writer.post(reverse("newsroom_mark", args=[mark.pk])).status_code == 302
    record = writer.get(reverse("newsroom_record", args=[story.pk])).content.decode()
    assert "太长" in record and named.get_full_name() in record


def test_administrators_set_a_plan_on_its_screen(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    admin = client_for(academy.user(Role.ADMINISTRATOR, academy.north))
    url = reverse("newsroom_plan", args=["north-lake"])
    assert client_for(officer(academy)).get(url).status_code == 404
    assert admin.get(reverse("newsroom_plan", args=["south-sea"])).status_code == 404
    assert admin.get(reverse("newsroom_plans")).status_code == 200
    assert admin.get(url).status_code == 200 and admin.get(f"{url}?kind=nonsense").status_code == 404
    nobody = admin.post(f"{url}?kind=brief", {"secrecy-used": "on", "secrecy-place": "1", "secrecy-who": "role"})
    assert nobody.status_code == 409 and not ReviewPlan.objects.exists()
    data = {"first-used": "on", "first-place": "1", "first-who": "role", "first-due_days": "0", "own_signature": "on"}
    assert admin.post(f"{url}?kind=brief", data).status_code == 302
    plan = ReviewPlan.objects.get()
    assert (plan.profile, plan.own_signature, plan.steps.get().due_days) == ("brief", True, 0)
    assert admin.post(f"{reverse('newsroom_plan_remove', args=['north-lake'])}?kind=brief").status_code == 302
    assert not ReviewPlan.objects.exists()


def test_screens_of_absence_secrecy_and_the_rapid_lane(academy: Any, client_for: Any) -> None:
    first = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    keeper = academy.user(Role.SECRECY_REVIEWER, academy.north)
    final = academy.user(Role.FINAL_REVIEWER, academy.top)
    client = client_for(first)
    today = timezone.localdate()
    data = {"starts_on": today, "ends_on": today - dt.timedelta(days=1), "substitute": keeper.person.pk}
    assert client.post(reverse("newsroom_absences"), data).status_code == 400
    assert client.post(reverse("newsroom_absences"), {**data, "ends_on": today}).status_code == 302
    absence = first.person.absences.get()
    assert client_for(final).post(reverse("newsroom_absence_end", args=[absence.pk])).status_code == 404
    assert client.post(reverse("newsroom_absence_end", args=[absence.pk])).status_code == 302

    set_plan(
        academy, academy.north_lake, StepWanted("secrecy"), StepWanted("first", may_follow=True), StepWanted("final")
    )
    story = sent(academy)
    actions.approve_story(story, acting_user=keeper, note="无涉密内容")
    assert "无涉密内容" in client_for(keeper).get(reverse("newsroom_secrecy")).content.decode()
    assert client.get(reverse("newsroom_secrecy")).status_code == 404
    top = client_for(final)
    assert "rapid" in top.get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert top.post(reverse("newsroom_rapid", args=[story.pk]), {"reason": ""}).status_code == 400
    assert top.post(reverse("newsroom_rapid", args=[story.pk]), {"reason": "今晚发布"}).status_code == 302
    page = reverse("newsroom:review", args=[story.pk])
    assert client.get(page).status_code == 200
    data = {"step": "first", "revision": dossier(story).reviewed_revision_id, "note": "样本数有误", "return": "1"}
    assert client.post(page, data).status_code == 302
    step = RoundStep.objects.get(state="objected")
    desk = client_for(officer(academy))
    assert "样本数有误" in desk.get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert "样本数有误" not in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert desk.post(reverse("newsroom_settle", args=[step.pk]), {"reason": "已更正"}).status_code == 302

"""Forms of answer, review by the unit's plan, corrections, updates, withdrawal: what is public when, and who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.newsroom.models import PlanStep, ReviewPlan
from scicomm.organisation.permissions import Role
from scicomm.portal.queries import generation
from scicomm.responses import actions
from scicomm.responses.models import Answer, AnswerRevision, AnswerSignOff, Case
from scicomm.responses.queries.signing import waits_for_signature
from scicomm.search.models import IndexEntry
from tests.factories.answers import FACTCHECK, ask, claim_case, make_factcheck, publish
from tests.factories.responses import ANSWER, make_answer, make_case, reread

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept pages are looked at anew with each request, not every 0.4 seconds."""
    monkeypatch.setattr(generation, "ASK_EVERY", 0)


NEEDS: dict[str, tuple[dict[str, Any], int]] = {
    "factcheck": ({"claim_zh": "", "verdict": "explained", "sources": []}, 3),
    "factsheet": ({"sure_zh": "", "sources": [], "as_of": None}, 3),
    "qa": ({"pairs": [{"question_zh": "还有呢？"}]}, 1),
    "rapid": ({"summary_zh": ""}, 1),
}


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"responses.{name}").order_by("pk"))


@pytest.mark.parametrize("form", sorted(NEEDS))
def test_each_form_names_all_that_it_lacks(academy: Any, form: str) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    lacking, count = NEEDS[form]
    actions.draft_answer(case, acting_user=officer, **{**ANSWER, "form": form, **lacking})
    with pytest.raises(ValidationError) as refused:
        actions.submit_answer(case, acting_user=officer)
    assert len(refused.value.messages) == count
    whole = {
        "factcheck": FACTCHECK,
        "factsheet": {"sure_zh": "相当有把握。", "sources": ANSWER["sources"], "as_of": dt.date(2026, 5, 3)},
        "qa": {"pairs": [{"question_zh": "还有呢？", "answer_zh": "<p>没有了。</p><script>x</script>"}]},
        "rapid": {"summary_zh": "先说一句。", "body_zh": "", "not_known_zh": ""},
    }[form]  # fmt: skip
    actions.draft_answer(case, acting_user=officer, **{**whole, "form": form})
    actions.submit_answer(case, acting_user=officer)
    answer = actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    page = Client().get(answer.get_absolute_url())
    assert page.status_code == 200 and answer.get_form_display() and "<script>x" not in page.content.decode()


def test_unknown_forms_verdicts_and_subjects_are_refused_in_words(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    for wrong in ({"form": "poem"}, {"knowledge": "x"}, {"verdict": "x"}, {"subject": "zzz"}):
        with pytest.raises(ValidationError):
            actions.draft_answer(case, acting_user=officer, **wrong)


def test_who_a_plan_names_reads_the_case_signs_it_and_reads_on(academy: Any, client_for: Any) -> None:
    """Named people need no role, and may come from another unit; nobody else of theirs sees more than before."""
    named, other = (academy.user(role, academy.south_sea) for role in (Role.FIRST_REVIEWER, Role.FINAL_REVIEWER))
    plan = ReviewPlan.objects.create(unit=academy.north, profile="questions")
    step = PlanStep.objects.create(plan=plan, kind="final", position=0, who="any_of")
    step.people.add(named.person)
    case = make_case(academy, academy.north_lake, state="drafting")
    elsewhere = make_case(academy, academy.south_star, state="review")
    page = f"/admin/questions/{case.pk}/"
    client = client_for(named)
    assert client.get(page).status_code == 404, "there is nothing to sign yet"
    actions.submit_answer(case, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    assert client.get(page).status_code == 200
    assert client_for(other).get(page).status_code == 404
    assert client.get(f"/admin/questions/{elsewhere.pk}/").status_code == 404
    assert Case.objects.filter(waits_for_signature(named)).get() == case
    reviewer = academy.user(Role.FINAL_REVIEWER, academy.top)
    with pytest.raises(PermissionDenied):
        actions.publish_answer(case, acting_user=reviewer)
    # The plan of a nearer unit holds, and names somebody else.
    nearer = ReviewPlan.objects.create(unit=academy.north_lake, profile="questions")
    PlanStep.objects.create(plan=nearer, kind="final", position=0)
    assert client.get(page).status_code == 404
    nearer.delete()
    assert actions.publish_answer(case, acting_user=named).published_at
    assert client.get(page).status_code == 200, "what one signed one may read on"
    step.people.clear()
    assert client.get(page).status_code == 404, "who is named no more is a stranger again"


def test_a_plan_for_answers_asks_each_of_its_signers_once_and_for_one_text(academy: Any) -> None:
    plan = ReviewPlan.objects.create(unit=academy.north, profile="questions")
    PlanStep.objects.create(plan=plan, kind="first", position=0)
    PlanStep.objects.create(plan=plan, kind="final", position=1)
    case = make_case(academy, academy.north_lake, state="review")
    first, final = academy.user(Role.FIRST_REVIEWER, academy.north_lake), academy.user(Role.FINAL_REVIEWER, academy.top)
    with pytest.raises(PermissionDenied):
        actions.publish_answer(case, acting_user=final)  # not their turn
    assert actions.publish_answer(case, acting_user=first).published_at is None
    assert facts("answer_signed") and not facts("answer_published")
    with pytest.raises(actions.AlreadyDecided):
        actions.publish_answer(case, acting_user=first)
    # A later edit voids the signature: it spoke of another text.
    actions.return_answer(case, note="再改", acting_user=final)
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    actions.draft_answer(case, acting_user=officer, summary_zh="改了。")
    actions.submit_answer(case, acting_user=officer)
    with pytest.raises(PermissionDenied):
        actions.publish_answer(case, acting_user=final)
    actions.publish_answer(case, acting_user=first)
    assert actions.publish_answer(case, acting_user=final).published_at
    assert len(facts("answer_published")) == 1


def test_the_rapid_lane_publishes_a_factcheck_and_the_rest_is_reviewed_afterwards(academy: Any) -> None:
    plan = ReviewPlan.objects.create(unit=academy.top, profile="questions")
    PlanStep.objects.create(plan=plan, kind="first", position=0, may_follow=True)
    PlanStep.objects.create(plan=plan, kind="final", position=1, parallel=True)
    first, final = academy.user(Role.FIRST_REVIEWER, academy.north_lake), academy.user(Role.FINAL_REVIEWER, academy.top)
    slow = make_case(academy, academy.north_lake, state="review")
    with pytest.raises(ValidationError):
        actions.publish_answer(slow, acting_user=final, rapid_reason="急")
    case = claim_case(academy, academy.north_lake)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    actions.draft_answer(case, acting_user=officer, **FACTCHECK)
    actions.submit_answer(case, acting_user=officer)
    answer = actions.publish_answer(case, acting_user=final, rapid_reason="谣言正在传播")
    assert answer.published_at and answer.is_rapid and AnswerSignOff.objects.get(is_rapid=True).step == "final"
    with pytest.raises(PermissionDenied):
        actions.review_afterwards(case, approve=True, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.review_afterwards(case, approve=False, acting_user=first)
    objected = actions.review_afterwards(case, approve=False, note="第三段无来源", acting_user=first)
    assert objected.flagged_at and objected.flag_note == "第三段无来源" and facts("answer_flagged")


def test_a_correction_is_reviewed_while_readers_go_on_reading_and_the_old_text_stays(academy: Any) -> None:
    answer = make_answer(academy, academy.north_lake, asker_email="li@demo.example")
    case, url = reread(answer.case), answer.get_absolute_url()
    officer, reviewer = academy.user(Role.RESPONSE_OFFICER, case.unit), academy.user(Role.FINAL_REVIEWER, academy.top)
    Worker().drain()
    actions.begin_rework(case, kind="correction", acting_user=officer)
    assert actions.begin_rework(case, kind="update", acting_user=officer).kind == "correction", "one at a time"
    actions.draft_rework(case, acting_user=officer, body_zh="23 块样地里有 6 块。")
    with pytest.raises(ValidationError):
        actions.submit_rework(case, acting_user=officer)
    seen = AnswerRevision.objects.get(number=2).changed_at.isoformat()
    actions.draft_rework(case, acting_user=officer, why_zh="数错了一块。", why_en="One plot was miscounted.")
    with pytest.raises(actions.AlreadyDecided):
        actions.draft_rework(case, acting_user=reviewer_of(academy, case), seen=seen, summary_zh="别的")
    actions.submit_rework(case, acting_user=officer)
    reader = Client()
    assert "6 块" not in reader.get(url).content.decode()
    with pytest.raises(actions.TwoPeople):
        actions.publish_answer(case, acting_user=officer)
    actions.return_answer(case, note="写明是哪一块", acting_user=reviewer)
    actions.submit_rework(case, acting_user=officer)
    corrected = actions.publish_answer(case, acting_user=reviewer)
    assert corrected.corrected_at and corrected.slug == answer.slug and reread(case).state == "published"
    page, old = reader.get(url).content.decode(), reader.get(f"{url}texts/1/")
    assert "6 块" in corrected.body_zh
    assert "6 块" in page
    assert "数错了一块。" in page and "写明是哪一块" not in page and f"{url}texts/1/" in page
    assert "5 块" in old.content.decode() and 'content="noindex' in old.content.decode()
    assert reader.get(f"{url}texts/2/").status_code == reader.get(f"{url}texts/9/").status_code == 404
    assert "One plot was miscounted." in reader.get(f"/en{url}").content.decode()
    (fact,) = facts("answer_corrected")
    assert fact.payload["why"] == "数错了一块。" and fact.payload["number"] == 2
    assert AnswerRevision.objects.get(number=2).changed == ["body_zh"]
    mail.outbox.clear()
    Worker().drain()
    (told,) = [one for one in mail.outbox if one.to == ["li@demo.example"]]
    assert "数错了一块。" in told.body
    assert "6 块" in IndexEntry.objects.get(key=f"responses.answer:{answer.pk}").payload["body"]


def get_entry(answer: Answer) -> bool:
    """Whether search would find it."""
    entry = IndexEntry.objects.filter(key=f"responses.answer:{answer.pk}").first()
    return entry is not None and bool(entry.payload)


def reviewer_of(academy: Any, case: Case) -> Any:
    """Another writer of the same unit."""
    return academy.user(Role.COMMUNICATION_OFFICER, case.unit)


def test_a_rapid_reaction_becomes_a_factsheet_at_the_same_address(academy: Any) -> None:
    case = claim_case(academy, academy.north_lake)
    actions.speak_by_link(ask(academy, case), text="先别慌。")
    late = ask(academy, case)
    rapid = publish(
        academy, case, form="rapid", question_zh="湖水发红要紧吗？", summary_zh="专家说先别慌。", knowledge="unknown"
    )
    assert Answer.objects.public().get() == rapid, "nobody waited for the second expert"
    actions.speak_by_link(late, text="是藻类。")
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    actions.begin_rework(case, kind="update", acting_user=officer)
    actions.draft_rework(
        case, acting_user=officer, why_zh="化验结果出来了。", form="factsheet", knowledge="known", body_zh="是红球藻。",
        not_known_zh="何时消退。", sure_zh="很有把握。", numbers_zh=[{"value": "300 万个/升", "label": "藻细胞"}],
        sources=ANSWER["sources"], as_of=dt.date(2026, 5, 3),
    )  # fmt: skip
    assert "是藻类。" not in Client().get(rapid.get_absolute_url()).content.decode()
    actions.submit_rework(case, acting_user=officer)
    sheet = actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    page = Client().get(sheet.get_absolute_url()).content.decode()
    for words in ("300 万个/升", "很有把握。", "2026年5月3日", "是藻类。", "先别慌。", "化验结果出来了。"):
        assert words in page, words
    assert (
        sheet.slug == rapid.slug
        and not sheet.corrected_at
        and facts("answer_updated")[0].payload["form"] == "factsheet"
    )


def test_a_withdrawn_answer_leaves_lists_search_and_feeds_and_its_address_says_why(academy: Any) -> None:
    answer = make_factcheck(academy, academy.north_lake)
    Worker().drain()
    case, url, reader = reread(answer.case), answer.get_absolute_url(), Client()
    with pytest.raises(PermissionDenied):
        actions.withdraw_answer(case, reason="x", acting_user=academy.user(Role.COMMUNICATION_OFFICER, case.unit))
    actions.begin_rework(case, kind="correction", acting_user=academy.user(Role.RESPONSE_OFFICER, case.unit))
    actions.withdraw_answer(case, reason="所据论文已撤稿。", acting_user=academy.user(Role.RESPONSE_OFFICER, case.unit))
    Worker().drain()
    gone = reader.get(url)
    assert gone.status_code == 410 and "所据论文已撤稿。" in gone.content.decode()
    assert answer.body_zh not in gone.content.decode() and "noindex" in gone.content.decode()
    for path in ("/answers/", "/answers/atom.xml", "/answers/feed.json", "/sitemap.xml"):
        assert answer.slug not in reader.get(path).content.decode(), path
    assert not get_entry(answer)
    with pytest.raises(actions.AlreadyDecided):
        actions.begin_rework(case, kind="update", acting_user=academy.superuser)
    assert AnswerRevision.objects.get(number=2).state == "dropped" and facts("answer_withdrawn")


def test_the_desk_corrects_reviews_and_withdraws_and_other_units_meet_nothing(academy: Any) -> None:
    answer = make_factcheck(academy, academy.north_lake)
    pk = answer.case_id
    officer, reviewer, stranger = Client(), Client(), Client()
    officer.force_login(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    reviewer.force_login(academy.user(Role.FINAL_REVIEWER, academy.top))
    stranger.force_login(academy.user(Role.RESPONSE_OFFICER, academy.south_star))
    base = f"/admin/questions/{pk}/"
    for path in (f"{base}rework/", f"{base}withdraw/"):
        assert stranger.get(path).status_code == 404
    assert officer.post(f"{base}rework/begin/", {"kind": "correction"})["Location"].endswith("rework/")
    page = officer.get(f"{base}rework/").content.decode()
    assert "answer-claim_zh" in page and "answer-sure_zh" not in page
    typed = {
        "answer-form": "factcheck", "answer-verdict": "inaccurate", "answer-question_zh": answer.question_zh,
        "answer-claim_zh": answer.claim_zh, "answer-body_zh": "更正后的正文。", "answer-not_known_zh": "无。",
        "answer-sources": "论文 https://doi.org/10.5555/1", "answer-appearances": "甲报 https://news.example/2",
        "answer-question_en": "", "answer-summary_en": "", "answer-body_en": "", "answer-not_known_en": "",
        "answer-summary_zh": "一句。", "answer-knowledge": "contested", "answer-as_of": "2026-05-04",
    }  # fmt: skip
    refused = officer.post(f"{base}rework/", {**typed, "submit": "1"})
    assert refused.status_code == 409 and "更正后的正文。" in refused.content.decode()
    sent = officer.post(f"{base}rework/", {**typed, "answer-why_zh": "评级改为不准确。", "submit": "1"})
    assert sent.status_code == 302
    shown = reviewer.get(f"{base}rework/").content.decode()
    assert "更正后的正文。" in shown and "评级改为不准确。" in shown and "review-seen" in shown
    assert reviewer.post(f"{base}rework/review/", {"publish": "1"}).status_code == 302
    answer.refresh_from_db()
    assert (answer.verdict, answer.knowledge, answer.claim_en) == ("inaccurate", "contested", FACTCHECK["claim_en"])
    assert answer.appearances == [{"label": "甲报", "url": "https://news.example/2"}] and answer.as_of
    case_page = officer.get(base)
    assert case_page.status_code == 200 and "评级改为不准确。" in case_page.content.decode()
    assert officer.post(f"{base}withdraw/", {"reason": ""}).status_code == 400
    assert officer.post(f"{base}withdraw/", {"reason": "不再成立。"}).status_code == 302
    assert Client().get(answer.get_absolute_url()).status_code == 410

"""After publishing: search finds the answer, and whoever asked gets exactly one mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from scicomm.core.models import Delivery
from scicomm.core.worker import Worker
from scicomm.facts.responses import AnswerPublished
from scicomm.responses.handlers import on_answer_published, tell_asker
from scicomm.responses.models import Answer, Asker
from scicomm.search.models import IndexEntry
from tests.factories.responses import make_answer, make_case

pytestmark = pytest.mark.django_db


def test_search_finds_a_published_answer_and_no_other(academy: Any) -> None:
    make_case(academy, academy.north_lake, state="review")
    answer = make_answer(
        academy, academy.north_lake, text="另一个问题？", asker_name="李明", asker_email="li@demo.example"
    )
    Worker().drain()
    (entry,) = IndexEntry.objects.filter(index="public", key__startswith="responses.answer:")
    payload = entry.payload
    assert payload["kind"] == "answer"
    assert payload["title"] == answer.question_zh
    assert payload["title_other"] == answer.question_en
    assert payload["url"] == f"/answers/{answer.slug}/"
    assert payload["units"] == ["academy", "north", "north-lake"]
    assert payload["extra"] == {"verdict": "inaccurate", "form": "qa", "knowledge": "known"}
    assert "李明" not in str(payload)
    assert "li@demo" not in str(payload)
    assert not Delivery.objects.failed().exists()


@pytest.mark.parametrize(
    ("language", "subject", "address"),
    [("zh-hans", "", "/answers/"), ("en", "Your question is answered", "/en/answers/")],
)
def test_whoever_asked_is_told_once_in_their_language(academy: Any, language: str, subject: str, address: str) -> None:
    answer = make_answer(
        academy, academy.north_lake, asker_name="<b>Li</b> & Co", asker_email="li@demo.example", language=language
    )
    Worker().drain()
    (message,) = mail.outbox
    assert message.to == ["li@demo.example"]
    if subject:
        assert message.subject == subject
    assert f"{address}{answer.slug}/" in message.body
    assert "<b>Li</b> & Co" in message.body  # plain text: nothing is escaped, nothing is markup
    assert message.extra_headers["Message-ID"].startswith(f"<answer-{answer.pk}-")
    assert Asker.objects.get().told_at is not None


def test_a_repeated_delivery_sends_nothing_more_and_names_the_same_mail(academy: Any) -> None:
    answer = make_answer(academy, academy.north_lake, asker_email="li@demo.example")
    fact = AnswerPublished(
        unit_id=answer.case.unit_id, subject=f"responses.answer:{answer.pk}", url="/", working_days=0, in_time=True
    )
    tell_asker(fact, delivery_id=1)
    tell_asker(fact, delivery_id=1)
    assert len(mail.outbox) == 1
    Asker.objects.update(told_at=None)  # killed after sending, before the row was written
    tell_asker(fact, delivery_id=1)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_a_handler_of_an_answer_that_is_not_public_does_nothing(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="review", asker_email="li@demo.example")
    answer = Answer.objects.get(case=case)
    fact = AnswerPublished(
        unit_id=case.unit_id, subject=f"responses.answer:{answer.pk}", url="/", working_days=0, in_time=True
    )
    on_answer_published(fact, delivery_id=1)
    tell_asker(fact, delivery_id=1)
    assert not mail.outbox
    assert not IndexEntry.objects.filter(key__startswith="responses.").exists()

"""A case about a hot topic answers the claim that is told in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from scicomm.listening.models import HotTopic, Mention
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Case
from tests.factories.answers import make_claim, make_copy

pytestmark = pytest.mark.django_db


def test_the_claim_most_told_in_a_topic_is_offered_and_only_its_own_can_be_chosen(
    academy: Any, client_for: Any
) -> None:
    now = timezone.now()
    topic = HotTopic.objects.create(key=7, title="碘盐抢购", first_at=now, last_at=now, count=3, independent=3)
    once, often, other = (
        make_claim(academy, text=text) for text in ("盐要涨价百分之三十", "吃碘盐能防核辐射", "喝醋能软化血管")
    )
    make_copy(academy, often, title="又说碘盐能防辐射", link="https://salt.example/1")
    Mention.objects.filter(claims__in=[once, often]).update(topic=topic)
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    client, where = client_for(officer), reverse("responses_open_topic", args=[topic.pk])
    page = client.get(where).content.decode()
    assert page.index(often.text) < page.index(once.text) and other.text not in page
    values = {"unit": academy.top.slug, "claim": str(often.pk)}
    first, again = client.post(where, values), client.post(where, {**values, "claim": ""})
    case = Case.objects.get()
    assert case.claim == often and case.topic == topic and first["Location"] == again["Location"]
    with pytest.raises(ValidationError):
        actions.open_case_from_topic(topic, unit=academy.top, claim=other, acting_user=officer)

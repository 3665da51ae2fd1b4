"""Claims: sayings are grouped, their denials and neighbours are not; an answered claim that comes back is told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.listening import actions, queries, tasks
from scicomm.listening.models import Claim, Mention
from scicomm.listening.rules.claims import ClaimIndex, statement_of, statements_in
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_mention

SET = Path(__file__).parent / "data" / "claims.txt"


def _sayings() -> list[tuple[str, str]]:
    """Sayings with the claim they tell; what only looks like it is a claim of its own."""
    found, label = [], ""
    for number, line in enumerate(SET.read_text("utf-8").splitlines()):
        if line.startswith("#"):
            label = line[1:].strip()
        elif line.startswith("!"):
            found.append((line[1:].strip(), f"{label} trap {number}"))
        elif line.strip():
            found.append((line.strip(), label))
    return found


def test_sayings_are_grouped_and_traps_are_not() -> None:
    sayings = _sayings()
    index: ClaimIndex[int] = ClaimIndex()
    group: list[int] = []
    for number, (text, _label) in enumerate(sayings):
        statement = statement_of(text)
        assert statement is not None, text
        like = index.like(statement)
        group.append(group[like[0][0]] if like else number)
        index.put(number, statement)
    pairs = [(a, b) for a in range(len(sayings)) for b in range(a + 1, len(sayings))]
    joined = {pair for pair in pairs if group[pair[0]] == group[pair[1]]}
    wanted = {pair for pair in pairs if sayings[pair[0]][1] == sayings[pair[1]][1]}
    wrong = [(sayings[a][0], sayings[b][0]) for a, b in sorted(joined - wanted)]
    precision, recall = len(joined & wanted) / len(joined), len(joined & wanted) / len(wanted)
    assert precision >= 0.97, wrong
    assert recall >= 0.8, [(sayings[a][0], sayings[b][0]) for a, b in sorted(wanted - joined)]


def test_what_claims_nothing_is_no_claim() -> None:
    assert statements_in("研究所举办开放日", "欢迎预约参观。地铁二号线可到。") == []
    told = statements_in("转发：熏醋能预防感冒病毒！", "早饭后散步。真的吗？")
    assert [one.text for one in told] == ["熏醋能预防感冒病毒"]
    assert statement_of("短") is None


def _read() -> None:
    Mention.objects.filter(read_at__isnull=True).update(read_at=timezone.now())


@pytest.mark.django_db
def test_the_second_telling_makes_a_claim_and_a_followed_one_is_told_when_it_comes_back(academy: Any) -> None:
    tasks.claims.forget()
    first = make_mention(academy, title="熏醋能预防感冒病毒", link="https://one.example/1")
    copy = make_mention(academy, title="熏醋能预防感冒病毒", link="https://two.example/1")
    Mention.objects.filter(pk=copy.pk).update(original=first)
    _read()
    assert tasks.look_for_claims() == 2
    assert not Claim.objects.exists()  # a copy of a report is no second telling
    tasks.claims.forget()  # as after a restart
    again = make_mention(academy, title="在家熏醋可以预防感冒病毒", link="https://three.example/1")
    make_mention(academy, title="专家：熏醋不能预防感冒病毒", link="https://four.example/1")
    _read()
    assert tasks.look_for_claims() == 2
    assert tasks.look_for_claims() == 0
    claim = Claim.objects.get()
    assert {one.mention_id for one in claim.claim_copies.all()} == {first.pk, again.pk}
    assert [one.claim for one in queries.claims_like("熏醋可以预防感冒病毒吗")] == [claim]
    assert not FactRecord.objects.filter(name="listening.claim_repeated").exists()
    actions.follow_claim(claim)
    make_mention(academy, title="又见熏醋能预防感冒病毒", link="https://five.example/1")
    _read()
    tasks.look_for_claims()
    (told,) = FactRecord.objects.filter(name="listening.claim_repeated")
    assert told.payload["claim"] == claim.text


@pytest.mark.django_db
def test_claims_are_shaped_by_listeners(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    client = client_for(officer)
    assert client.post(reverse("listening_claims"), {"text": "短"}).status_code == 400
    made = client.post(reverse("listening_claims"), {"text": "吃大蒜可以治愈流感"})
    assert client.post(reverse("listening_claims"), {"text": "吃大蒜可以治愈流感"})["Location"] == made["Location"]
    claim = Claim.objects.get()
    other = actions.add_claim("大蒜能治愈流感", acting_user=officer)
    page = client.get(made["Location"]).content.decode()
    assert other.text in page
    assert client.post(reverse("listening_shape_claim", args=[claim.pk]), {"join": other.pk}).status_code == 302
    assert client.get(other.get_absolute_url())["Location"] == claim.get_absolute_url()
    with pytest.raises(ValidationError):
        actions.join_claims(other, claim, acting_user=officer)
    client.post(reverse("listening_shape_claim", args=[claim.pk]), {"ignore": "1"})
    assert claim.text not in client.get(reverse("listening_claims")).content.decode()
    assert claim.text in client.get(reverse("listening_claims"), {"show": "ignored"}).content.decode()
    with pytest.raises(PermissionDenied):
        actions.follow_claim(claim, acting_user=academy.user(Role.OBSERVER, academy.top))

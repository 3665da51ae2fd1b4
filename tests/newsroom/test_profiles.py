"""A kind of piece asks for blocks, lengths and needs; units tighten it; a story says in words what it lacks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions, queries
from scicomm.newsroom.blocks import StoryBody
from scicomm.newsroom.enums import Need, Profile
from scicomm.newsroom.models import Dossier, UnitProfileRule
from scicomm.newsroom.rules.profiles import (
    ALL,
    DEFAULTS,
    NEEDS,
    Piece,
    Span,
    Tightening,
    length_of,
    profile_gaps,
    tightened,
)
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_article, make_story, make_topic, revise
from tests.factories.stories import every_block, make_image


def test_every_kind_has_a_rule_that_can_be_kept() -> None:
    assert set(DEFAULTS) == set(Profile.values)
    assert set(NEEDS) == set(Need.values)
    assert set(StoryBody().child_blocks) == ALL
    for rule in DEFAULTS.values():
        assert rule.needs <= set(NEEDS) and rule.checks
        assert all(set(group) <= rule.blocks <= ALL for group in rule.must)
        piece = Piece("en", 10, rule.length_en.least or 1, {group[0]: 1 for group in rule.must}, frozenset(NEEDS))
        assert profile_gaps(rule, piece) == []


def test_lengths_are_counted_as_editors_count() -> None:
    assert length_of(["湖冰变薄了 31%，GPS 量的。"], "zh-hans") == 9
    assert length_of(["Lake ice is 31% thinner than in 1990."], "en") == 8


def test_the_nearest_unit_sets_the_numbers_and_no_unit_drops_a_need() -> None:
    rule = tightened(
        DEFAULTS["news"],
        [
            Tightening(least_zh=800, most_zh=1500, needs=frozenset({"expert"})),
            Tightening(most_zh=600),
            Tightening(headline_zh=20),
        ],
    )
    assert (rule.length_zh, rule.headline_zh, rule.headline_en) == (Span(600, 600), 20, 90)
    assert rule.needs == DEFAULTS["news"].needs | {"expert"}


def test_gaps_name_where_and_how_much() -> None:
    piece = Piece("zh-hans", 40, 10, {"event": 1, "paragraph": 1}, frozenset())
    found = {gap.code: gap for gap in profile_gaps(DEFAULTS["brief"], piece)}
    assert set(found) == {"headline_too_long", "too_short", "block_not_meant", "needs_source"}
    assert found["too_short"].values["least"] == 60 and found["needs_source"].where == "sources"


@pytest.mark.django_db
def test_a_unit_tightens_for_itself_and_below_and_nobody_else_may(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    story = make_story(academy)
    branch = academy.user(Role.COMMUNICATION_OFFICER, academy.north)
    client = client_for(branch)
    numbers = {"least_zh": "", "most_zh": "30", "least_en": "", "most_en": "", "headline_zh": "", "headline_en": ""}
    data = {"unit": academy.north.pk, "profile": "news", **numbers, "needs": ["expert"]}
    response = client.post(reverse("profile_rules:add"), data)
    assert response.status_code == 302, response.context["form"].errors
    rule = queries.rule_of(dossier(story))
    assert rule.length_zh.most == 30 and "expert" in rule.needs
    other = make_story(academy, academy.south_sea)
    assert queries.rule_of(dossier(other)).length_zh.most == 2000
    row = UnitProfileRule.objects.get()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    assert client_for(officer).get(reverse("profile_rules:edit", args=[row.pk])).status_code in {302, 404}
    with pytest.raises(PermissionDenied):
        actions.save_profile_rule(row, acting_user=officer, most_zh=5)
    for wrong in ({"least_zh": 50}, {"needs": ["magic"]}):
        with pytest.raises(ValidationError):
            actions.save_profile_rule(row, acting_user=branch, **wrong)
    bad = client.post(reverse("profile_rules:edit", args=[row.pk]), {**data, "least_zh": "50"})
    assert bad.status_code == 200 and bad.context["form"].errors
    for kind in ("feature", "brief", "video"):
        actions.save_profile_rule(UnitProfileRule(), acting_user=branch, unit=academy.north, profile=kind, needs=[])
    with django_assert_max_num_queries(25):
        assert client.get(reverse("profile_rules:index")).status_code == 200
    assert client.post(reverse("profile_rules:delete", args=[row.pk])).status_code == 302
    assert queries.rule_of(dossier(story)).length_zh.most == 2000


@pytest.mark.django_db
def test_what_a_story_lacks_is_said_and_vanishes_when_it_is_there(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = make_story(academy)
    actions.set_profile(story, profile="feature", acting_user=officer)
    with translation.override("en"):
        found = {code: (words, where) for code, words, where in queries.gaps_of(dossier(story))}
    assert set(found) == {"too_short", "block_missing", "needs_standfirst", "needs_expert", "needs_picture"}
    assert found["needs_expert"] == ("Missing: an expert who can speak on it.", "sources")
    assert "characters" in found["too_short"][0]
    image = make_image(academy.north_lake)
    image.alt_zh = ""
    image.save()
    body = [
        ("heading", "一"), ("paragraph", f"<p>{'字' * 1500}</p>"),
        ("figure", {"image": image, "caption": "", "alt": "", "credit": ""}),
        ("question", {"question": "问", "answer": "<p>答</p>", "who": "某某"}),
    ]  # fmt: skip
    story = revise(story, officer, body=body, standfirst="一句话")
    assert [code for code, _words, _where in queries.gaps_of(dossier(story))] == ["needs_alt"]
    story = revise(story, officer, body=every_block(academy), standfirst="一句话")
    assert {code for code, *_rest in queries.gaps_of(dossier(story))} == {"too_short"}


@pytest.mark.django_db
def test_the_kind_is_chosen_at_the_start_and_changed_on_the_desk(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    client, topic = (
        client_for(officer),
        make_topic(academy, academy.north_lake, article=make_article(academy.north_lake)),
    )
    client.post(reverse("newsroom_start", args=[topic.pk]), {"language": "zh-hans", "profile": "explainer"})
    made = Dossier.objects.get(topic=topic)
    assert made.profile == "explainer"
    url = reverse("newsroom_profile", args=[made.story_id])
    assert client.post(url, {"profile": "sermon"}).status_code == 400
    assert client.post(url, {"profile": "brief"}).status_code == 302
    made.refresh_from_db()
    assert made.profile == "brief"
    fact = FactRecord.objects.get(name="newsroom.story_profile_set")
    assert fact.payload == {"profile": "brief"} and fact.subject == f"newsroom.story:{made.story_id}"
    client.post(url, {"profile": "brief"})
    assert FactRecord.objects.filter(name="newsroom.story_profile_set").count() == 1
    actions.set_up_review()
    actions.submit_story(made.story, acting_user=officer)
    assert client.post(url, {"profile": "news"}).status_code == 409
    reviewer = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    with pytest.raises((PermissionDenied, ValidationError)):
        actions.set_profile(made.story, profile="news", acting_user=reviewer)


@pytest.mark.django_db
def test_one_officer_comes_from_a_lead_to_a_text_with_one_press(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    lead = actions.report_lead(
        title="冰裂", body="", unit=academy.north_lake, reported_by=officer.person, acting_user=officer
    )
    client, url = client_for(officer), reverse("newsroom_write", args=[lead.pk])
    assert url in client.get(reverse("newsroom_lead", args=[lead.pk])).content.decode()
    above = academy.user(Role.COORDINATOR, academy.north)
    assert client_for(above).post(url, {"language": "zh-hans"}).status_code in {302, 403}
    assert not Dossier.objects.exists()
    assert client.post(url, {}).status_code == 302 and not Dossier.objects.exists()
    response = client.post(url, {"language": "zh-hans", "profile": "news"})
    made = Dossier.objects.get()
    assert response.url == reverse("newsroom_story", args=[made.story_id])
    assert made.topic is not None and made.topic.lead == lead
    assert client.post(url, {"language": "zh-hans"}).status_code in {302, 403}
    assert Dossier.objects.count() == 1

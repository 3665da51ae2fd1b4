"""What the process remembers follows the database: names, titles, addresses and claims that were changed are seen at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from scicomm.channels.models import Release
from scicomm.listening import actions, queries, tasks
from scicomm.listening.models import LinkedBy, Mention
from scicomm.listening.queries.naming import house
from scicomm.newsroom import actions as newsroom
from scicomm.organisation.actions import change_unit, save_person
from scicomm.organisation.permissions import Role
from tests.factories.channels import released_story
from tests.factories.listening import make_mention
from tests.factories.newsroom import dossier, make_article, make_story

pytestmark = pytest.mark.django_db


def _named(text: str) -> set[tuple[str, int]]:
    mention = Mention(title=text, found_at=timezone.now())
    return {(one.field, one.target_id) for one in house().links_of(mention)}


def test_a_renamed_person_and_unit_are_known_by_their_new_names_at_once(
    academy: Any, django_assert_max_num_queries: Any
) -> None:
    person = academy.person(academy.north_lake, family_name_zh="端木", given_name_zh="清和")
    assert ("person_id", person.pk) in _named("端木清和来访")
    with django_assert_max_num_queries(6):
        house()
    save_person(person, acting_user=academy.superuser, given_name_zh="景行")
    assert ("person_id", person.pk) in _named("端木景行来访")
    assert ("person_id", person.pk) not in _named("端木清和来访")
    change_unit(academy.north_lake, acting_user=academy.superuser, short_zh="澄江湖沼所")
    assert ("unit_id", academy.north_lake.pk) in _named("澄江湖沼所招聘")


def test_a_retitled_paper_a_new_story_and_a_withdrawn_one(academy: Any, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    article = make_article(academy.north_lake, title_en="Nesting sites of swifts in railway bridges")
    titles = queries.known_titles(now)
    assert (found := titles.find("Nesting sites of swifts in railway bridges")) and found.key == ("article", article.pk)
    with django_assert_max_num_queries(2):
        queries.known_titles(now)
    article.title_en = "Roosting places of bats under viaducts"
    article.save()
    titles = queries.known_titles(timezone.now())
    assert titles.find("Nesting sites of swifts in railway bridges") is None
    assert (found := titles.find("Roosting places of bats under viaducts")) and found.key == ("article", article.pk)
    story = make_story(academy, state="published", title="雨燕在铁路桥下筑巢的秘密")
    titles = queries.known_titles(timezone.now())
    assert (found := titles.find("雨燕在铁路桥下筑巢的秘密")) and found.key == ("story", dossier(story).pk)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    newsroom.withdraw_story(story, acting_user=officer, reason="数据有误")
    assert queries.known_titles(timezone.now()).find("雨燕在铁路桥下筑巢的秘密") is None


def test_a_link_to_our_release_on_a_platform_links_to_its_story(academy: Any) -> None:
    story = released_story(academy)
    release = Release.objects.filter(dossier__story=story).first()
    assert release is not None
    release.url = "https://weibo.example/600123/Qz81abc"
    release.save()
    text = '<a href="http://www.weibo.example/600123/Qz81abc/?utm_source=x#top">原博</a>'
    mention = make_mention(academy, title="网友热议", description=text)
    assert (mention.dossier, mention.linked_by) == (dossier(story), LinkedBy.URL)
    release.url = "https://weibo.example/600123/Other1"
    release.save()
    assert make_mention(academy, title="再议", description=text, link="https://x.example/2").dossier is None


def test_a_claim_in_other_words_is_found_by_them(academy: Any, client_for: Any) -> None:
    tasks.claims.forget()
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    claim = actions.add_claim("吃大蒜可以治愈流感", acting_user=officer)
    assert [one.claim for one in queries.claims_like("吃大蒜可以治愈流感吗")] == [claim]
    client = client_for(officer)
    where = f"/admin/claims/{claim.pk}/shape/"
    client.post(where, {"text": "短"})
    claim.refresh_from_db()
    assert claim.text == "吃大蒜可以治愈流感", "what is no sentence is refused"
    client.post(where, {"text": "熏醋能够预防感冒病毒"})
    assert [one.claim for one in queries.claims_like("熏醋可以预防感冒病毒")] == [claim]
    assert queries.claims_like("吃大蒜可以治愈流感吗") == []

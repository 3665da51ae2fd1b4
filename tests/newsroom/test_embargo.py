"""An embargo in each of its eighteen situations, at every outlet: page, lists, feeds, API, search and suggestions, sitemap, OAI,
thread, preview, page cache, files, outgoing mails."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from scicomm.assets.models import AssetImage, Hold
from scicomm.audiences.actions import build_issue
from scicomm.audiences.models import Issue
from scicomm.channels.models import Channel, Release
from scicomm.core.doors import held_open
from scicomm.core.models import FactRecord
from scicomm.journals.actions import lift_article_embargoes, set_article_embargo
from scicomm.journals.models import Article
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import DOOR, Dossier, Embargo, EmbargoMove, OneDoor, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.audiences import reader
from tests.factories.newsroom import dossier, make_article, make_story, make_topic, revise
from tests.factories.press import member, open_story, shared
from tests.newsroom.outlets import SECRET, TITLE, address, found, settle

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


@pytest.fixture
def chief(academy: Any) -> Any:
    return academy.user(Role.FINAL_REVIEWER, academy.top)


def held(academy: Any, **values: Any) -> StoryPage:
    return make_story(academy, state="held", title=TITLE, **values)


def sign(academy: Any, story: StoryPage) -> StoryPage:
    """Through what is left of the three reviews."""
    for state, role, unit in (
        ("first_review", Role.FIRST_REVIEWER, academy.north_lake),
        ("second_review", Role.SECOND_REVIEWER, academy.north),
        ("final_review", Role.FINAL_REVIEWER, academy.top),
    ):
        if dossier(story).state == state:
            actions.approve_story(story, acting_user=academy.user(role, unit))
    return StoryPage.objects.get(pk=story.pk)


def twin_of(story: StoryPage, user: Any) -> StoryPage:
    """The same topic begun in English."""
    return actions.start_story(dossier(story).topic, acting_user=user, language="en")


def let_pass(story: StoryPage, *, ago: dt.timedelta = dt.timedelta(seconds=1)) -> None:
    """As if the clock had gone on: the embargo ended that long ago, and nothing has been done about it yet."""
    until = timezone.now() - ago
    Embargo.objects.filter(translation_key=story.translation_key).update(until=until)
    Dossier.objects.filter(story__translation_key=story.translation_key).update(embargo_until=until)


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"newsroom.{name}").order_by("pk"))


def until_of(story: StoryPage) -> dt.datetime | None:
    return dossier(story).embargo_until


def picture(academy: Any, title: str = "qqzxpicture") -> tuple[AssetImage, list[str]]:
    """A picture of the institute with two renditions, and the addresses of all its files."""
    image = AssetImage.objects.create(
        title=title, file=get_test_image_file(f"{title}.png"), collection=academy.north_lake.collection, alt_zh="湖心岛"
    )
    renditions = image.get_renditions("width-50", "max-1200x1200").values()
    return image, [f"/media/{image.file.name}", *(f"/media/{one.file.name}" for one in renditions)]


def test_01_set_on_a_draft_it_holds_the_signed_story_everywhere(academy: Any, officer: Any) -> None:
    story = make_story(academy, title=TITLE)
    until = timezone.now() + DAY
    actions.set_embargo(story, until=until, acting_user=officer, reason="等论文上线")
    assert found(academy, story) == set()
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    assert dossier(story).state == "held" and found(academy, story) == set()
    row = Embargo.objects.get(translation_key=story.translation_key)
    assert (row.until, row.source, row.set_by, row.reason) == (until, "person", officer, "等论文上线")
    assert [fact.payload["until"] for fact in facts("embargo_set")] == [until.isoformat()]


def test_02_in_the_past_it_is_refused(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy)
    for until in (timezone.now(), timezone.now() - DAY):
        with pytest.raises(ValidationError):
            actions.set_embargo(story, until=until, acting_user=officer)
    answer = client_for(officer).post(reverse("newsroom_embargo", args=[story.pk]), {"until": "2020-01-01T08:00"})
    assert answer.status_code == 409 and "2020-01-01T08:00" in answer.content.decode()
    assert until_of(story) is None and not Embargo.objects.exists()


def test_03_with_a_release_planned_before_it_it_is_refused_and_so_is_such_a_plan(academy: Any, officer: Any) -> None:
    story, now = make_story(academy), timezone.now()
    actions.set_release_time(story, at=now + DAY, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer)
    actions.set_embargo(story, until=now + DAY / 2, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_release_time(story, at=now + DAY / 4, acting_user=officer)
    assert dossier(story).release_at == now + DAY


def test_04_added_after_publishing_it_is_refused_for_translations_too(academy: Any, officer: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    for one in (story, twin_of(story, officer)):
        with pytest.raises(ValidationError):
            actions.set_embargo(one, until=timezone.now() + DAY, acting_user=officer)
    assert not Embargo.objects.exists()
    assert {"page", "lists", "feeds", "API", "search", "sitemap", "thread", "page cache"} <= found(academy, story)


def test_05_moved_while_in_review_planned_releases_move_with_it(academy: Any, officer: Any) -> None:
    story, now = make_story(academy, title=TITLE), timezone.now()
    actions.set_embargo(story, until=now + DAY, acting_user=officer)
    actions.set_release_time(story, at=now + 1.5 * DAY, acting_user=officer)
    actions.submit_story(story, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer)
    actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer, reason="期刊推迟")
    assert dossier(story).release_at == now + 2 * DAY
    moved = facts("embargo_moved")[0].payload
    assert moved["releases"] == 1 and moved["reason"] == "期刊推迟"
    story = sign(academy, story)
    assert queries.next_lifting(now) == now + 2 * DAY and found(academy, story) == set()
    assert [move.kind for move in EmbargoMove.objects.order_by("pk")] == ["set", "moved"]


def test_06_a_copy_has_none(academy: Any, officer: Any) -> None:
    story = held(academy)
    values = {"to": story.get_parent(), "update_attrs": {"slug": "copied", "title": "另一篇"}}
    with pytest.raises(OneDoor):
        story.copy(**values)
    with held_open(DOOR):
        copied = StoryPage.objects.get(pk=story.pk).copy(**values, copy_revisions=False, keep_live=False)
    assert not Embargo.objects.filter(translation_key=copied.translation_key).exists()
    assert not Dossier.objects.filter(story=copied).exists()
    again = actions.start_story(make_topic(academy, academy.north_lake), acting_user=officer)
    assert until_of(again) is None


def test_07_a_translation_takes_it_over_and_moves_with_it(academy: Any, officer: Any) -> None:
    story = held(academy)
    english = revise(twin_of(story, officer), officer, title=TITLE)
    assert until_of(english) == until_of(story)
    actions.submit_story(english, acting_user=officer)
    english = sign(academy, english)
    later = timezone.now() + 5 * DAY
    actions.set_embargo(english, until=later, acting_user=officer, reason="一并推迟")
    assert until_of(story) == until_of(english) == later
    assert Embargo.objects.count() == 1
    assert found(academy, story) == found(academy, english) == set()
    let_pass(story)
    assert actions.lift_embargoes() == 2
    assert StoryPage.objects.get(pk=story.pk).live and StoryPage.objects.get(pk=english.pk).live


def test_08_an_update_before_the_lifting_stays_held(academy: Any, officer: Any) -> None:
    story = revise(held(academy), officer, standfirst=f"{SECRET} 改过的")
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    assert dossier(story).state == "held" and found(academy, story) == set()
    let_pass(story)
    actions.lift_embargoes()
    assert StoryPage.objects.get(pk=story.pk).standfirst.startswith(SECRET)
    assert len(facts("story_published")) == 1 and not facts("story_corrected")


def test_09_what_gathers_stories_waits_for_the_one_that_is_held(academy: Any) -> None:
    story = held(academy)
    free = make_story(academy, state="published", title="已经公开")
    settle()
    reader(units=[academy.north_lake])
    channel = Channel.objects.get(unit=academy.north_lake, kind="newsletter", language="zh-hans")
    Release.objects.create(channel=channel, dossier=dossier(story))
    issue = build_issue(channel)
    assert issue is not None and [item.release.dossier.story_id for item in issue.items.all()] == [free.pk]
    assert SECRET not in Issue.objects.get().subject
    assert queries.held_until_of([free.pk, story.pk]) == until_of(story)
    assert queries.held_until_of([free.pk]) is None
    assert found(academy, story) == set()


def test_10_members_of_the_press_room_see_it_marked_and_others_not_even_a_title(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    outsiders = [Client(), client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))]
    journalist = client_for(member(academy).user)
    assert SECRET not in journalist.get("/press/").content.decode(), "not shared yet"
    shared(story, officer)
    until = timezone.localtime(until_of(story))
    for prefix in ("", "/en"):
        for path in (f"{prefix}/press/", f"{prefix}/press/{story.pk}/"):
            answer = journalist.get(path)
            text = answer.content.decode()
            assert SECRET in text and f"{until:%Y-%m-%d %H:%M}" in text
            assert f"{until.astimezone(dt.UTC):%Y-%m-%d %H:%M}</span> UTC" in text
            assert answer["Cache-Control"] == "private, no-store" and "noindex" in answer["X-Robots-Tag"]
            for outsider in outsiders:
                refused = outsider.get(path)
                assert SECRET not in refused.content.decode() and refused["Cache-Control"] == "private, no-store"
                assert refused.status_code == (200 if path.endswith("/press/") else 404)
    assert found(academy, story) == set()


def test_11_lifting_releases_all_that_is_due_in_order_once(academy: Any) -> None:
    stories = [make_story(academy, state="held", title=f"{TITLE} {number}") for number in range(3)]
    later = make_story(academy, state="held", title="还没到")
    for minutes, story in zip((1, 3, 2), stories, strict=True):
        let_pass(story, ago=dt.timedelta(minutes=minutes))
    assert (actions.lift_embargoes(), actions.lift_embargoes()) == (3, 0)
    settle()
    published = [int(fact.subject.split(":")[1]) for fact in facts("story_published")]
    assert published == [stories[1].pk, stories[2].pk, stories[0].pk]
    assert len(facts("embargo_lifted")) == 3
    assert Release.objects.filter(dossier__story=stories[0], state="sent").exists()
    assert not StoryPage.objects.get(pk=later.pk).live
    assert {"page", "feeds", "search", "sitemap"} <= found(academy, stories[0])


def test_12_lifted_early_by_the_entitled_with_a_reason(academy: Any, officer: Any, client_for: Any) -> None:
    story = held(academy)
    with pytest.raises(PermissionDenied):
        actions.lift_embargo(story, acting_user=academy.user(Role.FIRST_REVIEWER, academy.north_lake), reason="想早点")
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=None, acting_user=officer)
    post = {"lift": "1", "reason": ""}
    client = client_for(officer)
    assert client.post(reverse("newsroom_embargo", args=[story.pk]), post).status_code == 400
    assert client.post(reverse("newsroom_embargo", args=[story.pk]), {**post, "reason": "期刊同意"}).status_code == 302
    assert StoryPage.objects.get(pk=story.pk).live
    lifted = facts("embargo_lifted")[0].payload
    assert lifted["early"] and lifted["reason"] == "期刊同意" and lifted["late_seconds"] == 0
    assert "page" in found(academy, story)


def test_13_it_moves_when_the_journal_moves_it(academy: Any, officer: Any, chief: Any) -> None:
    article = make_article(academy.north_lake, title_zh=TITLE, published_on=timezone.localdate() + 3 * DAY)
    editor = academy.superuser
    story = make_story(academy, title="讲这篇论文", article=article)
    first, second = timezone.now() + 3 * DAY, timezone.now() + 6 * DAY
    set_article_embargo(article, until=first, acting_user=editor)
    settle()
    assert until_of(story) == first and Embargo.objects.get().source == "journal"
    assert found(academy, story) == set(), "the article itself is out of sight too"
    assert Client().get(reverse("portal:article", args=[article.doi])).status_code == 404
    set_article_embargo(article, until=second, reason="编辑部推迟", acting_user=editor)
    settle()
    assert until_of(story) == second and facts("embargo_moved")[0].payload["reason"] == "编辑部推迟"
    with pytest.raises(PermissionDenied):
        actions.set_embargo(story, until=first, acting_user=officer, reason="我们想早点")
    actions.set_embargo(story, until=first, acting_user=chief, reason="期刊口头同意")
    set_article_embargo(article, until=None, reason="提前上线", acting_user=editor)
    settle()
    assert until_of(story) is None and Article.objects.filter(pk=article.pk).exists()
    with pytest.raises(ValidationError):
        set_article_embargo(make_article(academy.north_lake), until=first, acting_user=editor)


def test_13_a_journals_embargo_lapses_by_the_clock(academy: Any) -> None:
    article = make_article(academy.north_lake, published_on=timezone.localdate() + DAY)
    set_article_embargo(article, until=timezone.now() + DAY)
    assert not Article.objects.filter(pk=article.pk).exists() and lift_article_embargoes() == 0
    Article.everything.filter(pk=article.pk).update(embargo_until=timezone.now())
    assert (lift_article_embargoes(), lift_article_embargoes()) == (1, 0)
    assert Article.objects.filter(pk=article.pk).exists()


def test_14_files_that_only_held_stories_use_are_out_of_reach_renditions_too(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    image, paths = picture(academy)
    assert [Client().get(path).status_code for path in paths] == [404, 200, 200], (
        "free before it stands in a held story"
    )
    story = revise(story, officer, body=[("figure", {"image": image, "caption": ""})], cover_image=image)
    assert Hold.objects.get().holder == f"newsroom.story:{story.pk}"
    assert found(academy, story, media=paths) == set()
    for user, status in ((officer, 200), (academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), 404)):
        answer = client_for(user).get(paths[1])
        assert answer.status_code == status and (status == 404 or answer["Cache-Control"] == "private, no-store")
    other = revise(make_story(academy, title="公开的"), officer, cover_image=image)
    actions.submit_story(other, acting_user=officer)
    sign(academy, other)
    assert [Client().get(path).status_code for path in paths] == [404, 200, 200], "a public page sets the file free"
    actions.withdraw_story(other, acting_user=officer, reason="换图")
    actions.submit_story(story, acting_user=officer)
    sign(academy, story)
    assert found(academy, story, media=paths) == set()
    let_pass(story)
    actions.lift_embargoes()
    assert {"files", "page"} <= found(academy, story, media=paths)
    assert not Hold.objects.filter(holder=f"newsroom.story:{story.pk}", is_free=False).exists()


def test_14_asking_for_a_picture_costs_one_query_where_nothing_is_held(
    academy: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    _image, paths = picture(academy, "free")
    with django_assert_max_num_queries(1):
        Client().get(paths[1])
    revise(held(academy), officer, cover_image=picture(academy, "kept")[0])
    with django_assert_max_num_queries(2):
        Client().get(paths[1])


def test_15_restoring_an_older_revision_changes_no_embargo(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy, title=TITLE)
    older = story.latest_revision
    until = timezone.now() + DAY
    actions.set_embargo(story, until=until, acting_user=officer)
    story = revise(story, officer, standfirst="新的")
    older.as_object().save_revision(user=officer)
    assert until_of(story) == until and Embargo.objects.get().until == until
    assert "embargo" not in str(older.content)
    client = client_for(officer)
    assert client.get(f"/admin/pages/{story.pk}/revisions/{older.pk}/revert/").status_code == 200
    assert found(academy, story) == set()


def test_16_a_worker_that_was_down_lifts_on_its_return_and_says_how_late(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    let_pass(story, ago=dt.timedelta(minutes=37))
    # Still held while nothing is there to lift it: late is safe.
    assert not Dossier.objects.public().filter(story=story).exists()
    assert Client().get(address(story)).status_code == 404
    assert actions.lift_embargoes() == 1
    assert facts("embargo_lifted")[0].payload["late_seconds"] >= 37 * 60
    assert Embargo.objects.get().late_minutes == 37
    assert "37" in client_for(officer).get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert "page" in found(academy, story)


def test_17_a_breach_is_recorded_and_the_story_lifted_or_killed_at_once(
    academy: Any, officer: Any, client_for: Any
) -> None:
    client = client_for(officer)
    lifted, killed = make_story(academy, state="held", title="提前解禁"), held(academy)
    who = member(academy)
    for story in (lifted, killed):
        shared(story, officer)
        open_story(client_for, who, story)
        post = {"member": who.pk, "by_whom": "", "evidence_url": "https://paper.example/x", "note": "全文照登"}
        assert client.post(reverse("newsroom_breach", args=[story.pk]), post).status_code == 302
    breach = dossier(lifted).breaches.get()
    assert breach.by_whom == str(who) and facts("embargo_broken")[0].payload["evidence"] == "https://paper.example/x"
    assert client.post(reverse("newsroom_decide", args=[breach.pk]), {"lift": "1"}).status_code == 302
    assert StoryPage.objects.get(pk=lifted.pk).live and dossier(lifted).breaches.get().outcome == "lifted"
    post = {"note": "依法移除", "sure": "on"}
    assert client.post(reverse("newsroom_kill", args=[killed.pk]), post).status_code == 302
    assert dossier(killed).breaches.get().outcome == "killed" and found(academy, killed) == set()
    actions.stop_member(who, state="banned", reason="违反禁发", acting_user=officer)
    assert client_for(who.user).get("/press/").status_code == 403
    listed = client.get(reverse("newsroom_breaches")).content.decode()
    assert "https://paper.example/x" in listed


def test_18_withdrawn_while_held_nothing_ever_shows(academy: Any, officer: Any) -> None:
    story = held(academy)
    image, paths = picture(academy)
    story = revise(story, officer, cover_image=image)
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    shared(story, officer)
    actions.withdraw_story(story, acting_user=officer, reason=f"{SECRET} 有误")
    assert found(academy, story, media=paths) == set()
    let_pass(story)
    assert actions.lift_embargoes() == 0
    assert found(academy, story, media=paths) == set()
    assert Client().get(address(story)).status_code == 404, "nothing says that it ever was"
    assert not facts("story_published")


def test_no_cached_page_outlives_a_planned_release(academy: Any, officer: Any) -> None:
    story, now = held(academy), timezone.now()
    actions.set_release_time(story, at=now + 4 * DAY, acting_user=officer)
    assert queries.next_lifting(now) == now + 4 * DAY
    let_pass(story)
    assert actions.lift_embargoes() == 0, "the embargo is over, the plan is not"
    assert len(facts("embargo_lifted")) == 1 and dossier(story).state == "held"
    Dossier.objects.filter(story=story).update(release_at=now)
    assert actions.lift_embargoes() == 1


def test_editors_are_reminded_once_some_hours_before(academy: Any, officer: Any, mailoutbox: Any) -> None:
    story, far = held(academy), make_story(academy, state="held", title="还早")
    Embargo.objects.filter(translation_key=story.translation_key).update(until=timezone.now() + dt.timedelta(hours=3))
    assert (actions.remind_of_embargoes(), actions.remind_of_embargoes()) == (1, 0)
    settle()
    sent = [mail for mail in mailoutbox if SECRET in mail.subject]
    assert len(sent) == 1 and officer.email in sent[0].recipients()
    assert not any("还早" in mail.subject for mail in mailoutbox) and until_of(far)


def test_one_story_without_its_signatures_keeps_no_other_back(academy: Any) -> None:
    broken, story = held(academy), held(academy)
    dossier(broken).sign_offs.all().delete()
    for one in (broken, story):
        let_pass(one)
    assert actions.lift_embargoes() == 1
    assert StoryPage.objects.get(pk=story.pk).live and not StoryPage.objects.get(pk=broken.pk).live

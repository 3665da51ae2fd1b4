"""The press room: invited by mail, joined under terms, each opening noted, the door closed with the next click."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import Asset
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import PressMember, PressNotice, PressOpening, StoryPage
from scicomm.organisation.enums import Role
from scicomm.organisation.models import User
from scicomm.organisation.permissions import is_staff
from tests.factories.newsroom import dossier, make_story, revise
from tests.factories.press import invited, member, open_story, shared
from tests.newsroom.embargoed import let_pass, picture, sign
from tests.newsroom.outlets import settle

PASSWORD = "a-long-enough-Word-7"
JOIN = {"agreed": "on", "terms": "1", "password": PASSWORD}


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def link_in(mailoutbox: Any) -> str:
    settle()
    found = re.search(r"https?://[^\s/]+(/(?:en/)?press/join/\S+)", mailoutbox[-1].body)
    assert found, mailoutbox[-1].body
    return found[1]


def held(academy: Any, **values: Any) -> StoryPage:
    return make_story(academy, state="held", **values)


def test_invited_by_mail_a_journalist_joins_under_the_terms_and_has_no_role(
    academy: Any, officer: Any, client_for: Any, mailoutbox: Any
) -> None:
    post = {
        "unit": academy.north_lake.pk,
        "name": "何记者",
        "medium": "示范日报",
        "email": "He@Paper.example",
        "language": "en",
    }
    assert client_for(officer).post(reverse("newsroom_press"), post).status_code == 302
    path = link_in(mailoutbox)
    assert mailoutbox[-1].to == ["he@paper.example"] and path.startswith("/en/press/join/")
    client = Client()
    page = client.get(path)
    assert "before the stated lifting time" in page.content.decode() and page["Cache-Control"] == "private, no-store"
    for wrong in ({**JOIN, "agreed": ""}, {**JOIN, "password": "123"}, {**JOIN, "terms": "7"}):
        assert client.post(path, wrong).status_code == 400
    assert not User.objects.filter(email="he@paper.example").exists()
    assert client.post(path, JOIN).status_code == 302
    row = PressMember.objects.get()
    assert (row.state, row.terms_version) == ("active", 1) and row.user and not is_staff(row.user)
    assert client.get("/press/").status_code == 200, "signed in at once"
    assert Client().get(path).status_code == 410, "a link opens once"
    assert client.get("/admin/").status_code in {302, 403}
    again = Client()
    signed = again.post("/accounts/login/?next=/press/", {"login": "he@paper.example", "password": PASSWORD})
    assert signed.status_code == 302 and again.get("/press/").status_code == 200


def test_an_account_that_is_there_joins_as_itself_and_no_other(academy: Any, officer: Any, client_for: Any) -> None:
    known = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    row = invited(academy, email=known.email)
    for user in (None, officer):
        with pytest.raises(ValidationError):
            actions.join_press_room(row, key=row.invite_key, terms_version=1, user=user, password=PASSWORD)
    actions.join_press_room(row, key=row.invite_key, terms_version=1, user=known)
    assert client_for(known).get("/press/").status_code == 200


def test_only_editors_of_the_unit_invite_and_a_newer_invitation_voids_the_older(
    academy: Any, officer: Any, mailoutbox: Any
) -> None:
    told = {"name": "x", "medium": "y", "email": "x@paper.example"}
    with pytest.raises(PermissionDenied):
        actions.invite_member(academy.south_sea, acting_user=officer, **told)
    actions.invite_member(academy.north_lake, acting_user=officer, **told)
    first = link_in(mailoutbox)
    actions.invite_member(academy.north_lake, acting_user=officer, **told)
    second = link_in(mailoutbox)
    assert PressMember.objects.count() == 1 and len(mailoutbox) == 2
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)
    with pytest.raises(ValidationError):
        actions.invite_member(
            academy.south_sea, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), **told
        )


def test_only_what_is_signed_and_under_embargo_is_shared(academy: Any, officer: Any, client_for: Any) -> None:
    for state in ("draft", "final_review", "published"):
        with pytest.raises(ValidationError):
            actions.share_with_press(make_story(academy, state=state), acting_user=officer)
    story = held(academy)
    with pytest.raises(PermissionDenied):
        actions.share_with_press(story, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    client = client_for(officer)
    assert client.post(reverse("newsroom_share", args=[story.pk])).status_code == 302
    who = member(academy)
    open_story(client_for, who, story)
    revise(story, officer, standfirst="又改了")
    journalist = client_for(who.user)
    assert journalist.get(f"/press/{story.pk}/").status_code == 404, "no longer signed"
    actions.submit_story(story, acting_user=officer)
    sign(academy, story)
    assert journalist.get(f"/press/{story.pk}/").status_code == 200
    assert client.post(reverse("newsroom_share", args=[story.pk]), {"end": "1"}).status_code == 302
    assert journalist.get(f"/press/{story.pk}/").status_code == 404


def test_the_register_knows_who_opened_which_story_and_file_when(academy: Any, officer: Any, client_for: Any) -> None:
    story = held(academy)
    image, _paths = picture(academy)
    revise(story, officer, body=[("paragraph", "<p>湖心岛</p>"), ("figure", {"image": image, "caption": ""})])
    actions.submit_story(story, acting_user=officer)
    story = shared(sign(academy, story), officer)
    who = member(academy)
    journalist = client_for(who.user)
    page = open_story(client_for, who, story).content.decode()
    asset = Asset.objects.get(image=image)
    file_path = f"/press/{story.pk}/files/{asset.pk}/"
    shown = re.findall(r"/media/images/qqzxpicture[^\"\s]+", page)
    assert file_path in page and shown
    assert [client.get(shown[0]).status_code for client in (journalist, Client())] == [200, 404]
    answer = journalist.get(file_path)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:4] == b"\x89PNG"
    other, _paths = picture(academy, "elsewhere")
    revise(held(academy, title="没有给媒体"), officer, cover_image=other)
    assert journalist.get(f"/press/{story.pk}/files/{take_in_image(other).pk}/").status_code == 404
    assert [(row.member, row.file_title) for row in PressOpening.objects.order_by("pk")] == [
        (who, ""),
        (who, image.title),
    ]
    client = client_for(officer)
    for path in (reverse("newsroom_press_register"), reverse("newsroom_press_member", args=[who.pk])):
        assert image.title in client.get(path).content.decode()
    assert who.name in client.get(reverse("newsroom_story", args=[story.pk])).content.decode()
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert who.name not in stranger.get(reverse("newsroom_press_register")).content.decode()
    assert stranger.get(reverse("newsroom_press_member", args=[who.pk])).status_code == 404


def test_the_door_closes_with_the_next_click(academy: Any, officer: Any, client_for: Any) -> None:
    story = shared(held(academy), officer)
    who = member(academy)
    journalist, desk = client_for(who.user), client_for(officer)
    address = reverse("newsroom_press_member", args=[who.pk])

    def statuses() -> tuple[int, int]:
        return journalist.get("/press/").status_code, journalist.get(f"/press/{story.pk}/").status_code

    assert statuses() == (200, 200)
    assert desk.post(address, {"state": "suspended", "reason": ""}).status_code == 400
    assert desk.post(address, {"state": "suspended", "reason": "核查中"}).status_code == 302
    assert statuses() == (403, 404)
    assert desk.post(address, {"readmit": "1"}).status_code == 302 and statuses() == (200, 200)
    PressMember.objects.filter(pk=who.pk).update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert statuses() == (403, 404)
    PressMember.objects.filter(pk=who.pk).update(expires_on=None)
    desk.post(address, {"state": "banned", "reason": "违反禁发"})
    assert statuses() == (403, 404) and desk.post(address, {"readmit": "1"}).status_code == 409
    with pytest.raises(PermissionDenied):
        actions.note_press_opening(PressMember.objects.get(pk=who.pk), dossier(story))


def test_new_terms_are_accepted_before_anything_is_shown_again(academy: Any, officer: Any, client_for: Any) -> None:
    story = shared(held(academy), officer)
    journalist = client_for(member(academy).user)
    chief = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    with pytest.raises(PermissionDenied):
        actions.write_terms(text_zh="新", text_en="new", acting_user=officer)
    post = {"text_zh": "新条款", "text_en": "New terms"}
    assert client_for(chief).post(reverse("newsroom_press_terms"), post).status_code == 302
    assert queries.terms_in_force().version == 2
    assert journalist.get("/press/")["Location"] == "/press/terms/"
    assert journalist.get(f"/press/{story.pk}/").status_code == 404
    assert "新条款" in journalist.get("/press/terms/").content.decode()
    assert journalist.post("/press/terms/", {"agreed": "on", "terms": "1"}).status_code == 400, "the older ones"
    assert journalist.post("/press/terms/", {"agreed": "on", "terms": "2"}).status_code == 302
    assert journalist.get(f"/press/{story.pk}/").status_code == 200


def test_who_opened_a_story_is_told_what_becomes_of_it_once(
    academy: Any, officer: Any, client_for: Any, mailoutbox: Any
) -> None:
    reads, not_opened = member(academy), member(academy)
    story = shared(held(academy, title="要销毁的题目"), officer)
    open_story(client_for, reads, story)
    later = timezone.now() + dt.timedelta(days=9)
    actions.set_embargo(story, until=later, acting_user=officer, reason="推迟")
    actions.kill_story(story, acting_user=officer, note="涉及个人隐私，依法移除。")
    settle()
    settle()
    told = [mail for mail in mailoutbox if reads.email in mail.to]
    assert [("要销毁的题目" in f"{mail.subject}{mail.body}") for mail in told[-2:]] == [False, False]
    assert "涉及个人隐私" in told[-1].body and str(story.pk) in told[-1].body
    assert not any(not_opened.email in mail.to and mail not in told and "销毁" in mail.body for mail in mailoutbox)
    assert PressNotice.objects.filter(kind="destroy").count() == 1
    assert PressNotice.objects.filter(sent_at=None).count() == 0 or PressNotice.objects.filter(kind="moved").exists()


def test_lists_cost_the_same_however_long_they_are(
    academy: Any, officer: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    journalist = client_for(member(academy).user)
    desk = client_for(officer)
    pages = ("newsroom_press", "newsroom_press_register", "newsroom_breaches")
    for _round in range(2):
        for _more in range(2):
            story = shared(held(academy), officer)
            row = member(academy)
            open_story(client_for, row, story)
            actions.record_breach(story, by_whom="某报", acting_user=officer)
        with django_assert_max_num_queries(12):
            assert journalist.get("/press/").status_code == 200
        for name in pages:
            desk.get(reverse(name))
            with django_assert_max_num_queries(12 + 12):  # Wagtail's own shell reads up to twelve
                assert desk.get(reverse(name)).status_code == 200


def test_once_lifted_it_leaves_the_press_room(academy: Any, officer: Any, client_for: Any) -> None:
    story = shared(held(academy, title="解禁之后"), officer)
    journalist = client_for(member(academy).user)
    let_pass(story)
    assert journalist.get(f"/press/{story.pk}/").status_code == 404
    actions.lift_embargoes()
    assert "解禁之后" not in journalist.get("/press/").content.decode()

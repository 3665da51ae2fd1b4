"""The digest asks little; everything else a reader says, sees, takes along and takes back on their own page."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import Guardian, Interest, OutgoingMail, ReaderProfile, Segment, Subscription
from scicomm.audiences.queries import why_token
from scicomm.audiences.rules import CONSENT_VERSION, anonymous, consent_texts, shipped_segments
from scicomm.audiences.tasks import send_mails
from scicomm.core.models import FactRecord, Subject
from scicomm.organisation.enums import Role
from tests.audiences.test_subscriptions import link_in
from tests.factories.audiences import child, digest_reader, kept, reader

pytestmark = pytest.mark.django_db

ADDRESS = "lin@readers.example"


def form(**values: Any) -> dict[str, Any]:
    return {"email": ADDRESS, "language": "zh-hans", "frequency": "weekly", "consent": "on", "website": "", **values}


def page_values(**values: Any) -> dict[str, Any]:
    return {
        "scope": "all", "level": "3", "frequency": "daily", "most_a_week": "2", "quiet_from": "22", "quiet_until": "6",
        "is_personal": "on", **values,
    }  # fmt: skip


def history(row: Subscription) -> list[tuple[str, bool, str]]:
    return list(row.consents.values_list("purpose", "is_given", "source"))


def test_a_teacher_subscribes_confirms_tunes_reads_why_and_leaves(academy: Any) -> None:
    client = Client()
    teachers, physics = Segment.objects.get(code="teachers"), Subject.objects.get(code="140")
    answer = client.post("/subscribe/digest/", form(segments=[teachers.pk], topics=[physics.pk]), follow=True)
    assert answer.status_code == 200
    row = Subscription.objects.get()
    assert (row.kind, row.state, history(row)) == ("digest", "pending", [])
    send_mails()
    answer = client.post(link_in(OutgoingMail.objects.get(), "confirm"), follow=True)
    row.refresh_from_db()
    assert row.state == "confirmed" and history(row) == [("digest", True, "link"), ("personal", True, "link")]
    assert FactRecord.objects.filter(name="audiences.digest_reader_joined").count() == 1
    page = f"/subscribe/preferences/{row.manage_token}/"
    shown = client.get(page)
    assert shown.status_code == 200 and len(shown.context["lines"]) == 1
    values = page_values(
        segments=[teachers.pk], topic_140="3", topic_150="-1", topic_160="0", region="4201", media=["talk", "video"],
        also_reads=["en"], paused_until=(timezone.localdate() + dt.timedelta(days=9)).isoformat(),
    )  # fmt: skip
    assert 'role="status"' in client.post(page, values, follow=True).content.decode()
    profile = ReaderProfile.objects.get()
    assert dict(profile.interests.values_list("subject__code", "weight")) == {"140": 3, "150": -1}
    assert (profile.region, profile.media, profile.most_a_week, profile.quiet_from) == (
        "4201",
        ["video", "talk"],
        2,
        22,
    )
    client.post(page, {key: value for key, value in values.items() if key != "is_personal"})
    assert history(row)[-1] == ("personal", False, "link")
    mail = OutgoingMail.objects.create(
        purpose="digest", subscription=row, message_id="<d@x>", state="sent", next_try_at=timezone.now(),
        sent_at=timezone.now(),
    )  # fmt: skip
    words = client.get(f"/subscribe/why/{why_token(mail)}/").content.decode()
    assert CONSENT_VERSION in words and ">1<" not in words
    started = time.monotonic()
    assert Client(enforce_csrf_checks=True).post(f"/unsubscribe/{row.leave_token}/").status_code == 200
    assert time.monotonic() - started < 1
    row.refresh_from_db()
    assert row.state == "left" and history(row)[-1] == ("digest", False, "link")
    assert FactRecord.objects.filter(name="audiences.digest_reader_left").count() == 1
    for prefix in ("", "/en"):
        for path in (page, f"/subscribe/consents/{row.manage_token}/"):
            assert client.get(f"{prefix}{path}").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic_140": "7"}, {"region": "99"}, {"most_a_week": "0"}, {"most_a_week": "22"}, {"quiet_from": "24"},
        {"level": "9"}, {"media": ["<script>"]}, {"paused_until": "soon"}, {"paused_until": "2999-01-01"},
        {"scope": "units"}, {"also_reads": ["xx"]}, {"segments": ["0"]},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(
    academy: Any, client: Client, wrong: dict[str, Any]
) -> None:
    row = digest_reader(ADDRESS)
    before = ReaderProfile.objects.values().get()
    answer = client.post(f"/subscribe/preferences/{row.manage_token}/", page_values(**wrong))
    assert answer.status_code == 200 and 'role="alert"' in answer.content.decode()
    assert ReaderProfile.objects.values().get() == before


def test_one_page_shows_all_that_a_mailbox_gets_and_nobody_elses(
    academy: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    mine = digest_reader(ADDRESS)
    letters = reader(ADDRESS.upper(), units=[academy.north_lake])
    reader("zhou@readers.example")
    with django_assert_max_num_queries(40):
        page = client.get(f"/subscribe/preferences/{letters.manage_token}/")
    assert {line.subscription.pk for line in page.context["lines"]} == {mine.pk, letters.pk}
    assert mine.manage_token in page.content.decode()


def test_stop_everything_has_its_own_link_and_the_link_of_one_kind_ends_one(academy: Any) -> None:
    mine, letters, other = digest_reader(ADDRESS), reader(ADDRESS), reader("zhou@readers.example")
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/unsubscribe/all/{mine.leave_token}/").status_code == 404
    assert client.post(f"/unsubscribe/{mine.leave_all_token}/").status_code == 404
    assert client.post(f"/unsubscribe/all/{mine.leave_all_token[:-2]}xx/").status_code == 404
    assert client.get(f"/unsubscribe/all/{mine.leave_all_token}/").status_code == 200
    assert Subscription.objects.filter(state="confirmed").count() == 3
    client.post(f"/unsubscribe/{mine.leave_token}/")
    assert set(Subscription.objects.filter(state="confirmed")) == {letters, other}
    assert client.post(f"/unsubscribe/all/{letters.leave_all_token}/").status_code == 200
    assert set(Subscription.objects.filter(state="confirmed")) == {other}


def test_a_child_gets_no_mail_before_its_guardian_agreed_by_their_own_link(academy: Any, client: Client) -> None:
    primary = Segment.objects.get(code="primary")
    asked = form(segments=[primary.pk], is_under_14="on", guardian_email="Parent@readers.example")
    for wrong in ({"guardian_email": ""}, {"guardian_email": ADDRESS.upper()}, {"guardian_email": "x"}):
        assert client.post("/subscribe/digest/", {**asked, **wrong}).context["form"].errors
    assert Subscription.objects.count() == 0
    for _time in range(2):
        assert client.post("/subscribe/digest/", asked).status_code == 302
    # A second form without the word does not make a child grown up.
    client.post("/subscribe/digest/", form())
    row, guardian, mail = Subscription.objects.get(), Guardian.objects.get(), OutgoingMail.objects.get()
    assert "parent@" not in str(Guardian.objects.values().get()).lower()
    send_mails()
    sent = kept(mail)
    assert sent and sent["To"] == "Parent@readers.example" and "List-Unsubscribe" not in sent
    page = link_in(mail, "guardian")
    assert client.get(page).status_code == client.get(f"/en{page}").status_code == 200
    assert Guardian.objects.get().state == "asked" and OutgoingMail.objects.count() == 1
    for _press in range(2):
        client.post(page, {"verb": "agree"})
    assert history(row) == [("guardian", True, "guardian")]
    send_mails()
    confirm = OutgoingMail.objects.get(purpose="confirm")
    sent = kept(confirm)
    assert sent and sent["To"] == ADDRESS
    client.post(link_in(confirm, "confirm"))
    profile = ReaderProfile.objects.get()
    assert not profile.is_personal and profile.level == 1 and profile.is_under_14
    # The guardian may change, within what suits a child, and sees nothing else of the mailbox.
    reader(ADDRESS)
    answer = client.post(page, page_values(verb="save", level="5"))
    assert answer.context["form"].errors
    assert client.post(page, page_values(verb="save", level="2", topic_140="2")).status_code == 302
    profile.refresh_from_db()
    assert profile.level == 2 and profile.interests.get().weight == 2
    assert row.manage_token not in client.get(page).content.decode()
    client.post(page, {"verb": "end"})
    row.refresh_from_db()
    assert row.state == "left" and ("guardian", False, "guardian") in history(row)
    assert client.post(page, {"verb": "erase"}).status_code == 302
    row.refresh_from_db()
    assert row.email == "" and not Guardian.objects.exists() and not ReaderProfile.objects.exists()
    assert Subscription.objects.filter(state="confirmed", email__iexact=ADDRESS).count() == 1
    assert client.get(page).status_code == 404 and guardian.pk


def test_a_guardian_who_is_silent_or_says_no_leaves_nothing_behind(academy: Any, client: Client) -> None:
    silent, refused = child("a@readers.example"), child("b@readers.example")
    client.post(f"/subscribe/guardian/{refused.guardian.token}/", {"verb": "erase"})
    actions.forget_unanswered()
    assert Guardian.objects.count() == 1
    Guardian.objects.update(asked_at=timezone.now() - dt.timedelta(days=14, minutes=1))
    assert actions.forget_unanswered() == 1
    assert not Guardian.objects.exists() and not ReaderProfile.objects.exists() and not Interest.objects.exists()
    for row in (silent, refused):
        row.refresh_from_db()
        assert row.email == "" and row.state == "left" and history(row) == []
    send_mails()
    assert not OutgoingMail.objects.filter(state="sent").exists()


def test_another_guardian_makes_the_first_link_dead_and_forged_links_do_nothing(academy: Any, client: Client) -> None:
    row = child(ADDRESS)
    old = row.guardian.token
    child(ADDRESS, "other@readers.example")
    new = Guardian.objects.get().token
    for token in (old, new[:-2] + "xx", row.manage_token, "x"):
        assert client.post(f"/subscribe/guardian/{token}/", {"verb": "agree"}).status_code == 404
    assert Guardian.objects.get().state == "asked"
    send_mails()
    assert [mail.state for mail in OutgoingMail.objects.order_by("pk")] == ["skipped", "sent"]
    with pytest.raises(PermissionDenied):
        child("c@readers.example", "c@readers.example")


def test_everything_held_of_a_mailbox_can_be_read_and_taken_along_without_keys(academy: Any, client: Client) -> None:
    row = digest_reader(ADDRESS)
    reader(ADDRESS, units=[academy.north_lake])
    digest_reader("zhou@readers.example")
    actions.change_profile(row, actions.ProfileChoice(topics=[(Subject.objects.get(code="140"), 3)]))
    path = f"/subscribe/data/{row.manage_token}/"
    answer = client.get(f"{path}my-data.json")
    assert "attachment" in answer["Content-Disposition"]
    tables = json.loads(answer.content)["tables"]
    assert {"audiences.Subscription", "audiences.ReaderProfile", "audiences.Interest", "audiences.Consent"} <= set(
        tables
    )
    assert len(tables["audiences.Subscription"]) == 2 and "wagtailcore.ModelLogEntry" in tables
    text = answer.content.decode() + client.get(path).content.decode()
    assert "zhou@" not in text and academy.north_lake.name in text
    row.refresh_from_db()
    assert row.key not in text and row.confirm_hash not in text
    assert client.get(f"/subscribe/data/{row.leave_token}/my-data.json").status_code == 404


def test_the_data_a_new_house_starts_with_fits_its_tables(academy: Any) -> None:
    assert Segment.objects.count() == len(shipped_segments()) == 14
    for segment in Segment.objects.all():
        segment.full_clean()
        assert segment.name_zh and segment.name_en
    groups = set(Segment.objects.values_list("national_group", flat=True)) - {""}
    assert len(groups) == 5
    assert ("newsletter", CONSENT_VERSION) in consent_texts() and all(t.zh and t.en for t in consent_texts().values())


def test_staff_see_numbers_only_where_they_give_nobody_away(academy: Any, client_for: Any) -> None:
    for number in range(6):
        digest_reader(segments=["teachers"], level=2 if number else 4, region="42")
    for user, status in (
        (academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), 200),
        (academy.user(Role.OBSERVER, academy.top), 404),
    ):
        assert client_for(user).get("/admin/audience-figures/").status_code == status
    shown = client_for(academy.superuser).get("/admin/audience-figures/").context["figures"]
    by_title = {one.title: [number for _name, number in one.rows] for one in shown}
    assert [6] in by_title.values() and [None, None] in by_title.values()
    assert anonymous({"a": 3, "b": 9, "c": 7}) == {"a": None, "b": 9, "c": None}
    assert anonymous({"a": 3, "b": 4, "c": 7}) == {"a": None, "b": None, "c": 7}
    assert anonymous({"a": 0, "b": 7}) == {"a": 0, "b": 7} and anonymous({"a": 2}) == {"a": None}


def test_segments_and_rules_are_changed_by_administrators_of_the_academy(academy: Any, client_for: Any) -> None:
    segment = Segment.objects.get(code="older")
    values = {
        "code": "older", "name_zh": "老年朋友", "name_en": "Older people", "about_zh": "", "about_en": "",
        "national_group": "older", "level": "2", "position": "5", "is_active": "on",
    }  # fmt: skip
    rules = {"most_a_week": "4", "quiet_from": "22", "quiet_until": "7"}
    for user in (
        academy.user(Role.ADMINISTRATOR, academy.north),
        academy.user(Role.COMMUNICATION_OFFICER, academy.top),
    ):
        client = client_for(user)
        client.post(f"/admin/segments/edit/{segment.pk}/", values)
        assert client.post("/admin/mail-rules/", rules).status_code == 404
    segment.refresh_from_db()
    assert segment.name_zh != "老年朋友"
    client = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    assert client.post(f"/admin/segments/edit/{segment.pk}/", values).status_code == 302
    assert client.post("/admin/mail-rules/", {**rules, "quiet_from": "24"}).context["form"].errors
    assert client.post("/admin/mail-rules/", rules).status_code == 302
    segment.refresh_from_db()
    assert segment.name_zh == "老年朋友"

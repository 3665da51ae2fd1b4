"""Double opt-in: nobody gets a mail they did not confirm, leaving takes one press, and nobody learns who is on the list."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.permissions import get_subscription_for
from scicomm.audiences.rules import confirm_token
from scicomm.audiences.tasks import forget, send_mails
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.factories.audiences import asked, kept, reader

pytestmark = pytest.mark.django_db

ADDRESS = "lin@readers.example"
FORM = {"email": ADDRESS, "language": "zh-hans", "scope": "all", "consent": "on", "website": ""}


def facts(name: str) -> int:
    return FactRecord.objects.filter(name=f"audiences.{name}").count()


def only() -> Subscription:
    return Subscription.objects.get()


def link_in(mail: OutgoingMail, word: str) -> str:
    message = kept(mail)
    assert message is not None
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://[^/\s]+(/\S*{word}/\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def test_the_journey_from_form_to_newsletter_reader(academy: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/subscribe/")
    token = page.context["csrf_token"]
    answer = client.post("/subscribe/", {**FORM, "csrfmiddlewaretoken": str(token)}, follow=True)
    assert answer.status_code == 200 and only().state == "pending"
    send_mails()
    mail = OutgoingMail.objects.get()
    assert mail.state == "sent"
    address = link_in(mail, "confirm")
    page = client.get(address)
    assert page.status_code == 200 and only().state == "pending"
    answer = client.post(address, {"csrfmiddlewaretoken": str(page.context["csrf_token"])}, follow=True)
    assert answer.status_code == 200 and only().state == "confirmed"
    assert facts("subscriber_confirmed") == 1
    assert only().consent_version and only().consent_locale == "zh-hans" and only().confirmed_at


def test_opening_the_link_as_a_mail_scanner_does_confirms_nothing(academy: Any, client: Client) -> None:
    row = asked()
    for _visit in range(3):
        assert client.get(f"/subscribe/confirm/{confirm_token(row.pk, row.confirm_key)}/").status_code == 200
    assert only().state == "pending" and facts("subscriber_confirmed") == 0


def test_posting_the_form_twice_makes_one_reader_and_one_mail(academy: Any, client: Client) -> None:
    for email in (ADDRESS, ADDRESS, ADDRESS.upper(), f" {ADDRESS} "):
        assert client.post("/subscribe/", {**FORM, "email": email}).status_code == 302
    assert Subscription.objects.count() == 1 and OutgoingMail.objects.count() == 1


def test_confirming_twice_states_one_fact(academy: Any, client: Client) -> None:
    row = asked()
    address = f"/subscribe/confirm/{confirm_token(row.pk, row.confirm_key)}/"
    for _press in range(2):
        assert client.post(address).status_code == 302
    assert facts("subscriber_confirmed") == 1


def test_the_answer_is_the_same_for_known_and_unknown_addresses(academy: Any, client: Client) -> None:
    reader(ADDRESS)
    known = client.post("/subscribe/", FORM)
    unknown = client.post("/subscribe/", {**FORM, "email": "new@readers.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    # The reader is told by mail, where only they see it, and only once.
    client.post("/subscribe/", FORM)
    assert OutgoingMail.objects.filter(purpose="known").count() == 1


def test_without_a_yes_or_with_a_broken_address_nothing_is_kept_and_the_form_says_why(
    academy: Any, client: Client
) -> None:
    for wrong in ({"consent": ""}, {"email": "lin@"}, {"scope": "units"}, {"language": "xx"}):
        answer = client.post("/subscribe/", {**FORM, **wrong})
        assert answer.status_code == 200 and answer.context["form"].errors, wrong
        assert 'role="alert"' in answer.content.decode()
    assert Subscription.objects.count() == 0


def test_a_program_that_fills_the_hidden_field_gets_the_usual_answer_and_no_row(academy: Any, client: Client) -> None:
    answer = client.post("/subscribe/", {**FORM, "website": "https://spam.example"})
    assert answer.status_code == 302 and Subscription.objects.count() == 0


def test_too_many_posts_from_one_sender_get_429(academy: Any, client: Client) -> None:
    answers = [client.post("/subscribe/", {**FORM, "email": f"r{number}@readers.example"}) for number in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert Subscription.objects.count() == 10


@pytest.mark.parametrize("token", ["x", "0" * 64, "1-abcdefghijkl.forged", "%2e%2e", "1.é"])
def test_forged_links_are_refused_clearly_and_change_nothing(academy: Any, client: Client, token: str) -> None:
    row = reader()
    for path in ("unsubscribe", "subscribe/confirm", "subscribe/preferences", "subscribe/welcome"):
        assert client.get(f"/{path}/{token}/").status_code == 404
    for path in ("unsubscribe", "subscribe/confirm", "subscribe/preferences", "subscribe/erase"):
        answer = client.post(f"/{path}/{token}/")
        assert answer.status_code == 404 and "<h1>" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed" and row.email


def test_a_link_for_leaving_opens_no_preferences_and_works_for_its_reader_only(academy: Any, client: Client) -> None:
    first, second = reader(), reader()
    assert client.get(f"/subscribe/preferences/{first.leave_token}/").status_code == 404
    assert client.post(f"/subscribe/erase/{first.leave_token}/").status_code == 404
    client.post(f"/unsubscribe/{first.leave_token}/")
    second.refresh_from_db()
    assert second.state == "confirmed"


def test_one_post_without_cookies_leaves_and_a_get_does_not(academy: Any) -> None:
    row = reader()
    client = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{row.leave_token}/"
    assert client.get(address).status_code == 200
    row.refresh_from_db()
    assert row.state == "confirmed"
    for _press in range(2):
        answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == "left" and facts("subscriber_left") == 1


def test_an_old_confirmation_link_no_longer_works(academy: Any, client: Client) -> None:
    row = asked()
    Subscription.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    assert client.post(f"/subscribe/confirm/{confirm_token(row.pk, row.confirm_key)}/").status_code == 404
    assert only().state == "pending"


def test_who_left_can_come_back_by_confirming_anew_only(academy: Any, client: Client) -> None:
    row = reader(ADDRESS)
    old = f"/subscribe/confirm/{confirm_token(row.pk, row.confirm_key)}/"
    actions.end_subscription(row)
    assert client.post(old).status_code == 404
    client.post("/subscribe/", FORM)
    row.refresh_from_db()
    assert row.state == "pending"
    assert client.post(f"/subscribe/confirm/{confirm_token(row.pk, row.confirm_key)}/").status_code == 302
    assert only().state == "confirmed"


def test_preferences_are_changed_by_their_own_link(academy: Any, client: Client) -> None:
    row = reader()
    address = f"/subscribe/preferences/{row.manage_token}/"
    answer = client.post(address, {"scope": "units", "units": [academy.north_lake.pk]}, follow=True)
    assert answer.status_code == 200 and 'role="status"' in answer.content.decode()
    row.refresh_from_db()
    assert not row.all_units and list(row.units.all()) == [academy.north_lake]


def test_the_stored_row_gives_no_confirmation_link_away(academy: Any) -> None:
    row = asked()
    token = confirm_token(row.pk, row.confirm_key)
    stored = " ".join(str(value) for value in Subscription.objects.values_list().get())
    assert token not in stored


def test_no_address_stands_in_facts_or_in_the_audit(academy: Any) -> None:
    row = reader(ADDRESS)
    actions.change_preferences(row, all_units=False, units=[academy.north_lake])
    actions.end_subscription(row)
    for fact in FactRecord.objects.filter(name__startswith="audiences."):
        assert "@" not in str(fact.payload) + fact.subject
    entries = ModelLogEntry.objects.filter(action__startswith="audiences.")
    assert entries.count() >= 3
    assert all("@" not in f"{entry.label}{entry.data}" for entry in entries)


def test_erasing_forgets_the_address_the_choice_and_the_kept_mails(academy: Any, client: Client) -> None:
    row = reader(ADDRESS, units=[academy.north_lake])
    client.post("/subscribe/", FORM)
    send_mails()
    mail = OutgoingMail.objects.get()
    assert kept(mail) is not None
    assert client.post(f"/subscribe/erase/{row.manage_token}/").status_code == 302
    row.refresh_from_db()
    assert (row.email, row.state, row.units.count()) == ("", "left", 0)
    assert facts("subscriber_left") == 1
    forget()
    assert kept(mail) is None and not OutgoingMail.objects.exists()
    assert client.get(f"/subscribe/preferences/{row.manage_token}/").status_code == 404


def test_two_erased_readers_do_not_collide_and_an_address_can_come_back(academy: Any) -> None:
    for _time in range(2):
        actions.erase_subscription(reader(ADDRESS))
    assert reader(ADDRESS).state == "confirmed"


def test_an_address_that_never_confirmed_is_forgotten_after_a_month(academy: Any) -> None:
    asked(ADDRESS)
    forget()
    assert only().email == ADDRESS
    Subscription.objects.update(asked_at=timezone.now() - dt.timedelta(days=31))
    forget()
    assert only().email == "" and facts("subscriber_left") == 0


def test_walls_only_the_academys_keepers_see_addresses(academy: Any, client_for: Any) -> None:
    row = reader(ADDRESS)
    keepers = [academy.user(Role.ADMINISTRATOR, academy.top), academy.user(Role.COMMUNICATION_OFFICER, academy.top)]
    for user in [*keepers, academy.superuser]:
        assert get_subscription_for(user, row.pk) == row
        assert ADDRESS in client_for(user).get("/admin/subscriptions/").content.decode()
    for user in (
        academy.user(Role.ADMINISTRATOR, academy.north_lake),
        academy.user(Role.COMMUNICATION_OFFICER, academy.north),
        academy.user(Role.OBSERVER, academy.top),
    ):
        with pytest.raises(Http404):
            get_subscription_for(user, row.pk)
        client = client_for(user)
        for address in (
            "/admin/subscriptions/",
            f"/admin/subscriptions/inspect/{row.pk}/",
            f"/admin/subscriptions/history/{row.pk}/",
            f"/admin/subscriptions/edit/{row.pk}/",
        ):
            assert ADDRESS not in client.get(address, follow=True).content.decode()
        for verb in ("erase", "end"):
            assert client.post(f"/admin/subscriptions/{row.pk}/{verb}/").status_code == 404
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_keeper_ends_and_erases_on_request(academy: Any, client_for: Any) -> None:
    row = reader(ADDRESS)
    client = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    page = client.get(f"/admin/subscriptions/inspect/{row.pk}/").content.decode()
    assert f"/admin/subscriptions/{row.pk}/end/" in page and f"/admin/subscriptions/{row.pk}/erase/" in page
    assert client.post(f"/admin/subscriptions/{row.pk}/end/").status_code == 302
    assert client.post(f"/admin/subscriptions/{row.pk}/erase/").status_code == 302
    row.refresh_from_db()
    assert row.email == "" and row.state == "left"


def test_the_pages_speak_both_languages_and_are_never_cached(academy: Any, client: Client) -> None:
    for prefix in ("", "/en"):
        for path in ("/subscribe/", "/subscribe/sent/", "/subscribe/erased/"):
            answer = client.get(f"{prefix}{path}")
            assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
            assert answer.content.decode().count("<h1") == 1

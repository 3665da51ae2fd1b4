"""Saved searches are kept only for who said yes, managed on one page, and forgotten when they should be."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail, SavedSearch, Subscription, WatchedQuery
from scicomm.audiences.rules import confirm_token, read_query
from scicomm.audiences.tasks import forget, send_mails
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from tests.audiences.watched_searches import ADDRESS, FORM, paper, path_in, text_of, watch, work
from tests.factories.audiences import kept, reader

pytestmark = pytest.mark.django_db


def test_from_the_form_to_the_alert_and_out_by_one_press(academy: Any) -> None:
    paper(academy, 1, title_zh="湖冰消融的早期信号")
    client = Client(enforce_csrf_checks=True)
    address = "/subscribe/search/?q=湖冰&kind=article"
    page = client.get(address)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    answer = client.post(address, {**FORM, "csrfmiddlewaretoken": str(page.context["csrf_token"])})
    assert answer.status_code == 302 and SavedSearch.objects.get().state == "pending"
    send_mails()
    asked = kept(OutgoingMail.objects.get())
    assert asked is not None and "湖冰" in text_of(asked) and "List-Unsubscribe" not in asked
    confirm = path_in(asked, "confirm")
    page = client.get(confirm)
    assert SavedSearch.objects.get().state == "pending", "a program that opens links confirms nothing"
    answer = client.post(confirm, {"csrfmiddlewaretoken": str(page.context["csrf_token"])}, follow=True)
    assert answer.status_code == 200 and "湖冰" in answer.content.decode()
    assert FactRecord.objects.filter(name="audiences.search_saved").count() == 1
    assert work() == [], "what was there before is not new"
    paper(academy, 2, title_zh="湖冰厚度的新记录", title_en="")
    paper(academy, 3, title_zh="草地里的斑纹", title_en="", abstract_zh="", abstract_en="")
    [alert] = work()
    assert "湖冰厚度的新记录" in text_of(alert) and "湖冰厚度的新记录" in text_of(alert, "html")
    assert "草地里的斑纹" not in text_of(alert) and "消融" not in text_of(alert)
    assert "湖冰厚度的新记录" in alert["Subject"]
    assert work() == [], "nothing is told twice"
    fact = FactRecord.objects.get(name="audiences.search_alert_sent")
    assert fact.payload == {"items": 1} and fact.edges.get().about.startswith("journals.article:")
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = re.sub(r"^<https?://[^/]+|>$", "", alert["List-Unsubscribe"].strip())
    assert Client().get(leave).status_code == 200 and SavedSearch.objects.get().state == "active"
    for _press in range(2):
        out = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
        assert out.status_code == 200
    paper(academy, 4, title_zh="湖冰再次变薄")
    assert work() == [] and SavedSearch.objects.get().state == "ended"
    assert FactRecord.objects.filter(name="audiences.search_ended").count() == 1
    assert Client().post(leave, {"again": "1"}).status_code == 200
    paper(academy, 5, title_zh="湖冰与候鸟")
    [alert] = work()
    assert "候鸟" in text_of(alert) and "变薄" not in text_of(alert), "what came while it was stopped is not told later"


def test_a_confirmed_reader_gets_no_new_search_without_a_new_yes_and_no_newsletter(
    academy: Any, client: Client
) -> None:
    watch("q=湖冰", ADDRESS)
    client.post("/subscribe/search/?q=草地", FORM)
    assert sorted(SavedSearch.objects.values_list("state", flat=True)) == ["active", "pending"]
    row = Subscription.objects.get()
    assert (row.kind, row.state) == ("searches", "confirmed") and row.consent_version
    assert not FactRecord.objects.filter(name="audiences.subscriber_confirmed").exists()
    # The same wish again, written otherwise, is the same query; the reader is told by mail that it runs already.
    for same in ("?q=湖冰&page=2", "?q=+湖冰+&sort=newest"):
        assert client.post(f"/subscribe/search/{same}", FORM)["Location"].endswith("/subscribe/search/sent/")
    assert WatchedQuery.objects.count() == 2
    assert OutgoingMail.objects.filter(purpose="s_known").count() == 1


def test_what_cannot_be_watched_or_has_no_yes_is_refused_in_words(academy: Any, client: Client) -> None:
    for nothing in ("", "?q=", "?q=++", "?page=2", "?q=%22%22"):
        answer = client.get(f"/subscribe/search/{nothing}")
        assert answer.status_code == 400 and answer.content.decode().count("<h1") == 1, nothing
    for wrong in ({"consent": ""}, {"email": "x@"}, {"frequency": "hourly"}, {"language": "xx"}):
        answer = client.post("/subscribe/search/?q=湖冰", {**FORM, **wrong})
        assert answer.status_code == 200 and 'role="alert"' in answer.content.decode()
    assert client.post("/subscribe/search/?q=湖冰", {**FORM, "website": "x"}).status_code == 302
    assert not SavedSearch.objects.exists() and not OutgoingMail.objects.exists()
    assert client.get("/en/subscribe/search/?q=%3Cscript%3Ealert(1)%3C/script%3E").status_code == 200
    for token in ("x", "0" * 64, "1-abc.forged"):
        for path in ("subscribe/search/confirm", "unsubscribe/search"):
            assert client.get(f"/{path}/{token}/").status_code == 404
            assert client.post(f"/{path}/{token}/").status_code == 404


def test_one_page_manages_all_searches_of_a_mailbox_and_nobody_elses(academy: Any, client: Client) -> None:
    row, english = watch("q=湖冰", ADDRESS), watch("q=lake", ADDRESS, language="en")
    newsletter, other = reader(ADDRESS), watch("q=别人")
    for token in (row.subscription.manage_token, english.subscription.manage_token, newsletter.manage_token):
        page = client.get(f"/subscribe/preferences/{token}/")
        assert [line.search for line in page.context["searches"]] == sorted([row, english], key=lambda one: one.name)
    token = newsletter.manage_token
    address = f"/subscribe/preferences/{token}/searches/"
    client.post(f"{address}{row.pk}/", {"verb": "save", "name": "湖与冰", "frequency": "weekly"})
    client.post(f"{address}{english.pk}/", {"verb": "pause"})
    row.refresh_from_db()
    english.refresh_from_db()
    assert (row.name, row.frequency, english.state) == ("湖与冰", "weekly", "paused")
    client.post(f"{address}{english.pk}/", {"verb": "resume"})
    assert SavedSearch.objects.get(pk=english.pk).state == "active"
    for verb in ("pause", "delete", "save"):
        assert client.post(f"{address}{other.pk}/", {"verb": verb}).status_code == 404
    client.post(f"{address}{row.pk}/", {"verb": "delete"})
    assert not SavedSearch.objects.filter(pk=row.pk).exists()
    client.post(f"/unsubscribe/{english.subscription.leave_token}/")
    newsletter.refresh_from_db()
    assert newsletter.state == "confirmed", "stopping searches leaves the newsletter alone"
    client.post(f"/subscribe/erase/{token}/")
    assert sorted(Subscription.objects.values_list("email", flat=True)) == ["", "", "", other.subscription.email]
    assert SavedSearch.objects.get() == other
    told = " ".join(
        f"{entry.label}{entry.data}" for entry in ModelLogEntry.objects.filter(action__startswith="audiences.")
    )
    assert "湖" not in told and "@" not in told


def test_fifty_searches_are_the_most_and_the_page_says_so(academy: Any, client: Client) -> None:
    for number in range(50):
        watch(f"q=词{number}", ADDRESS)
    row = actions.ask_to_save_search(
        read_query(QueryDict("q=再来")), email=ADDRESS, language="zh-hans", consent_locale="zh-hans",
        frequency="daily", name="x",
    )  # fmt: skip
    answer = client.post(f"/en/subscribe/search/confirm/{confirm_token(row.pk, row.confirm_key)}/")
    assert answer.status_code == 200 and "You have 50 saved searches" in answer.content.decode()
    assert SavedSearch.objects.get(pk=row.pk).state == "pending"


def test_what_was_never_confirmed_or_was_stopped_is_forgotten(academy: Any) -> None:
    stopped, running = watch("q=一", ADDRESS), watch("q=二", ADDRESS)
    actions.end_search(stopped)
    long_ago = timezone.now() - dt.timedelta(days=31)
    SavedSearch.objects.update(asked_at=long_ago)
    SavedSearch.objects.filter(pk=stopped.pk).update(ended_at=long_ago)
    WatchedQuery.objects.update(created_at=long_ago)
    forget()
    assert SavedSearch.objects.get() == running and WatchedQuery.objects.get() == running.query


def test_staff_see_what_is_watched_and_how_often_but_not_by_whom(academy: Any, client_for: Any) -> None:
    for email in (ADDRESS, "b@readers.example"):
        watch("q=湖冰", email)
    watch("q=草地")
    officer = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    page = officer.get("/admin/watched-searches/").content.decode()
    assert "湖冰" in page and ADDRESS not in page and page.index("湖冰") < page.index("草地")
    assert (
        client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get("/admin/watched-searches/").status_code
        == 404
    )

"""Saved searches tell what is new once, only to who said yes, and never what is not public."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.audiences import actions
from scicomm.audiences.models import NewItem, OutgoingMail, SavedSearch, SearchMatch, Subscription, WatchedQuery
from scicomm.audiences.rules import confirm_token, read_query
from scicomm.audiences.tasks import check_searches, forget, match_searches, send_mails, tell_searches
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from scicomm.search.models import IndexEntry
from tests.factories.audiences import kept, reader
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db
ADDRESS = "shen@readers.example"
FORM = {"email": ADDRESS, "frequency": "at_once", "language": "zh-hans", "consent": "on", "website": "", "name": ""}


def watch(query: str, email: str = "", *, frequency: str = "at_once", language: str = "zh-hans") -> SavedSearch:
    """A confirmed saved search; the mail that asked is dropped, so that tests see what comes after."""
    row = actions.ask_to_save_search(
        read_query(QueryDict(query)),
        email=email or f"r{SavedSearch.objects.count()}@readers.example",
        language=language,
        consent_locale=language,
        frequency=frequency,
        name=QueryDict(query).get("q", "") or "all",
    )
    OutgoingMail.objects.filter(saved_search=row).delete()
    confirmed = actions.confirm_search(confirm_token(row.pk, row.confirm_key))
    assert confirmed is not None
    return confirmed


def paper(academy: Any, number: int, **values: Any) -> str:
    """A new article, taken in; returns its DOI."""
    doi = f"10.5555/alert.{number}"
    take(academy.north_lake, jats(doi, **values), f"{number}.xml")
    return doi


def work() -> list[EmailMessage]:
    """What the worker does by itself, without waiting; returns the alerts that went out now."""
    known = set(OutgoingMail.objects.filter(state="sent").values_list("pk", flat=True))
    Worker().drain()
    match_searches()
    SavedSearch.objects.filter(has_news=True).update(next_at=timezone.now())
    tell_searches()
    send_mails()
    sent = OutgoingMail.objects.filter(state="sent", purpose="s_alert").exclude(pk__in=known).order_by("pk")
    return [mail for mail in map(kept, sent) if mail is not None]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def path_in(mail: EmailMessage, word: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/\S*{word}/[^\s#]+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


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


def test_a_back_file_comes_as_one_mail_with_the_rest_behind_a_link(academy: Any) -> None:
    row = watch("q=band&kind=article", language="en")
    for number in range(23):
        paper(academy, number, title_en=f"Band number {number}", title_zh="")
    [alert] = work()
    body = text_of(alert)
    assert body.count("/en/articles/") == 20 and "and 3 more" in body and "/en/search/?q=band" in body
    assert alert["Subject"].startswith("23 new for") and 'lang="en"' in text_of(alert, "html")
    assert work() == [] and SearchMatch.objects.filter(query=row.query).count() == 23


def test_new_is_what_became_public_and_not_what_a_date_or_a_repair_says(academy: Any) -> None:
    watch("q=斑纹")
    doi = paper(academy, 1, title_zh="斑纹的间距")
    assert len(work()) == 1
    take(academy.north_lake, jats(doi, title_zh="斑纹的间距（修订）"), "1b.xml")
    IndexEntry.objects.filter(index="public").update(state="pending", version=9)
    assert work() == [], "a newer version and a rebuilt index are no news"
    Worker().drain()
    for item in NewItem.objects.all():
        actions.note_new_item(item.key)
    assert work() == []


def test_what_is_held_back_or_withdrawn_before_sending_is_never_told(academy: Any) -> None:
    watch("q=冰川")
    make_story(academy, state="held", title="冰川的秘密")
    assert work() == []
    paper(academy, 1, title_zh="冰川之下")
    Worker().drain()
    match_searches()
    tell_searches()
    mail = OutgoingMail.objects.get(purpose="s_alert")
    IndexEntry.objects.filter(index="public").update(payload=None)
    send_mails()
    mail.refresh_from_db()
    assert mail.state == "skipped" and not FactRecord.objects.filter(name="audiences.search_alert_sent").exists()


def test_a_retraction_is_told_to_who_was_told_and_never_hidden_from_who_was_not(academy: Any) -> None:
    first = watch("q=湍流", language="en")
    doi = paper(academy, 1, title_zh="湍流中的结构")
    assert len(work()) == 1
    later = watch("q=湍流 结构")
    paper(academy, 2, title_zh="撤稿声明", title_en="", abstract_zh="", abstract_en="", article_type="retraction",
          body="", keywords="", related=related("retracted-article", doi))  # fmt: skip
    [notice] = work()
    assert str(notice["To"]) == first.subscription.email, "who was not told hears nothing"
    assert "Retracted since we told you" in text_of(notice)
    assert work() == [] and later.told.count() == 0
    # An article that was retracted before it could be told says so.
    other = watch("q=涡旋", language="en")
    doi = paper(academy, 3, title_zh="涡旋的寿命")
    paper(academy, 4, title_zh="声明", title_en="", abstract_zh="", abstract_en="", article_type="retraction",
          body="", keywords="", related=related("retracted-article", doi))  # fmt: skip
    Worker().drain()
    [alert] = [mail for mail in work() if str(mail["To"]) == other.subscription.email]
    assert doi in text_of(alert) and "Retracted" in text_of(alert)


def test_daily_waits_for_its_day_and_a_pause_skips_what_came_meanwhile(academy: Any) -> None:
    daily, weekly = watch("q=海草", frequency="daily"), watch("q=海草", frequency="weekly")
    assert daily.query == weekly.query and WatchedQuery.objects.count() == 1
    paper(academy, 1, title_zh="海草床的回归")
    Worker().drain()
    match_searches()
    assert tell_searches() == 0, "the first day has not passed"
    SavedSearch.objects.filter(pk=daily.pk).update(next_at=timezone.now() - dt.timedelta(seconds=1))
    assert tell_searches() == 1
    daily.refresh_from_db()
    assert dt.timedelta(hours=22) < daily.next_at - timezone.now() <= dt.timedelta(hours=23)
    actions.pause_search(weekly)
    paper(academy, 2, title_zh="海草与碳")
    work()
    actions.resume_search(weekly)
    paper(academy, 3, title_zh="海草的花")
    [mail] = [mail for mail in work() if str(mail["To"]) == weekly.subscription.email]
    assert "海草的花" in text_of(mail) and "海草与碳" not in text_of(mail)


def test_a_round_that_was_killed_goes_on_and_tells_once(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from scicomm.audiences.tasks import searches

    rows = [watch(f"q={word}") for word in ("潮汐", "潮汐 模型", "沙丘", "潮")]
    paper(academy, 1, title_zh="潮汐模型")
    Worker().drain()
    monkeypatch.setattr(searches, "STRETCH", 1)
    real, calls = actions.note_matches, []

    def dying(*args: Any, **kwargs: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args, **kwargs)

    monkeypatch.setattr(actions, "note_matches", dying)
    with pytest.raises(KeyboardInterrupt):
        match_searches()
    assert len(work()) == 3 and SavedSearch.objects.get(pk=rows[2].pk).told.count() == 0
    assert work() == []


def test_a_query_that_breaks_or_whose_journal_is_gone_is_said_and_holds_up_nobody(
    academy: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scicomm.search import standing

    broken, fine, gone = watch("q=坏的"), watch("q=珊瑚"), watch("q=珊瑚&journal=没有的刊")
    real = standing.parse

    def parse(text: str) -> Any:
        if text == "坏的":
            raise ValueError
        return real(text)

    monkeypatch.setattr(standing, "parse", parse)
    paper(academy, 1, title_zh="珊瑚白化")
    [alert] = work()
    assert str(alert["To"]) == fine.subscription.email
    assert check_searches() >= 1
    send_mails()
    assert check_searches() == 0
    send_mails()
    troubled = OutgoingMail.objects.filter(purpose="s_trouble", state="sent")
    assert {mail.saved_search_id for mail in troubled} >= {gone.pk} and broken.pk in {
        mail.saved_search_id for mail in troubled
    }
    page = client.get(f"/en/subscribe/preferences/{gone.subscription.manage_token}/").content.decode()
    assert "The journal it asks for is no longer there." in page


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

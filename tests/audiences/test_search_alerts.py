"""Alerts of saved searches tell what is new once, and never what is not public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import NewItem, OutgoingMail, SavedSearch, SearchMatch, WatchedQuery
from scicomm.audiences.tasks import check_searches, match_searches, send_mails, tell_searches
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.search.models import IndexEntry
from tests.audiences.watched_searches import paper, text_of, watch, work
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db


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

"""What is particular to each platform: renewed tokens, lost answers, by hand, recall, figures; no secret in any error."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from scicomm.channels.clients import OUTLETS, OutletError, Wrong
from scicomm.channels.clients.weibo import WeiboOutlet
from scicomm.channels.rules.packages import Answer, Came, Sent
from tests.channels.contents import content, read
from tests.channels.fakes import FakeBluesky, FakeTelegram, FakeWechat, FakeWeibo
from tests.channels.fakes.base import FakePlatform

KEY = "0123456789abcdef" * 2
FAKES = [FakeWechat, FakeWeibo, FakeTelegram, FakeBluesky]
each = pytest.mark.parametrize("fake_class", FAKES, ids=lambda fake: fake.__name__)


def package(fake: FakePlatform, **changes: Any) -> Any:
    return fake.platform.adapt(content(**changes), fake.account(), {})


def send(fake: FakePlatform, key: str = KEY, **changes: Any) -> Answer:
    return fake.outlet.send(package(fake, **changes), fake.account(), key=key, read=read)


def sent(answer: Answer, key: str = KEY) -> Sent:
    return Sent(key, answer.outside_id, answer.url, answer.memory)


def published(fake: FakePlatform, answer: Answer) -> Sent:
    """What the dispatcher knows once it is out."""
    if answer.came == Came.ACCEPTED:
        fake.settle()
        later = fake.outlet.poll(fake.account(), sent(answer))
        return Sent(KEY, later.outside_id, later.url, {**answer.memory, **later.memory})
    return sent(answer)


def error_of(call: Any) -> OutletError:
    with pytest.raises(OutletError) as caught:
        call()
    return caught.value


@each
def test_every_picture_that_may_go_arrives_and_figures_come_back(fake_class: type[FakePlatform]) -> None:
    with fake_class() as fake:
        answer = send(fake)
        assert not answer.problems, answer.problems
        known = published(fake, answer)
        assert (
            fake.public_posts[0].pictures == {"wechat": 3, "weibo": 1, "telegram": 2, "bluesky": 1}[fake.platform.kind]
        )
        known = replace(
            known, memory={**known.memory, "day": (timezone.now() - dt.timedelta(days=3)).date().isoformat()}
        )
        figures = {figure.metric: figure.value for figure in fake.outlet.measure(fake.account(), known)}
        assert (
            figures
            == {
                "wechat": {"reads": 41, "shares": 6, "likes": 9, "comments": 2, "saves": 4},
                "weibo": {"shares": 5, "comments": 3, "likes": 8},
                "telegram": {"reads": 1200},
                "bluesky": {"likes": 7, "shares": 3, "comments": 3, "saves": 4},
            }[fake.platform.kind]
        )
        followers = fake.outlet.followers(fake.account())
        assert followers.metric == "followers" and followers.value > 500
        assert OUTLETS[fake.platform.kind] is type(fake.outlet)


@each
def test_no_secret_stands_in_an_error_a_repr_or_a_log(
    fake_class: type[FakePlatform], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with fake_class() as fake:
        account, outlet = fake.account(), fake.outlet
        errors = []
        for trial, value in {"token_expired": True, "limited_for": 60, "refuses_post": True, "is_down": True}.items():
            setattr(fake.trials, trial, value)
            errors.append(error_of(lambda: send(fake)))
            setattr(fake.trials, trial, type(value)(0))
        assert [error.wrong for error in errors] == [Wrong.CREDENTIALS, Wrong.LIMITED, Wrong.REFUSED, Wrong.LATER]
        assert errors[1].wait is not None and errors[1].wait >= 59
    # Nothing listens there any more.
    errors.append(error_of(lambda: outlet.send(package(fake), account, key=KEY, read=read)))
    empty = replace(account, secrets={})
    errors.append(error_of(lambda: outlet.send(package(fake), empty, key=KEY, read=read)))
    assert [error.wrong for error in errors[4:]] == [Wrong.LATER, Wrong.CREDENTIALS]
    line = outlet.line(account)
    line.hidden.append("TOKEN-0-secret")
    said = repr([account, line, outlet, *errors]) + "".join(map(str, errors)) + caplog.text
    for secret in [*account.secrets.values(), "-secret-", "TOKEN-0-secret"]:
        assert secret not in said
    token = next(iter(account.secrets.values()))
    assert token not in line.says(f"No connection: /bot{token}/send?access_token={token}")


@each
def test_a_lost_answer_is_found_and_what_was_never_sent_is_not(fake_class: type[FakePlatform]) -> None:
    with fake_class() as fake:
        send(fake, "f" * 32, title="另一篇", url=content().url + "other/")
        what = package(fake)
        assert fake.outlet.find(what, fake.account(), Sent(KEY)) is None
        fake.trials.hangs_after_taking = True
        assert error_of(lambda: send(fake)).wrong == Wrong.UNSURE
        found = fake.outlet.find(what, fake.account(), Sent(KEY))
        assert found is not None
        fake.settle()
        if found.came == Came.ACCEPTED:
            found = fake.outlet.poll(fake.account(), Sent(KEY, memory=found.memory))
        assert found.came == Came.PUBLISHED
        assert found.outside_id in {post.outside_id for post in fake.public_posts[1:]}
        assert len(fake.public_posts) == 2


@each
def test_a_refused_picture_does_not_keep_the_text_and_a_broken_file_neither(fake_class: type[FakePlatform]) -> None:
    with fake_class() as fake:
        fake.trials.refuses_pictures = True
        answer = send(fake)
        fake.settle()
        assert len(fake.public_posts) == 1 and fake.public_posts[0].pictures == 0
        assert {problem.where for problem in answer.problems} >= {"picture:7"}
        fake.trials.refuses_pictures = False
        broken = fake.outlet.send(
            package(fake, title="坏文件"), fake.account(), key="e" * 32, read=lambda _picture: b"not a picture"
        )
        fake.settle()
        assert len(fake.public_posts) == 2 and {problem.where for problem in broken.problems} >= {"picture:7"}


def test_wechat_renews_its_token_once_and_changes_the_draft_of_an_earlier_try() -> None:
    with FakeWechat() as fake:
        fake.stale = True
        fake.console_code = 53505
        answer = send(fake)
        assert answer.came == Came.BY_HAND and "草稿箱" in answer.words and "53505" in answer.words
        assert len(fake.tokens) == 2 and len(fake.drafts) == 1
        draft = next(iter(fake.drafts.values()))
        assert draft["content"].count("<img") == 3 and draft["content_source_url"].startswith(content().url)
        assert "picture:" not in draft["content"] and "草坡" in draft["content"]
        send(fake)
        assert len(fake.drafts) == 1, "a second try makes no second draft"
        assert fake.outlet.recall(fake.account(), sent(answer), reason="").came == Came.RECALLED and not fake.drafts


def test_wechat_leaves_the_draft_to_a_person_where_the_account_may_not_publish() -> None:
    with FakeWechat() as fake:
        fake.is_verified = False
        answer = send(fake)
        assert (
            answer.came == Came.BY_HAND
            and len(fake.drafts) == 1
            and fake.outlet.followers(fake.account()).value == 1234
        )
        fake.not_listed = True
        error = error_of(lambda: send(fake))
        assert error.wrong == Wrong.CREDENTIALS and "203.0.113.7" in error.words


@pytest.mark.parametrize(
    ("status", "came"), [(2, "refused"), (3, "refused"), (4, "refused"), (6, "refused"), (9, "refused")]
)
def test_wechat_says_why_it_did_not_publish(status: int, came: str) -> None:
    with FakeWechat() as fake:
        answer = send(fake)
        assert fake.outlet.poll(fake.account(), sent(answer)).came == Came.ACCEPTED
        fake.trials.refuses_later, fake.refused_status = True, status
        fake.settle()
        later = fake.outlet.poll(fake.account(), sent(answer))
        assert later.came == came and later.words


def test_wechat_puts_a_corrected_article_in_the_place_of_the_old_one() -> None:
    with FakeWechat() as fake:
        known = published(fake, send(fake))
        new = "9" * 32
        answer = fake.outlet.update(package(fake, title="更正后的斑纹"), fake.account(), known, key=new, read=read)
        assert len(fake.public_posts) == 1, "the old one stands until the new one is out"
        again = Sent(new, memory={**known.memory, **answer.memory})
        fake.outlet.update(package(fake, title="更正后的斑纹"), fake.account(), again, key=new, read=read)
        fake.settle()
        later = fake.outlet.poll(fake.account(), again)
        assert later.came == Came.PUBLISHED and [post.text[:6] for post in fake.public_posts] == ["更正后的斑纹"]
        now = Sent(new, later.outside_id, later.url, {**again.memory, **later.memory})
        assert fake.outlet.recall(fake.account(), now, reason="").came == Came.RECALLED and not fake.public_posts


def test_weibo_knows_its_own_status_by_words_or_by_where_its_short_link_leads() -> None:
    with FakeWeibo() as fake:
        answer = send(fake)
        assert (
            answer.url
            == "https://weibo.com/2656274875/EApkYX4Z2"[: len("https://weibo.com/2656274875/")] + answer.url[29:]
        )
        changed = replace(package(fake), fields={**package(fake).fields, "status": "别的话"})
        found = fake.outlet.find(changed, fake.account(), Sent(KEY))
        assert found is not None and found.outside_id == answer.outside_id
        assert error_of(lambda: send(fake)).wrong == Wrong.UNSURE, "Weibo refuses the same words: they may stand there"
        assert len(fake.public_posts) == 1
        fake.app_code = 10014
        by_hand = send(fake, title="新的一篇")
        assert by_hand.came == Came.BY_HAND and "10014" in by_hand.words
        assert isinstance(fake.outlet, WeiboOutlet)


def test_weibo_leaves_it_to_a_person_where_no_domain_is_bound_and_says_what_was_removed() -> None:
    with FakeWeibo() as fake:
        known = sent(send(fake))
        assert fake.outlet.poll(fake.account(), known).came == Came.VISIBLE
        fake.posts[0].is_refused = True
        assert fake.outlet.poll(fake.account(), known).came == Came.REFUSED
        fake.bound = "elsewhere.example"
        account = replace(fake.account(), settings={"uid": "1"})
        answer = fake.outlet.send(package(fake, title="第二篇"), account, key=KEY, read=read)
        assert answer.came == Came.BY_HAND and "text not find domain" in answer.words


def test_telegram_edits_deletes_and_where_it_cannot_delete_leaves_a_note() -> None:
    with FakeTelegram() as fake:
        known = sent(send(fake))
        assert fake.outlet.poll(fake.account(), known).came == Came.VISIBLE
        fake.outlet.update(package(fake, title="更正"), fake.account(), known, key="a" * 32, read=read)
        fake.outlet.update(package(fake, title="更正"), fake.account(), known, key="a" * 32, read=read)
        assert fake.public_posts[0].text.startswith("<b>更正</b>")
        fake.is_old = True
        answer = fake.outlet.recall(fake.account(), known, reason="数据 <有误>")
        assert answer.came == Came.RECALLED and answer.words and "数据 <有误>" in fake.public_posts[0].text
        fake.is_old = False
        assert fake.outlet.recall(fake.account(), known, reason="").came == Came.RECALLED and not fake.public_posts
        assert fake.outlet.poll(fake.account(), known).came == Came.REFUSED


@pytest.mark.parametrize("change", ["private", "no page"])
def test_telegram_asks_a_person_where_nobody_can_look(change: str) -> None:
    with FakeTelegram() as fake:
        fake.chat = "-1001234567890" if change == "private" else fake.chat
        fake.has_page = change == "private"
        answer = send(fake)
        assert answer.url.startswith("https://t.me/")
        assert error_of(lambda: fake.outlet.find(package(fake), fake.account(), Sent(KEY))).wrong == Wrong.UNSURE
        assert fake.outlet.poll(fake.account(), sent(answer)).came == Came.PUBLISHED
        wrong = replace(fake.account(), settings={"chat": "@nobody"})
        assert error_of(lambda: fake.outlet.recall(wrong, sent(answer), reason="")).wrong == Wrong.CREDENTIALS


def test_bluesky_writes_one_record_however_often_it_is_sent_and_refreshes_its_session() -> None:
    with FakeBluesky() as fake:
        fake.session_ends = True
        answer = send(fake)
        assert fake.sessions == 2 and send(fake).outside_id == answer.outside_id and len(fake.posts) == 1
        record = next(iter(fake.records.values()))["value"]
        assert record["langs"] == ["zh-hans"] and record["embed"]["external"]["uri"] == content().url
        assert fake.outlet.poll(fake.account(), sent(answer)).came == Came.VISIBLE
        fake.outlet.update(package(fake, title="更正"), fake.account(), sent(answer), key="b" * 32, read=read)
        changed = next(iter(fake.records.values()))["value"]
        assert changed["createdAt"] == record["createdAt"] and changed["text"].startswith("更正")
        fake.posts[0].is_refused = True
        assert fake.outlet.poll(fake.account(), sent(answer)).came == Came.REFUSED
        assert fake.outlet.recall(fake.account(), sent(answer), reason="").came == Came.RECALLED
        assert fake.outlet.recall(fake.account(), sent(answer), reason="").came == Came.RECALLED


def test_bluesky_pictures_go_with_their_descriptions_and_the_link_in_the_text() -> None:
    with FakeBluesky() as fake:
        account = replace(fake.account(), settings={**fake.account().settings, "layout": "pictures"})
        what = fake.platform.adapt(content(), account, {})
        fake.outlet.send(what, account, key=KEY, read=read)
        record = next(iter(fake.records.values()))["value"]
        assert [image["alt"] for image in record["embed"]["images"]] == ["草坡", "样地"]
        assert record["facets"][0]["features"][0]["uri"] == content().url

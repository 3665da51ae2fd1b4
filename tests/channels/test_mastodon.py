"""Mastodon: our adapter and the well-known client library say the same to the same fake instance."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import mastodon
import pytest

from scicomm.channels.clients import OutletError, Wrong
from scicomm.channels.clients.mastodon import MastodonOutlet
from scicomm.channels.rules.packages import Came, Package, Picture, Sent, Severity, StoryContent
from scicomm.channels.rules.platforms.mastodon import Mastodon, length_of, shortened
from tests.channels.fakes.mastodon import TOKEN, FakeMastodon

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
LINK = "https://kepu.example/stories/north-lake/bands/"


def content(**values: Any) -> StoryContent:
    given: dict[str, Any] = {
        "story_id": 12, "revision_id": 3, "title": "草原上的斑纹", "standfirst": "量一量间距，就知道还剩多少余地。",
        "html": "<p>草地变成裸地之前，斑纹会先变。</p>", "text": "草地变成裸地之前，斑纹会先变。", "url": LINK,
        "language": "zh-hans", "unit": "北湖研究所", "unit_slug": "north-lake", "published_at": NOON, "changed_at": NOON,
        "entry_id": "tag:kepu.example,2026-05-04:story/12",
        "pictures": (Picture("5", "image/jpeg", 800, 600, alt="草原上深浅相间的条带"),),
    }  # fmt: skip
    return StoryContent(**{**given, **values})


@pytest.fixture
def fake() -> Iterator[FakeMastodon]:
    with FakeMastodon() as running:
        yield running


def package(fake: FakeMastodon, **values: Any) -> Package:
    return Mastodon().adapt(content(**values), fake.account(), {})


def read(picture: Picture) -> bytes:
    return b"\xff\xd8 a picture"


def sent_of(answer: Any, key: str = "k1") -> Sent:
    return Sent(key, answer.outside_id, answer.url, answer.memory)


def wrong_of(call: Any) -> OutletError:
    with pytest.raises(OutletError) as caught:
        call()
    return caught.value


def test_the_client_library_and_the_adapter_post_the_same_status(fake: FakeMastodon) -> None:
    made = package(fake)
    answer = fake.outlet.send(made, fake.account(), key="k1", read=read)
    client = mastodon.Mastodon(access_token=TOKEN, api_base_url=fake.address, ratelimit_method="throw")
    medium = client.media_post(
        io.BytesIO(read(made.pictures[0])), mime_type="image/jpeg", description=made.pictures[0].alt, focus=(0.0, 0.0)
    )
    while client.media(medium).url is None:
        pass
    theirs = client.status_post(
        made.fields["text"], media_ids=[medium], visibility="public", language="zh", idempotency_key="theirs"
    )
    ours = client.status(answer.outside_id)
    skipped = {"id", "uri", "url", "created_at", "media_attachments", "account"}
    assert {name: ours[name] for name in ours if name not in skipped} == {
        name: theirs[name] for name in theirs if name not in skipped
    }
    assert [medium.description for medium in ours.media_attachments] == [made.pictures[0].alt]
    assert [fake.media[str(medium.id)]["focus"] for medium in (*ours.media_attachments, *theirs.media_attachments)] == [
        "0.0,0.0", "0.0,0.0",
    ]  # fmt: skip
    assert answer.came == Came.PUBLISHED and answer.url == ours.url and LINK in ours.content
    # What the library does to a status, the adapter sees, and the other way round.
    client.status_update(answer.outside_id, "改过的话 " + LINK)
    assert fake.outlet.poll(fake.account(), sent_of(answer)).came == Came.VISIBLE
    fake.outlet.recall(fake.account(), sent_of(answer), reason="数据有误")
    with pytest.raises(mastodon.MastodonNotFoundError):
        client.status(answer.outside_id)
    assert client.account_verify_credentials().followers_count == fake.outlet.followers(fake.account()).value == 42
    fake.trials.token_expired = True
    with pytest.raises(mastodon.MastodonUnauthorizedError):
        client.account_verify_credentials()


def test_a_lost_answer_never_makes_a_second_post_within_the_hour_or_after(fake: FakeMastodon) -> None:
    made, account = package(fake), fake.account()
    fake.trials.hangs_after_taking = True
    assert wrong_of(lambda: fake.outlet.send(made, account, key="k1", read=read)).wrong == Wrong.UNSURE
    assert len(fake.public_posts) == 1
    fake.outlet.send(made, account, key="k1", read=read)
    assert len(fake.public_posts) == 1
    fake.forget_keys()
    found = fake.outlet.find(made, account, Sent("k1"))
    assert found and found.outside_id == fake.posts[0].outside_id
    # Another story whose address only begins like this one's is not it.
    other = package(fake, url=LINK + "more/")
    assert fake.outlet.find(other, account, Sent("k2")) is None
    longer = fake.outlet.send(other, account, key="k2", read=read)
    found = fake.outlet.find(made, account, Sent("k1"))
    assert found and found.outside_id != longer.outside_id


def test_what_is_wrong_is_told_from_what_the_instance_says(fake: FakeMastodon) -> None:
    made, account, outlet = package(fake), fake.account(), fake.outlet

    def send() -> Any:
        return outlet.send(made, account, key="k1", read=read)

    fake.trials.limited_for = 120
    limited = wrong_of(send)
    assert limited.wrong == Wrong.LIMITED and limited.wait is not None and 110 <= limited.wait <= 120
    fake.trials.limited_for = 0
    fake.trials.token_expired = True
    expired = wrong_of(send)
    assert expired.wrong == Wrong.CREDENTIALS and TOKEN not in expired.words
    assert wrong_of(lambda: outlet.followers(account)).wrong == Wrong.CREDENTIALS
    fake.trials.token_expired = False
    fake.trials.refuses_post = True
    assert wrong_of(send).wrong == Wrong.REFUSED
    fake.trials.refuses_post = False
    fake.trials.is_down = True
    assert wrong_of(send).wrong == Wrong.LATER
    fake.trials.is_down = False
    fake.working = 99
    assert wrong_of(send).wrong == Wrong.LATER and fake.posts == []
    # The client that the product uses reaches no address of the own network, whatever an account's setting says.
    assert wrong_of(lambda: MastodonOutlet().send(made, account, key="k1", read=read)).wrong == Wrong.REFUSED


def test_a_refused_picture_is_told_and_the_text_goes(fake: FakeMastodon) -> None:
    fake.trials.refuses_pictures = True
    answer = fake.outlet.send(package(fake), fake.account(), key="k1", read=read)
    assert [problem.where for problem in answer.problems] == ["picture:5"] and fake.posts[0].pictures == 0
    avif = package(fake, url=LINK + "2/", pictures=(Picture("6", "image/avif", 8, 6, alt="x"),))
    fake.trials.refuses_pictures = False
    told = fake.outlet.send(avif, fake.account(), key="k2", read=read).problems
    assert "image/avif" in told[0].words and fake.media == {}


def test_an_edit_keeps_the_pictures_and_a_moderator_s_deletion_is_seen(fake: FakeMastodon) -> None:
    account = fake.account()
    answer = fake.outlet.send(package(fake), account, key="k1", read=read)
    corrected = package(fake, correction="间距单位应为米。")
    edited = fake.outlet.update(corrected, account, sent_of(answer), key="k2", read=read)
    assert edited.outside_id == answer.outside_id and len(fake.public_posts) == 1 and len(fake.media) == 1
    assert fake.posts[0].pictures == 1 and "间距单位应为米。" in fake.posts[0].text
    assert {figure.metric: figure.value for figure in fake.outlet.measure(account, sent_of(edited))} == {
        "likes": 3, "shares": 2, "comments": 1,
    }  # fmt: skip
    fake.trials.refuses_later = True
    fake.settle()
    gone = fake.outlet.poll(account, sent_of(edited))
    assert gone.came == Came.REFUSED and gone.words
    assert fake.outlet.recall(account, sent_of(edited), reason="x").came == Came.RECALLED


def test_a_post_for_followers_only_is_published_and_not_visible(fake: FakeMastodon) -> None:
    account = dataclasses.replace(fake.account(), settings=dict(fake.account().settings) | {"visibility": "private"})
    made = Mastodon().adapt(content(), account, {})
    answer = fake.outlet.send(made, account, key="k1", read=read)
    assert fake.outlet.poll(account, sent_of(answer)).came == Came.PUBLISHED


@pytest.mark.parametrize("most", [120, 500])
def test_a_package_never_says_more_than_the_instance_takes(fake: FakeMastodon, most: int) -> None:
    fake.most_characters = most
    account = dataclasses.replace(
        fake.account(), settings=dict(fake.account().settings) | {"max_characters": str(most)}
    )
    long = content(title="很长的题目" * 30, standfirst="一句话。" * 300, correction="错" * 50)
    made = Mastodon().adapt(long, account, {})
    assert not made.is_blocked and length_of(made.fields["text"]) <= most and made.fields["text"].endswith(LINK)
    fake.outlet.send(made, account, key="k1", read=read)
    own = Mastodon().adapt(long, account, {"text": "我的话" * 400, "warning": "含剧透"})
    assert [problem.code for problem in own.problems if problem.severity == Severity.ERROR] == ["too_long"]
    assert wrong_of(lambda: fake.outlet.send(own, account, key="k2", read=read)).wrong == Wrong.REFUSED


def test_a_package_says_what_an_editor_should_know(fake: FakeMastodon) -> None:
    pictures = (
        Picture("1", "image/jpeg", 8, 6, problem="授权已到期"), Picture("2", "image/tiff", 8, 6, alt="x"),
        *(Picture(str(number), "image/png", 8, 6) for number in range(3, 9)),
    )  # fmt: skip
    made = Mastodon().adapt(content(pictures=pictures), fake.account(), {"text": "没有链接 <script>alert(1)</script>"})
    assert {problem.code for problem in made.problems} == {
        "picture_kept_back", "picture_type", "no_alt", "too_many_pictures", "no_link",
    }  # fmt: skip
    assert [picture.key for picture in made.pictures] == ["3", "4", "5", "6"] and "<script" not in made.preview


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("short", 10, "short"),
        ("第一句。第二句很长很长", 6, "第一句。"),
        ("no end of words here", 10, "no end of…"),
        ("abc", 1, ""),
    ],
)
def test_texts_are_cut_at_sentences_or_words(text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept


def test_links_count_as_the_instance_counts_them() -> None:
    assert length_of(f"a {LINK} b") == 4 + 23 and length_of("@lake@mastodon.example hi") == 8

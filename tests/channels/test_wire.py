"""The press wire: ninjs is valid, EurekAlert's rules are asked before it, the package is whole, a mail is sent once."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from django.core import mail
from django.test import Client
from django.urls import reverse

from scicomm.channels.clients.wire import WireOutlet, package_zip
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import content_of
from scicomm.channels.rules.packages import Account, Came, Package, Picture, Sent, StoryContent
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.channels.rules.wire import eurekalert_problems, ninjs
from tests.factories.channels import released_story
from tests.factories.newsroom import make_article

DAY = dt.datetime(2026, 5, 4, 1, 30, tzinfo=dt.UTC)
PICTURE = Picture(
    "7", "image/jpeg", 1600, 900, "two waves", "Waves meet", "Example Institute", "cc-by-4.0", is_cover=True
)
STORY = StoryContent(
    story_id=3, revision_id=9, title="两列波相遇 <b>&", standfirst="一句话。", html="<p>正文</p>", text="正文",
    url="https://academy.example/stories/waves/", language="zh-hans", unit="示范研究所", unit_slug="waves", published_at=DAY,
    changed_at=DAY, entry_id="tag:academy.example,2026-05-04:story/3", authors=("李 明",), subjects=(("140", "物理学"),),
    pictures=(PICTURE,), doi="10.5555/waves", journal="波动学报", article_title="Waves", article_type="research-article",
    article_published_on=dt.date(2026, 5, 1), funders=("示范基金",),
)  # fmt: skip
CONTACT = {"contact_name": "王 芳", "contact_mail": "press@waves.example", "rules": "eurekalert"}
BY_HAND = Account(1, "wire", "zh-hans", settings=CONTACT)
BY_MAIL = Account(1, "wire", "zh-hans", settings={**CONTACT, "mail_to": "desk@wire.example"})


def package(story: StoryContent = STORY, account: Account = BY_HAND, **edits: str) -> Package:
    return PLATFORMS["wire"].adapt(story, account, edits)


def codes(story: StoryContent, **edits: str) -> set[str]:
    return {problem.code for problem in package(story, **edits).problems}


@pytest.fixture
def valid(samples: Path) -> Any:
    """IPTC's schema; its one outside part, GeoJSON, is answered by an open one, for we send no places."""
    schema = json.loads((samples / "schemas" / "ninjs" / "ninjs-schema_3.1.json").read_text(encoding="utf-8"))
    anything = referencing.Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    registry = referencing.Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    validator = jsonschema.Draft202012Validator
    return validator(schema, registry=registry, format_checker=validator.FORMAT_CHECKER).validate


@pytest.mark.parametrize("status", ["usable", "withheld", "canceled"])
def test_ninjs_keeps_the_schema_of_iptc_in_every_state(valid: Any, status: str) -> None:
    story = replace(STORY, embargo_until=DAY + dt.timedelta(days=2), correction="图 2 的单位已改。", version=2)
    item = ninjs(story, package().fields, site_url="https://academy.example", status=status)
    valid(item)
    bare = replace(STORY, pictures=(), doi="", funders=(), authors=(), subjects=(), standfirst="")
    valid(ninjs(bare, package(bare).fields, site_url="https://academy.example", status=status))
    if status == "canceled":
        assert "正文" not in json.dumps(item, ensure_ascii=False), "what was withdrawn is not sent again"


def test_the_schema_would_find_a_wrong_item(valid: Any) -> None:
    wrong = ninjs(STORY, package().fields, site_url="https://academy.example") | {"pubStatus": "published"}
    with pytest.raises(Exception, match="published"):
        valid(wrong)


def test_what_the_wire_would_refuse_is_said_before(settings: Any) -> None:
    assert codes(STORY) == set()
    late = replace(STORY, article_published_on=DAY.date() - dt.timedelta(days=91))
    assert codes(late) == {"too-old"}
    assert codes(replace(STORY, article_published_on=DAY.date() - dt.timedelta(days=90))) == set()
    assert codes(replace(STORY, article_type="preprint")) == {"preprint"}
    assert codes(replace(STORY, doi=""), category="peer-reviewed") == {"no-paper"}
    assert (
        codes(replace(STORY, funders=())) == {"no-funder"}
        and codes(replace(STORY, funders=()), funders="某基金") == set()
    )
    assert codes(STORY, title="长" * 201) == {"too-long"} and codes(STORY, category="<x>") == {"category"}
    bare = replace(PICTURE, caption="", credit="", licence="")
    assert codes(replace(STORY, pictures=(bare,))) == {"no-caption", "no-credit", "no-licence"}
    nobody = Account(1, "wire", "zh-hans", settings={"rules": "eurekalert"})
    assert {problem.code for problem in package(account=nobody).problems} == {"no-contact"}
    other_wire = Account(1, "wire", "zh-hans")
    assert package(late, other_wire).problems == (), "the rules of one wire are not those of another"


def test_a_picture_without_right_stays_out_and_hostile_words_are_escaped() -> None:
    found = package(replace(STORY, pictures=(replace(PICTURE, problem="licence ended"),)))
    assert found.pictures == () and [problem.code for problem in found.problems] == ["picture-rights"]
    assert not found.is_blocked and "<b>" not in found.preview and "&lt;b&gt;" in found.preview
    rewritten = package(text="<script>alert(1)</script>\nzwei").fields
    assert "<script>" not in rewritten["html"] and "&lt;script&gt;" in rewritten["html"]


def test_the_package_is_whole_and_the_same_each_time() -> None:
    def read(picture: Picture) -> bytes:
        if picture.key == "8":
            raise LookupError("gone")
        return b"JPEG"

    both = package(replace(STORY, pictures=(PICTURE, replace(PICTURE, key="8"))))
    content, problems = package_zip(both, read)
    assert content == package_zip(both, read)[0]
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        names = set(folder.namelist())
        assert folder.testzip() is None and "Waves meet" in folder.read("pictures/01-7.jpg.txt").decode()
        assert json.loads(folder.read("ninjs.json"))["uri"] == STORY.entry_id
    assert names == {
        "release.html",
        "release.txt",
        "ninjs.json",
        "form.txt",
        "pictures/01-7.jpg",
        "pictures/01-7.jpg.txt",
    }
    assert [problem.where for problem in problems] == ["picture:8"]


def test_a_wire_with_an_address_gets_one_mail_and_one_without_a_person(settings: Any) -> None:
    outlet = WireOutlet()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    assert outlet.send(package(), BY_HAND, key="k", read=lambda picture: b"").came == Came.BY_HAND and not mail.outbox
    first = outlet.send(package(account=BY_MAIL), BY_MAIL, key="k", read=lambda picture: b"JPEG")
    again = outlet.send(package(account=BY_MAIL), BY_MAIL, key="k", read=lambda picture: b"JPEG")
    assert first.came == Came.ACCEPTED and first.outside_id == again.outside_id, "a repeated mail is the same mail"
    assert mail.outbox[0].reply_to == ["press@waves.example"] and mail.outbox[0].attachments[0][2] == "application/zip"
    recalled = outlet.recall(BY_MAIL, Sent("k", first.outside_id, ""), reason="数据有误")
    assert recalled.came == Came.RECALLED and mail.outbox[-1].extra_headers["In-Reply-To"] == first.outside_id
    large = outlet.send(package(account=BY_MAIL), BY_MAIL, key="l", read=_noise)
    assert [problem.code for problem in large.problems] == ["pictures-too-large"]
    assert len(mail.outbox[-1].attachments[0][1]) < 1024 * 1024


def _noise(picture: Picture) -> bytes:
    return os.urandom(21 * 1024 * 1024)


@pytest.mark.django_db
def test_who_hands_it_in_downloads_what_is_public_now(academy: Any, client_for: Any, valid: Any) -> None:
    story = released_story(academy, article=make_article(academy.north_lake))
    wire = Channel.objects.create(
        unit=academy.north_lake, kind="wire", language="zh-hans", slug="north-lake-wire", settings=CONTACT
    )
    release = Release.objects.create(channel=wire, dossier=story.dossier)
    address = reverse("channels_wire_package", args=[release.pk])
    with zipfile.ZipFile(io.BytesIO(client_for(academy.superuser).get(address).content)) as folder:
        item = json.loads(folder.read("ninjs.json"))
    valid(item)
    assert item["title"] == content_of(story).title and "正文" not in item
    site = Release.objects.filter(dossier=story.dossier, channel__kind="site").get()
    assert client_for(academy.superuser).get(reverse("channels_wire_package", args=[site.pk])).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_rules_need_no_database() -> None:
    assert eurekalert_problems(STORY, package().fields, STORY.pictures) == []

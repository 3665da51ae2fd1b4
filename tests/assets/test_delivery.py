"""Pictures in modern formats, manifests, brand kits: what is handed to readers and programs, from door to door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scicomm.assets import actions
from scicomm.assets.queries import picture_of
from scicomm.assets.rules.colours import contrast
from scicomm.assets.tasks import draw_renditions
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from tests.assets.given_out import actions_of, make_asset, officer_of, story_url
from tests.factories.newsroom import make_story, revise
from tests.factories.organisation import Academy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def test_pictures_come_in_modern_formats_and_keep_their_focal_point(
    academy: Academy, django_assert_num_queries: Any
) -> None:
    image = make_asset(academy.north_lake, size=(2400, 1600)).image
    assert image is not None
    first = picture_of(image, "wide")
    assert first is not None and first.src.endswith(".jpg") and first.width and first.height, (
        "one JPEG is enough to be shown"
    )
    assert image.renditions.count() == 1
    while draw_renditions():
        pass
    with django_assert_num_queries(1):
        found = picture_of(image, "wide")
    assert found is not None
    assert [(source.media[:5], source.type) for source in found.sources] == [
        ("(min-", "image/avif"), ("(min-", "image/webp"), ("(min-", "image/jpeg"), ("", "image/avif"), ("", "image/webp"),
    ]  # fmt: skip
    assert re.fullmatch(r"\S+ 1200w, \S+ 1920w", found.sources[0].srcset)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 100, 100, 50, 50
    moved = picture_of(image, "wide")
    assert moved is not None and moved.src != found.src, "another focal point is another cut"
    image.file.storage.delete(image.file.name)
    assert picture_of(image, "square") is None, "a lost file takes no page down"


def test_a_story_shows_its_pictures_in_every_format_within_the_same_queries(academy: Academy, client: Client) -> None:
    officer = officer_of(academy)
    images = [make_asset(academy.north_lake, f"图{number}").image for number in range(5)]
    stories = {number: make_story(academy, title=f"冰{number}") for number in (1, 4)}
    for number, story in stories.items():
        body = [("figure", {"image": image, "caption": "冰"}) for image in images[:number]]
        revise(story, officer, cover_image=images[4], body=body)
        actions_of(academy, story)
    for story in stories.values():
        client.get(story_url(story))
    while draw_renditions():
        pass
    counts = []
    for number, story in stories.items():
        with CaptureQueriesContext(connection) as seen:
            text = client.get(story_url(story)).content.decode()
        counts.append(len(seen))
        assert text.count('class="fig"><picture><source type="image/avif"') == number
        assert text.count('fetchpriority="high"') == 1 and 'loading="lazy"' in text
    assert counts[1] <= counts[0], "figures cost one query, however many"
    Worker().drain()
    manifest = json.loads(client.get(f"/iiif/presentation/3/page/{story.pk}/manifest.json").content)
    assert len(manifest["items"]) == 5 and manifest["label"] == {"zh-Hans": ["冰4"]}
    assert manifest["items"][1]["items"][0]["items"][0]["body"]["service"][0]["type"] == "ImageService3"


def test_a_manifest_says_who_made_it_and_leads_only_to_what_is_there(
    academy: Academy, client: Client, settings: Any
) -> None:
    officer = officer_of(academy)
    asset = make_asset(academy.north_lake, place_zh="青海", place_en="Qinghai")
    address = f"/iiif/presentation/3/asset/{asset.pk}/manifest.json"
    assert client.get(address).status_code == 404
    actions.open_asset(asset, acting_user=officer)
    answer = client.get(address, headers={"Accept": "application/ld+json"})
    assert answer["Content-Type"].startswith("application/ld+json") and answer["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.content)
    assert told["type"] == "Manifest" and told["label"] == {"zh-Hans": ["湖面的冰"], "en": ["Ice on a lake"]}
    assert told["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert told["requiredStatement"]["value"] == {"none": ["陈摄"]}
    [canvas] = told["items"]
    [note] = canvas["items"][0]["items"]
    assert (note["motivation"], note["target"]) == ("painting", canvas["id"])
    assert (note["body"]["width"], canvas["height"]) == (1600, 900)
    ids: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                if key in {"label", "value", "summary"}:
                    assert set(value) <= {"none", "en", "zh-Hans"} or key in value, f"{key} is no language map"
                    assert key in value or all(isinstance(words, list) for words in value.values())
            assert "type" in part or "id" not in part, f"{part.get('id')} has no type"
            ids.extend([part.get("id", "")] if part.get("type") != "Agent" else [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(told)
    assert len([one for one in ids if one]) == len({one for one in ids if one}) + 1, (
        "the thumbnail stands on both levels"
    )
    for one in {found for found in ids if found}:
        assert one.startswith(settings.SITE_URL)
        if "/canvas/" not in one:
            assert client.get(one.removeprefix(settings.SITE_URL)).status_code in {200, 303}, one


def test_a_brand_kit_is_inherited_part_by_part(academy: Academy, client: Client, client_for: Any) -> None:
    assert contrast("#FFFFFF", "#000000") == 21 and contrast("#777777", "#FFFFFF") == 4.48
    top = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    logo = make_asset(academy.top, "院徽")
    form = {
        "is_public": "on", "rules_zh": "四周留白不小于标志高度的一半。", "rules_en": "Keep half its height free.",
        "colours-TOTAL_FORMS": "1", "colours-INITIAL_FORMS": "0", "colours-0-hex": "0b6b55", "colours-0-name_zh": "石绿",
        "files-TOTAL_FORMS": "1", "files-INITIAL_FORMS": "0", "files-0-kind": "logo", "files-0-asset": logo.pk,
        "files-0-use_zh": "宽度不小于 24 毫米。",
    }  # fmt: skip
    assert top.post("/admin/brand/academy/", {**form, "colours-0-hex": "green"}).status_code == 200
    assert top.post("/admin/brand/academy/", form).status_code == 302
    assert top.post("/admin/brand/north-lake/", form).status_code == 404
    page = client.get("/brand/north-lake/").content.decode()
    assert "#0B6B55" in page and "院徽" in page and "四周留白" in page and "示范科学院" in page
    lake = client_for(officer_of(academy))
    own = {"is_public": "", "rules_zh": "本所规则", "colours-TOTAL_FORMS": "0", "colours-INITIAL_FORMS": "0",
           "files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"}  # fmt: skip
    lake.post("/admin/brand/north-lake/", own)
    assert "本所规则" not in client.get("/brand/north-lake/").content.decode(), "a kit for the house only"
    inside = lake.get("/brand/north-lake/")
    assert (
        "本所规则" in inside.content.decode()
        and "石绿" in inside.content.decode()
        and "no-store" in inside["Cache-Control"]
    )
    assert client.get("/brand/").status_code == 200 and client.get("/brand/nobody/").status_code == 404

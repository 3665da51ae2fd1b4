"""Staff screens are Chinese to the last word: no English is left on Wagtail's main screens for somebody who reads Chinese."""

from __future__ import annotations

import json
import re
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from wagtail.users.models import UserProfile

from scicomm.config import compile_messages
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit, UnitPage, User
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db

# Names of products, formats and people that stay as they are in Chinese.
NAMES = {
    "scicomm", "wagtail", "orcid", "doi", "id", "url", "rss", "atom", "json", "xml", "pdf", "csv", "xlsx",
    "excel", "jats", "html",
    "english", "ctrl", "alt", "shift", "cmd", "markdown", "iso", "avif", "gif", "jpg", "jpeg", "png", "webp",
    "mb", "kb", "docx",
    "javascript", "esc", "key", "odt", "pptx", "rtf", "txt", "zip", "cc", "by", "nc", "svg", "message-id",
    "etag", "issn", "iiif",
    # Fixed in Wagtail 8.0.1's own templates outside gettext: labels of menus of actions, titles of icons, a block's tag.
    "actions", "true", "false", "none", "search", "div",
}  # fmt: skip
SCREENS = [
    "wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_pages:search", "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtaildocs:index", "wagtaildocs:add_multiple", "wagtailadmin_account", "wagtailadmin_choose_page", "units:index",
    "people:index", "people:add", "appointments:index", "appointments:add",
]  # fmt: skip


def words_of(page: str) -> set[str]:
    """The English words a reader sees: text, and what buttons and fields say; not code, addresses or data."""
    if page.startswith("{"):
        page = json.loads(page).get("html") or ""
    tree = html.fromstring(page)
    for element in tree.xpath("//script | //style | //template[@id] | //*[@lang='en'] | //*[@data-english]"):
        element.drop_tree()
    said = tree.xpath("//text() | //@aria-label | //@placeholder | //@title | //input[@type='submit']/@value")
    found: set[str] = set()
    for text in said:
        plain = re.sub(r"\S*[@/_:.]\S*|\{\{.*?\}\}", " ", str(text))
        found |= {word.lower() for word in re.findall(r"[A-Za-z][A-Za-z'-]{2,}", plain)}
    return found - NAMES


def data_words() -> set[str]:
    """English that is data, not ours to translate: names of units and accounts, addresses, time zones, the tree's root."""
    said = [*zoneinfo.available_timezones(), "Root", "root"]
    for unit in Unit.objects.all():
        said += [unit.name_en, unit.slug]
    said += User.objects.values_list("username", flat=True)
    found = {word.lower() for text in said for word in re.findall(r"[A-Za-z][A-Za-z'-]{2,}", text)}
    return found | {f"{word}'" for word in found}


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The catalogues as they are shipped: the compiled files are made from the sources."""
    compile_messages.compile_all()


@pytest.fixture
def reader(academy: Any, client_for: Any) -> Client:
    make_story(academy)
    return client_for(academy.superuser)


@pytest.mark.parametrize("name", SCREENS)
def test_no_english_word_is_left(name: str, reader: Client) -> None:
    response = reader.get(reverse(name), follow=True)
    assert response.status_code == 200
    left = words_of(response.content.decode()) - data_words()
    assert not left, f"{name}: {', '.join(sorted(left))}"


def test_the_editor_is_chinese(academy: Any, client_for: Any) -> None:
    story = make_story(academy)
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    site = UnitPage.objects.filter(unit=academy.north_lake, locale__language_code="zh-hans")[0]
    for name, key in (
        ("wagtailadmin_pages:edit", story.pk),
        ("wagtailadmin_pages:history", story.pk),
        ("wagtailadmin_explore", site.pk),
    ):
        left = words_of(client.get(reverse(name, args=[key])).content.decode()) - data_words()
        assert not left, f"{name}: {', '.join(sorted(left))}"


def test_the_test_sees_english() -> None:
    assert words_of("<p>保存 <b>Save draft</b></p>") == {"save", "draft"}


def test_a_refusal_speaks_the_language_that_somebody_chose(academy: Any, client_for: Any) -> None:
    """Wagtail makes its refusals outside the block in which it speaks a person's language."""
    assessor = academy.user(Role.ASSESSOR, academy.top)
    client = client_for(assessor)
    for language, refused, missing in (
        ("en", "Sorry, you do not have permission", "Page not found"),
        ("zh-hans", "没有权限", "没有找到页面"),
    ):
        UserProfile.objects.update_or_create(user=assessor, defaults={"preferred_language": language})
        assert refused in client.get(reverse("responses_disclosure_figures"), follow=True).content.decode()
        assert missing in client.get("/admin/reports/site-history/").content.decode()

"""Promise: journal editors take in, mend and describe what is theirs, and nothing of another unit's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scicomm.journals import actions
from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, take

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journals.urls")]


def upload(data: bytes, name: str = "a.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/xml")


@pytest.fixture
def editor(academy: Any, client_for: Any) -> Any:
    return client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))


@pytest.fixture
def refused(academy: Any) -> QuarantinedFile:
    return actions.quarantine(
        "坏文件.xml", "0" * 64, 7, "xml-broken", "x", academy.north_lake, params={"detail": "tag <b>mismatch</b>"}
    )


def test_files_go_in_and_each_says_what_became_of_it(editor: Any, academy: Any) -> None:
    url = reverse("journals_take_in")
    assert editor.get(url).status_code == 200
    files = [upload(jats()), upload(b"<article>\n<front>", "../../etc/b\x07ad.xml"), upload(b"", "empty.xml")]
    page = editor.post(url, {"uploads": files, "unit": academy.north_lake.pk}, follow=True).content.decode()
    article = Article.objects.get()
    assert reverse("articles:inspect", args=[article.pk]) in page
    assert article.journal.unit == academy.north_lake
    assert set(QuarantinedFile.objects.values_list("reason_code", flat=True)) == {"xml-truncated", "empty"}
    assert "etc/" not in page
    editor.post(url, {"uploads": [upload(jats())], "unit": academy.north_lake.pk})
    assert (Article.objects.count(), Article.objects.get().version) == (1, 1)


def test_a_unit_that_is_not_ones_own_cannot_be_posted(editor: Any, academy: Any) -> None:
    page = editor.post(reverse("journals_take_in"), {"uploads": [upload(jats())], "unit": academy.south_sea.pk})
    assert page.status_code == 200
    assert not Article.objects.exists()


def test_another_units_article_is_refused_and_stays_as_it_is(editor: Any, academy: Any) -> None:
    take(academy.south_sea)
    page = editor.post(
        reverse("journals_take_in"),
        {"uploads": [upload(jats(title_zh="换掉"))], "unit": academy.north_lake.pk},
        follow=True,
    ).content.decode()
    assert "湿地学报" in page
    assert Article.objects.get().version == 1
    assert not QuarantinedFile.objects.exists()


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.COMMUNICATION_OFFICER, Role.ADMINISTRATOR])
def test_only_journal_editors_take_in(role: Role, academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(role, academy.north_lake))
    # Wagtail answers a refusal in its admin with a redirect to the start and a message.
    assert client.get(reverse("journals_take_in")).status_code in (302, 403)
    client.post(reverse("journals_take_in"), {"uploads": [upload(jats())], "unit": academy.north_lake.pk})
    assert not Article.objects.exists()


def test_too_large_an_upload_is_named(editor: Any, academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from scicomm.journals import forms

    monkeypatch.setattr(forms.intake, "MAX_BYTES", 100)
    page = editor.post(reverse("journals_take_in"), {"uploads": [upload(jats())], "unit": academy.north_lake.pk})
    assert "a.xml" in page.content.decode()
    assert not Article.objects.exists()
    assert not QuarantinedFile.objects.exists()


def test_a_mended_file_goes_in_and_closes_the_refusal(editor: Any, refused: QuarantinedFile) -> None:
    url = reverse("journals_mend", args=[refused.pk])
    page = editor.get(url).content.decode()
    assert "坏文件.xml" in page
    assert "<b>mismatch</b>" not in page
    page = editor.post(url, {"uploads": upload(b"<article>\n\n<front>")}).content.decode()
    refused.refresh_from_db()
    assert refused.state == "open"
    assert "3" in page
    assert editor.post(url, {"uploads": upload(jats())}).status_code == 302
    refused.refresh_from_db()
    assert refused.state == "accepted"
    assert Article.objects.get().versions.get().file_name == "坏文件.xml"


def test_refused_files_of_another_unit_do_not_exist_for_one(
    academy: Any, client_for: Any, refused: QuarantinedFile
) -> None:
    client = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    for url in (reverse("journals_mend", args=[refused.pk]), reverse("quarantine:inspect", args=[refused.pk])):
        assert client.get(url).status_code == 404
    assert client.post(reverse("journals_mend", args=[refused.pk]), {"uploads": upload(jats())}).status_code == 404
    assert "坏文件" not in client.get(reverse("quarantine:index")).content.decode()
    assert not Article.objects.exists()


def test_refused_files_are_listed_with_line_and_reason(editor: Any, refused: QuarantinedFile) -> None:
    listing = editor.get(reverse("quarantine:index")).content.decode()
    assert "坏文件.xml" in listing
    assert "mismatch" in listing
    inspected = editor.get(reverse("quarantine:inspect", args=[refused.pk])).content.decode()
    assert reverse("journals_mend", args=[refused.pk]) in inspected


def test_articles_are_read_and_never_edited_by_hand(editor: Any, academy: Any) -> None:
    article = take(academy.north_lake).article
    assert article.title_zh in editor.get(reverse("articles:index")).content.decode()
    assert editor.get(reverse("articles:inspect", args=[article.pk])).status_code == 200
    for name, arguments in (("add", []), ("edit", [article.pk]), ("delete", [article.pk])):
        url = reverse(f"articles:{name}", args=arguments)
        assert editor.get(url).status_code in (302, 403, 404)
        assert editor.post(url, {}).status_code in (302, 403, 404)
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_journal_is_added_and_changed_in_its_unit(editor: Any, academy: Any, client_for: Any) -> None:
    form = {"unit": academy.north_lake.pk, "title_zh": "湖泊快报", "title_en": "Lake Letters", "language": "zh"}
    page = editor.post(reverse("journals:add"), {**form, "issn": "1234-5678"})
    assert page.status_code == 200
    assert not Journal.objects.exists()
    assert editor.post(reverse("journals:add"), form).status_code == 302
    journal = Journal.objects.get()
    assert journal.slug == "lake-letters"
    edit = reverse("journals:edit", args=[journal.pk])
    assert editor.post(edit, {**form, "publisher": "示范出版社"}).status_code == 302
    journal.refresh_from_db()
    assert journal.publisher == "示范出版社"
    other = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert other.post(edit, {**form, "title_zh": "我的"}).status_code == 404
    overseer = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    assert overseer.get(reverse("journals:index")).status_code == 200
    assert overseer.post(edit, {**form, "title_zh": "院里的"}).status_code in (302, 404)
    journal.refresh_from_db()
    assert journal.title_zh == "湖泊快报"


def test_the_menu_shows_journals_to_those_who_work_on_them(academy: Any, client_for: Any) -> None:
    def menu(role: Role) -> str:
        return str(
            client_for(academy.user(role, academy.north_lake)).get(reverse("wagtailadmin_home")).content.decode()
        )

    assert reverse("journals_take_in") in menu(Role.JOURNAL_EDITOR)
    assert reverse("journals:index") in menu(Role.ADMINISTRATOR)
    assert reverse("journals:index") not in menu(Role.OBSERVER)

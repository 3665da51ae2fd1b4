"""Files of catalogue items: known by their content, public by another person, kept in every version, never run."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from scicomm.assets.models import Asset, AssetDocument
from scicomm.assets.rules.sniffing import NotTaken
from scicomm.organisation.permissions import Role
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureFile, DisclosureItem
from scicomm.responses.rules import disclosure_files as rules
from tests.factories.disclosure import make_item, officers

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def packed(**names: bytes) -> bytes:
    """A zip with these entries; `__` stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in names.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.exe", PDF, "pdf"),
        ("a", packed(xl__workbook=b"x"), "xlsx"),
        ("a", packed(word__document=b"x"), "docx"),
        ("a", packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        ("a", packed(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        ("a.csv", "名称,金额\n湖泊站,1".encode("gb18030"), "csv"),
        ("a.csv", b"<html><script>alert(1)</script>", "!active"),
        ("a.pdf", b"MZ\x00\x00", "!unknown"),
        ("a.pdf", b"", "!empty"),
        ("a.docx", packed(readme=b"x"), "!kind"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "!kind"),
    ],
)
def test_the_content_says_what_a_file_is(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    try:
        found = rules.file_kind(path)
    except NotTaken as error:
        found = f"!{error.code}"
    assert found == kind
    assert rules.given_name("../x\u202e/合\n同.php.EXE", "pdf") == "合同.php.pdf"


def test_programs_inside_and_large_files_are_refused(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "a.docx"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"x")
        archive.writestr("word/vbaProject.bin", b"x")
    for data, most, code in ((out.getvalue(), rules.MOST_BYTES, "macros"), (PDF, 10, "too-large")):
        path.write_bytes(data)
        monkeypatch.setattr(rules, "MOST_BYTES", most)
        with pytest.raises(NotTaken) as refused:
            rules.file_kind(path)
        assert refused.value.code == code


def upload(desk: Client, item: DisclosureItem, data: bytes, name: str, **values: Any) -> Any:
    values = {f"file-{key}": value for key, value in values.items()}
    there = reverse("responses_item_file_add", args=[item.pk])
    return desk.post(there, {"file-file": SimpleUploadedFile(name, data), **values})


def test_a_file_goes_the_way_of_the_items_words_and_old_versions_stay_inside(academy: Any, client: Client) -> None:
    unit = academy.north_lake
    writer, reviewer = officers(academy, unit)
    item = make_item(academy, unit, state="public")
    desk, other = Client(), Client()
    desk.force_login(writer)
    other.force_login(reviewer)
    assert upload(desk, item, PDF, "../预算.exe", title_zh="年度预算").status_code == 302
    assert upload(desk, item, PDF, "again.pdf").status_code == 302, "the same content is one file"
    first = DisclosureFile.objects.get()
    assert (first.name, first.extension, first.size, first.document.collection) == (
        "预算.pdf", "pdf", len(PDF), unit.collection,
    )  # fmt: skip
    assert Asset.objects.get(document=first.document).unit == unit
    there = first.get_absolute_url()
    assert client.get(there).status_code == 404 and client.get(first.document.url).status_code == 404
    item.refresh_from_db()
    assert item.state == "draft" and item.published_on, "what is public stays until another releases the change"
    item = actions.submit_item(item, acting_user=writer)
    assert upload(desk, item, b"%PDF-2", "x.pdf").status_code == 400, "it waits for review"
    with pytest.raises(PermissionDenied):
        actions.release_item(item, acting_user=writer)
    item = actions.release_item(item, acting_user=reviewer)
    cache.clear()
    page = client.get(item.get_absolute_url()).content.decode()
    assert "年度预算" in page and there in page and "PDF" in page
    given = client.get(there)
    assert b"".join(given.streaming_content) == PDF  # type: ignore[attr-defined]
    assert given["Content-Disposition"].startswith("attachment") and given["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given["Content-Security-Policy"] and given["Cache-Control"] == "no-cache"

    changed = PDF + b"2"
    assert upload(other, item, changed, "预算.pdf", replaces=first.pk).status_code == 302
    second = DisclosureFile.objects.get(replaces=first)
    item.refresh_from_db()
    assert client.get(there).status_code == 200 and client.get(second.get_absolute_url()).status_code == 404
    item = actions.submit_item(item, acting_user=writer)
    with pytest.raises(PermissionDenied):
        actions.release_item(item, acting_user=reviewer)
    item = actions.release_item(item, acting_user=writer)
    assert client.get(there).status_code == 404 and client.get(second.get_absolute_url()).status_code == 200
    old = desk.get(reverse("responses_item_file", args=[first.pk]))
    assert b"".join(old.streaming_content) == PDF, "the earlier version stays with us"  # type: ignore[attr-defined]
    shown = desk.get(reverse("responses_item", args=[item.pk])).content.decode()
    assert shown.count("预算.pdf") >= 1 and "年度预算" in shown

    ReferenceIndex.create_or_update_for_object(first)  # Wagtail's own task, after the commit
    library = Client()
    library.force_login(academy.superuser)
    one = reverse("wagtaildocs:delete", args=[first.document_id])
    many = reverse("wagtail_bulk_action", args=["assets", "assetdocument", "delete"])
    for deleted in (library.post(one), library.post(f"{many}?id={first.document_id}")):
        assert deleted.status_code < 500 and AssetDocument.objects.filter(pk=first.document_id).exists()

    AssetDocument.objects.filter(pk=second.document_id).update(file_hash="0" * 40)
    cache.clear()
    assert client.get(second.get_absolute_url()).status_code == 404, "somebody put another file in its place"
    AssetDocument.objects.filter(pk=second.document_id).update(file_hash=second.file_hash)
    assert desk.post(reverse("responses_item_file_remove", args=[second.pk])).status_code == 302
    assert client.get(second.get_absolute_url()).status_code == 200, "until another releases the item without it"
    item.refresh_from_db()
    actions.withdraw_item(item, reason="已废止", acting_user=reviewer)
    assert client.get(second.get_absolute_url()).status_code == 404


def test_what_is_refused_is_said_with_the_form_and_others_are_kept_out(academy: Any, monkeypatch: Any) -> None:
    unit = academy.north_lake
    writer, _reviewer = officers(academy, unit)
    item = make_item(academy, unit, text_zh="")
    desk = Client()
    desk.force_login(writer)
    with pytest.raises(ValidationError):
        actions.submit_item(item, acting_user=writer)
    for data, name, title in ((b"<svg onload=alert(1)>", "x.txt", "<b>"), (b"MZ", "y.pdf", "题"), (b"", "z.pdf", "")):
        answer = upload(desk, item, data, name, title_zh=title)
        assert answer.status_code == 400 and answer.context["file_form"].errors["file"]
        assert "<b>" not in answer.context["file_form"].as_p() and not DisclosureFile.objects.exists()
    assert upload(desk, item, "名称,金额".encode(), "表.csv").status_code == 302
    made = DisclosureFile.objects.get()
    monkeypatch.setattr("scicomm.responses.actions.disclosure.files.MOST_FILES", 1)
    assert upload(desk, item, PDF, "more.pdf").status_code == 400
    outsider, reader = Client(), Client()
    outsider.force_login(academy.user(Role.RESPONSE_OFFICER, academy.south_sea))
    reader.force_login(academy.user(Role.COORDINATOR, academy.top))
    for name, pk in (
        ("responses_item_file", made.pk),
        ("responses_item_file_remove", made.pk),
        ("responses_item_file_add", item.pk),
    ):
        ask = outsider.get if name == "responses_item_file" else outsider.post
        assert ask(reverse(name, args=[pk])).status_code == 404, name
    assert reader.get(reverse("responses_item_file", args=[made.pk])).status_code == 200
    upload(reader, item, PDF, "x.pdf")
    assert DisclosureFile.objects.count() == 1, "who only coordinates does not write"
    assert Client().get(reverse("responses_item_file", args=[made.pk])).status_code == 302
    actions.submit_item(item, acting_user=writer)

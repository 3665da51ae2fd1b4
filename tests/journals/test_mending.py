"""Promise: a refused file is mended in the browser or tried again, its source as it came, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scicomm.journals import actions, tasks
from scicomm.journals.actions import scratch_folder, take_in
from scicomm.journals.models import Article, ArticleFile, IntakeRun, QuarantinedFile
from scicomm.journals.rules import reading
from scicomm.journals.rules.packages.reading import read_package
from scicomm.journals.rules.reading import read_data
from scicomm.journals.rules.sources import bytes_to_read, lines_around, text_for_editing
from scicomm.organisation.enums import Role
from tests.factories.journals import jats
from tests.factories.packages import figure, picture, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journals.urls")]

BODY = "<sec>\n<title>引言</title>\n<p>量了<b>十一年</p>\n</sec>"
BROKEN = jats(body=BODY)


@pytest.fixture
def editor(academy: Any, client_for: Any) -> Any:
    return client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))


@pytest.fixture
def refused(academy: Any) -> QuarantinedFile:
    take_in([read_data(BROKEN, "坏.xml")], default_unit=academy.north_lake)
    return QuarantinedFile.objects.get()


def mend(pk: int) -> str:
    return reverse("journals_mend", args=[pk])


def test_the_page_shows_the_source_around_the_line_and_the_reason(editor: Any, refused: QuarantinedFile) -> None:
    page = editor.get(mend(refused.pk)).content.decode()
    assert f'data-line="{refused.line}"' in page
    assert page.count("source__wrong") == 1
    row = page[page.index("source__wrong") :].split("</tr>")[0]
    assert f">{refused.line}<" in row
    assert "&lt;p&gt;量了&lt;b&gt;十一年&lt;/p&gt;" in row
    assert "mismatch" in page
    source = editor.get(reverse("journals_source", args=[refused.pk]))
    assert source.content == BROKEN
    assert source["Content-Disposition"].startswith("attachment")


def test_a_text_mended_in_the_browser_goes_in_and_says_where(editor: Any, refused: QuarantinedFile) -> None:
    typed = jats(body=BODY.replace("<b>", "<b>非常</b>")).decode().replace("\n", "\r\n")
    answer = editor.post(mend(refused.pk), {"text": typed}, follow=True)
    article = Article.objects.get()
    assert article.get_absolute_url() in answer.content.decode()
    assert b"\r" not in article.versions.get().source
    refused.refresh_from_db()
    assert (refused.state, refused.article, refused.draft) == ("accepted", article, "")


def test_what_is_typed_is_kept_with_what_is_wrong_now(editor: Any, refused: QuarantinedFile) -> None:
    typed = (
        BROKEN.decode()
        .replace("<b>", "")
        .replace("<volume>", "<volume><!-- 我改到一半 -->", 1)
        .replace("</volume>", "")
    )
    page = editor.post(mend(refused.pk), {"text": typed}).content.decode()
    assert "我改到一半" in page
    line = typed[: typed.index("</article-meta>")].count("\n") + 1
    assert f'data-line="{line}"' in page
    # The next day, somebody else: the draft is there, and so is the source as it came.
    page = editor.get(mend(refused.pk)).content.decode()
    assert "我改到一半" in page
    assert f'data-line="{line}"' in page
    assert "我改到一半" not in editor.get(f"{mend(refused.pk)}?fresh=1").content.decode()
    refused.refresh_from_db()
    assert (refused.state, refused.source.read()) == ("open", BROKEN)
    assert not Article.objects.exists()


def test_a_sent_file_that_is_still_wrong_comes_into_the_editor(editor: Any, refused: QuarantinedFile) -> None:
    sent = SimpleUploadedFile("x.xml", BROKEN.replace(b"<b>", b"<i>"))
    page = editor.post(mend(refused.pk), {"uploads": sent}).content.decode()
    assert "&lt;i&gt;十一年" in page


def test_a_sent_file_that_is_no_text_at_all_does_no_harm(editor: Any, refused: QuarantinedFile) -> None:
    sent = SimpleUploadedFile("x.xml", b"\x00\xff<a>\x00" * 50)
    assert editor.post(mend(refused.pk), {"uploads": sent}).status_code == 200
    assert editor.get(mend(refused.pk)).status_code == 200
    assert editor.post(mend(refused.pk), {"text": "<a>\x00</a>"}).status_code == 200


def test_an_article_of_a_package_is_mended_together_with_its_parts(editor: Any, academy: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    broken = jats(body=figure("f1") + "<p>")
    path.write_bytes(zipped({"in/a.xml": broken, "in/f1.png": picture(), "in/b.xml": jats(doi="10.5555/b")}))
    for read in read_package(path, "p.zip"):
        take_in([read], default_unit=academy.north_lake)
    path.unlink()
    refused = QuarantinedFile.objects.get()
    page = editor.get(mend(refused.pk)).content.decode()
    assert "p.zip/in/a.xml" in page
    editor.post(mend(refused.pk), {"text": broken.decode().replace("<p></body>", "</body>")})
    article = Article.objects.get(doi="10.5555/band.1")
    assert article.files.get().path == "in/f1.png"
    assert (Article.objects.count(), ArticleFile.objects.count()) == (2, 1)
    refused.refresh_from_db()
    assert (refused.state, refused.article) == ("accepted", article)


def test_refused_files_are_tried_again_by_reason_after_the_software_has_learned(
    editor: Any, academy: Any, client_for: Any, refused: QuarantinedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_article", lambda *args, **kwargs: 1 // 0)
        one = read_data(jats(doi="10.5555/learned"), "learned.xml")
    take_in([one], default_unit=academy.north_lake)
    listed = editor.get(reverse("journals_replay")).content.decode()
    assert 'value="reader-failed"' in listed
    assert 'value="xml-broken"' in listed
    stranger = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert "reader-failed" not in stranger.get(reverse("journals_replay")).content.decode()
    stranger.post(reverse("journals_replay"), {"reason": "reader-failed"})
    assert not IntakeRun.objects.exists()
    for reason in ("reader-failed", "xml-broken"):
        assert editor.post(reverse("journals_replay"), {"reason": reason}).status_code == 302
    tasks.carry_out_runs()
    learned = QuarantinedFile.objects.get(file_name="learned.xml")
    assert (learned.state, learned.article.doi) == ("accepted", "10.5555/learned")
    refused.refresh_from_db()
    assert refused.state == "open"
    assert QuarantinedFile.objects.count() == 2
    answer = editor.post(reverse("journals_replay_one", args=[refused.pk]), follow=True)
    assert answer.status_code == 200
    assert editor.post(reverse("journals_replay"), {"reason": "reader-failed"}, follow=True).status_code == 200


def test_sources_of_another_unit_do_not_exist_for_one(academy: Any, client_for: Any, refused: QuarantinedFile) -> None:
    stranger = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert stranger.get(reverse("journals_source", args=[refused.pk])).status_code == 404
    assert stranger.post(reverse("journals_replay_one", args=[refused.pk])).status_code == 404
    assert stranger.post(mend(refused.pk), {"text": jats().decode()}).status_code == 404


def test_a_closed_refusals_source_goes_after_a_month_and_a_shared_package_with_the_last_of_them(
    editor: Any, refused: QuarantinedFile
) -> None:
    name, storage = refused.source.name, refused.source.storage
    left = (scratch_folder() or Path()) / "left"
    left.mkdir()
    os.utime(left, (0, 0))
    editor.post(mend(refused.pk), {"text": jats().decode()})
    actions.tidy_intake()
    assert not left.exists()
    assert storage.exists(name)
    QuarantinedFile.objects.update(seen_at=timezone.now() - dt.timedelta(days=31))
    other = QuarantinedFile.objects.create(
        file_name="other.xml", content_hash="1" * 64, reason_code="x", reason="x", unit=refused.unit, source=name
    )
    actions.tidy_intake()
    assert storage.exists(name)
    QuarantinedFile.objects.filter(pk=other.pk).update(state="accepted", seen_at=timezone.now() - dt.timedelta(days=31))
    actions.tidy_intake()
    assert not storage.exists(name)
    assert editor.get(reverse("journals_source", args=[refused.pk])).status_code == 404


def test_any_source_becomes_text_and_text_becomes_a_file_that_can_be_read() -> None:
    chinese = '<?xml version="1.0" encoding="GB2312"?>\r\n<a>期刊</a>'.encode("gb2312")
    text = text_for_editing(chinese)
    assert text == '<?xml version="1.0" encoding="GB2312"?>\n<a>期刊</a>'
    assert bytes_to_read(text) == '<?xml version="1.0" encoding="UTF-8"?>\n<a>期刊</a>'.encode()
    assert text_for_editing('<?xml version="1.0" encoding="UTF-8"?><a>期</a>'.encode("gb18030")).endswith("<a>期</a>")
    assert "\ufffd" in text_for_editing(b"<a>\xff\xff\xff</a>")
    assert bytes_to_read("<?xml version='1.0'?><a/>") == b"<?xml version='1.0'?><a/>"


def test_lines_are_shown_around_the_place_however_long_they_are() -> None:
    lines = lines_around("\n".join(str(number) for number in range(1, 101)), 50)
    assert [line.number for line in lines if line.is_wrong] == [50]
    assert (lines[0].number, lines[-1].number) == (44, 56)
    (long,) = lines_around("x" * 5000 + "HERE" + "y" * 5000, 1, 5002)
    assert "HERE" in long.text
    assert (long.before, long.after) == (True, True)
    assert len(long.text) <= 200
    assert lines_around("a", 9) == lines_around("a", 0) == []

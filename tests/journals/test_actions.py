"""Promise: an article goes in whole and once; newer versions lose nothing; notices find their article in either order."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.actions import NotYourJournal
from scicomm.journals.models import Article, ArticleVersion, Journal, QuarantinedFile
from scicomm.organisation.enums import Role
from scicomm.search.models import IndexEntry
from tests.factories.journals import jats, related, take

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journals.urls")]


def facts(name: str) -> int:
    return FactRecord.objects.filter(name=f"journals.{name}").count()


def test_an_article_goes_in_with_both_languages_its_people_and_its_disciplines(academy: Any) -> None:
    ours = academy.person(academy.north_lake, orcid="0000-0002-1825-0097")
    result = take(academy.top)
    article = Article.objects.get()
    assert result.state == "accepted"
    assert (article.title_zh, article.title_en) == ("条带间距可作为早期信号", "Band spacing as an early signal")
    assert article.abstract_zh == "<p>草地变成裸地之前，斑纹会先变。</p>"
    assert article.keywords_zh == ["草地", "条带"]
    assert [subject.code for subject in article.subjects.all()] == ["180"]
    assert (article.volume, article.issue, article.pages) == ("12", "3", "101–110")
    assert article.is_open_access
    first, second = article.authors.all()
    assert (first.name_zh, first.name_en, first.person, first.is_corresponding) == ("张伟", "Wei Zhang", ours, True)
    assert (second.name_en, second.family_name_en, second.given_name_en, second.person) == ("Na Li", "Li", "Na", None)
    assert (article.journal.title_zh, article.journal.eissn, article.journal.unit) == (
        "湿地学报",
        "2050-084X",
        academy.top,
    )
    assert bytes(article.versions.get().source) == jats()


def test_the_same_file_twice_changes_nothing(academy: Any) -> None:
    take(academy.top)
    before = (FactRecord.objects.count(), Article.objects.get().changed_at)
    assert take(academy.top).state == "unchanged"
    assert (FactRecord.objects.count(), Article.objects.get().changed_at) == before
    assert facts("article_published") == 1


def test_a_newer_version_keeps_what_it_is_silent_on(academy: Any) -> None:
    take(academy.top)
    newer = jats(title_zh="条带间距可作为早期信号：十二年", title_en="", abstract_en="", body="")
    assert take(academy.top, newer).state == "updated"
    article = Article.objects.get()
    assert article.title_zh.endswith("十二年")
    assert (article.title_en, article.version) == ("Band spacing as an early signal", 2)
    assert "十一年" in article.body_text
    assert article.abstract_en
    assert ArticleVersion.objects.count() == 2
    assert (facts("article_published"), facts("article_changed")) == (1, 1)


def test_old_and_new_versions_taken_in_again_change_nothing(academy: Any) -> None:
    old, new = jats(), jats(title_zh="新的标题")
    take(academy.top, old)
    take(academy.top, new)
    assert [take(academy.top, one).state for one in (old, new, old)] == ["unchanged"] * 3
    assert Article.objects.get().title_zh == "新的标题"


NOTICE = {"doi": "10.5555/notice.1", "title_zh": "撤稿声明", "title_en": "Retraction", "article_type": "retraction"}


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_retraction_finds_its_article_in_either_order(academy: Any, notice_first: bool) -> None:
    notice = jats(**NOTICE, related=related("retracted-article", "10.5555/BAND.1"))
    for source in [notice, jats()] if notice_first else [jats(), notice]:
        take(academy.top, source)
    article, said = Article.objects.get(doi="10.5555/band.1"), Article.objects.get(doi="10.5555/notice.1")
    assert article.state == "retracted"
    assert said.corrects == article
    assert list(article.notices.all()) == [said]
    assert said.state == "current"
    fact = FactRecord.objects.get(name="journals.article_corrected")
    assert fact.subject == f"journals.article:{said.pk}"
    assert [edge.about for edge in fact.edges.all()] == [f"journals.article:{article.pk}"]
    assert fact.payload["kind"] == "retracted"


def test_a_pair_that_names_each_other_is_one_notice(academy: Any) -> None:
    take(academy.top, jats(related=related("correction-forward", "10.5555/notice.1")))
    take(
        academy.top,
        jats(**{**NOTICE, "article_type": "correction"}, related=related("corrected-article", "10.5555/band.1")),
    )
    assert Article.objects.get(doi="10.5555/band.1").state == "corrected"
    assert facts("article_corrected") == 1


def test_an_article_that_names_its_correction_finds_it(academy: Any) -> None:
    take(academy.top, jats(**{**NOTICE, "article_type": "correction"}))
    take(academy.top, jats(related=related("correction-forward", "10.5555/notice.1")))
    assert Article.objects.get(doi="10.5555/notice.1").corrects == Article.objects.get(doi="10.5555/band.1")


def test_a_newer_version_of_a_retracted_article_stays_retracted(academy: Any) -> None:
    take(academy.top)
    take(academy.top, jats(**NOTICE, related=related("retracted-article", "10.5555/band.1")))
    take(academy.top, jats(title_zh="作者的新版本"))
    assert Article.objects.get(doi="10.5555/band.1").state == "retracted"


def test_a_mended_notice_lets_go_of_the_article_it_named_by_mistake(academy: Any) -> None:
    take(academy.top)
    take(academy.top, jats(**NOTICE, related=related("retracted-article", "10.5555/band.1")))
    take(academy.top, jats(**NOTICE, related=related("retracted-article", "10.5555/other.9")))
    assert Article.objects.get(doi="10.5555/band.1").state == "current"
    assert Article.objects.get(doi="10.5555/notice.1").corrects is None


def test_a_journal_cannot_retract_what_another_unit_published(academy: Any) -> None:
    take(academy.north_lake)
    notice = jats(**NOTICE, related=related("retracted-article", "10.5555/band.1"), journal="别家学报", eissn="")
    take(academy.south_sea, notice)
    assert Article.objects.get(doi="10.5555/band.1").state == "current"


def test_an_editor_takes_in_only_for_the_own_unit(academy: Any) -> None:
    lake, sea = (academy.user(Role.JOURNAL_EDITOR, unit) for unit in (academy.north_lake, academy.south_sea))
    assert take(academy.north_lake, user=lake).state == "accepted"
    with pytest.raises(NotYourJournal):
        take(academy.south_sea, jats(title_zh="改了"), user=sea)
    with pytest.raises(PermissionDenied):
        take(academy.north_lake, jats(doi="10.5555/x", journal="新刊", eissn=""), user=sea)
    assert not Journal.objects.filter(title_zh="新刊").exists()
    assert Article.objects.get().version == 1


def test_an_accident_in_the_middle_leaves_nothing_and_the_next_run_takes_it(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scicomm.journals.actions import publishing

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(publishing, "audit_all", lambda *args, **kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        take(academy.top)
    assert not Article.objects.exists()
    assert facts("article_published") == 0
    assert take(academy.top).state == "accepted"
    assert facts("article_published") == 1


def test_scripts_in_any_field_never_become_markup(academy: Any) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    body = '<p>x <ext-link ext-link-type="uri" xlink:href="javascript:alert(3)">y</ext-link></p>'
    article = take(academy.top, title_zh=nasty, abstract_zh=nasty, title_en=nasty, body=body).article
    for html in (article.title_html, article.abstract_zh, article.body_html, article.title_markup):
        assert "<script" not in html
        assert "<img" not in html
        assert "javascript:" not in html


def test_a_refusal_is_closed_when_the_file_goes_in(academy: Any) -> None:
    row = actions.quarantine("a.xml", "0" * 64, 7, "xml-broken", "x", academy.top, params={"detail": "mismatch"})
    again = actions.quarantine("a.xml", "0" * 64, 7, "xml-broken", "x", academy.top, params={"detail": "mismatch"})
    assert (row.pk, QuarantinedFile.objects.count()) == (again.pk, 1)
    assert "mismatch" in row.message
    take(academy.top, name="a.xml")
    assert QuarantinedFile.objects.get().state == "accepted"


def test_search_learns_of_an_article_and_of_its_retraction(academy: Any) -> None:
    article = take(academy.north_lake).article
    Worker().drain()
    entry = IndexEntry.objects.get(index="public", key=f"journals.article:{article.pk}")
    assert entry.payload is not None
    assert (entry.payload["title"], entry.payload["title_other"]) == (article.title_zh, article.title_en)
    assert entry.payload["people"] == ["张伟", "Wei Zhang", "Na Li"]
    assert entry.payload["extra"]["doi"] == "10.5555/band.1"
    assert entry.payload["units"] == ["academy", "north", "north-lake"]
    take(academy.north_lake, jats(**NOTICE, related=related("retracted-article", "10.5555/band.1")))
    Worker().drain()
    entry.refresh_from_db()
    assert entry.payload["extra"]["state"] == "retracted"


def test_a_journal_is_made_and_changed_only_by_its_editors(academy: Any) -> None:
    lake, sea = (academy.user(Role.JOURNAL_EDITOR, unit) for unit in (academy.north_lake, academy.south_sea))
    journal = actions.create_journal(
        unit=academy.north_lake, acting_user=lake, title_en="Lake Letters", eissn="2050084x"
    )
    assert (journal.slug, journal.eissn) == ("lake-letters", "2050-084X")
    with pytest.raises(ValidationError):
        actions.create_journal(unit=academy.north_lake, acting_user=lake, title_en="Twin", eissn="2050-084X")
    with pytest.raises(ValidationError):
        actions.edit_journal(journal, acting_user=lake, issn="1234-5678")
    with pytest.raises(PermissionDenied):
        actions.edit_journal(journal, acting_user=sea, title_en="Mine")
    assert actions.edit_journal(journal, acting_user=lake, title_zh="湖泊快报").title_zh == "湖泊快报"


def test_a_cn_number_finds_the_journal_and_is_learned_from_a_file_once(academy: Any) -> None:
    def numbered(number: str, **values: Any) -> bytes:
        return jats(**values).replace(b"<publisher>", f"<cn>{number}</cn><publisher>".encode(), 1)

    old = take(academy.north_lake).article.journal
    assert old.cn_number == ""
    for number, doi in (("11-1234/Q", "10.5555/n.1"), ("11-9999/Q", "10.5555/n.2"), ("11-8888", "10.5555/n.3")):
        assert take(academy.north_lake, numbered(number, doi=doi)).article.journal == old
        old.refresh_from_db()
        assert old.cn_number == "CN 11-1234/Q", "learned once, never written over, and only when it is whole"
    # No ISSN and another title: the number tells the journal. An ISSN counts before it.
    assert (
        take(academy.north_lake, numbered("11-1234/Q", doi="10.5555/n.4", eissn="", journal="湿地")).article.journal
        == old
    )
    other = take(
        academy.north_lake, numbered("11-1234/Q", doi="10.5555/n.5", eissn="1234-5679", journal="另一刊")
    ).article
    assert other.journal == old, "no journal has this ISSN"
    new = take(academy.north_lake, numbered("31-5678/X", doi="10.5555/n.6", eissn="0000-006X", journal="新刊")).article
    assert (new.journal.cn_number, new.journal == old) == ("CN 31-5678/X", False)


def test_the_page_of_an_article_shows_its_chinese_classification(academy: Any, client: Any) -> None:
    groups = (
        '<subj-group subj-group-type="clc"><subject>Q948.1</subject></subj-group>'
        '<subj-group subj-group-type="document-code"><subject>A</subject></subj-group></article-categories>'
    )
    source = jats().replace(b"</article-categories>", groups.encode(), 1)
    article = take(academy.north_lake, source).article
    assert "Q948.1" in client.get(article.get_absolute_url()).content.decode()
    bare = take(academy.north_lake, jats(doi="10.5555/bare")).article
    assert "Classification" not in client.get(f"/en{bare.get_absolute_url().removeprefix('/en')}").content.decode()


def test_what_comes_back_is_an_article_like_any_other(academy: Any) -> None:
    """Whatever was looked up on the way in is not kept with it, where it would stand for what it has later."""
    article = take(academy.top).article
    assert [author.person for author in article.authors.select_related("person__unit")] == [None, None]
    article.authors.all().delete()
    article.subjects.clear()
    assert not article.authors.all() and not article.subjects.all()

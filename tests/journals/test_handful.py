"""Promise: a handful of files ends as its files would one by one, whatever is among them, with a few statements for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from scicomm.core.models import Delivery, FactRecord
from scicomm.journals.actions import Intake, journals, publishing, take_in
from scicomm.journals.models import Article, ArticleRelation, ArticleVersion, Authorship, Journal
from scicomm.journals.rules.reading import read_data
from scicomm.organisation.enums import Role
from scicomm.search.models import IndexEntry
from tests.factories.journals import jats, related

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journals.urls")]


def handful(unit: Any, sources: Sequence[bytes], user: Any = None) -> list[str]:
    read = [read_data(source, f"a{number}.xml") for number, source in enumerate(sources)]
    return [one.state for one in take_in(read, default_unit=unit, acting_user=user)]


def stored() -> dict[str, Any]:
    """All that taking in leaves behind, by DOI, without keys and times."""
    doi = dict(Article.objects.values_list("pk", "doi"))
    return {
        "articles": sorted(
            Article.objects.values_list("doi", "title_zh", "body_html", "state", "version", "corrects__doi")
        ),
        "authors": sorted(Authorship.objects.values_list("article__doi", "position", "name_zh", "name_en", "person")),
        "versions": sorted(ArticleVersion.objects.values_list("article__doi", "number", "content_hash", "file_name")),
        "subjects": sorted(Article.objects.values_list("doi", "subjects__code")),
        "relations": sorted(ArticleRelation.objects.values_list("article__doi", "kind", "doi", "target__doi")),
        "facts": sorted(
            (row.name, str(row.payload)) for row in FactRecord.objects.filter(name__startswith="journals.")
        ),
        "deliveries": sorted(
            Delivery.objects.filter(fact__name__startswith="journals.").values_list("fact__name", "handler")
        ),
        "audit": sorted(
            (doi[int(row.object_id)], row.label, row.user_id or 0, str(row.data))
            for row in ModelLogEntry.objects.filter(action="journals.article.ingest")
        ),
        "search": sorted(row["title"] for row in IndexEntry.objects.values_list("payload", flat=True)),
    }


def mixed() -> list[bytes]:
    """New ones, a notice before its article, two versions of one, a broken file, one that says no more than another."""
    retracts = related("retracted-article", "10.5555/m.1")
    return [
        jats(doi="10.5555/m.0"),
        jats(doi="10.5555/m.9", article_type="retraction", related=retracts, title_zh="撤稿声明"),
        jats(doi="10.5555/m.1", orcid="0000-0001-5109-3700"),
        jats(doi="10.5555/m.2"),
        b"<article>",
        jats(doi="10.5555/m.2", title_zh="第二版"),
        jats(doi="10.5555/m.3", journal="另一刊", eissn=""),
        jats(doi="10.5555/m.0"),
    ]


def test_a_handful_leaves_what_its_files_leave_one_by_one(academy: Any) -> None:
    academy.person(academy.north_lake, orcid="0000-0002-1825-0097")
    user = academy.user(Role.JOURNAL_EDITOR, academy.top)
    together = handful(academy.top, mixed(), user)
    assert together == ["accepted"] * 4 + ["quarantined", "updated", "accepted", "unchanged"]
    whole = stored()
    assert {row[0]: row[3] for row in whole["articles"]}["10.5555/m.1"] == "retracted"
    _forget_everything()
    assert [handful(academy.top, [source], user)[0] for source in mixed()] == together
    alone = stored()
    for rows in (whole, alone):
        # The names of the files tell only of this test.
        rows["versions"] = [row[:3] for row in rows["versions"]]
    assert whole == alone


def _forget_everything() -> None:
    for model in (Delivery, IndexEntry, ModelLogEntry):
        model.objects.all().delete()
    FactRecord.objects.filter(name__startswith="journals.").delete()
    Article.objects.update(corrects=None)
    Article.objects.all().delete()


def test_twenty_new_articles_are_a_few_statements(academy: Any) -> None:
    handful(academy.top, [jats(doi="10.5555/first")])  # the journal is known then
    few = _statements(academy, 2)
    assert _statements(academy, 20) <= few + 4


def _statements(academy: Any, count: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        states = handful(academy.top, [jats(doi=f"10.5555/of.{count}.{number}") for number in range(count)])
    assert states == ["accepted"] * count
    return len(queries)


def test_where_together_fails_each_goes_in_by_itself(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process was quicker with one of them: nobody else of the handful suffers, and nothing is there twice."""
    real = publishing.keep_versions

    def late(pairs: Any, user: Any, shared: Any) -> None:
        pairs = list(pairs)
        if len(pairs) > 1:
            raise IntegrityError("UNIQUE constraint failed")
        real(pairs, user, shared)

    monkeypatch.setattr(publishing, "keep_versions", late)
    states = handful(academy.top, [jats(doi=f"10.5555/late.{number}") for number in range(3)])
    assert states == ["accepted"] * 3
    assert Article.objects.count() == ArticleVersion.objects.count() == 3
    assert FactRecord.objects.filter(name="journals.article_published").count() == 3
    assert IndexEntry.objects.count() == 3


def test_a_journal_that_somebody_adds_meanwhile_is_looked_for_again(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look and our writing: no file is refused for that, and there is one journal."""
    real = journals.free_slug
    meanwhile: list[Journal] = []

    def slug(journal: Journal) -> str:
        if not meanwhile:
            meanwhile.append(Journal.objects.create(unit=academy.top, slug="t", title_en="T", eissn=journal.eissn))
        return real(journal)

    monkeypatch.setattr(journals, "free_slug", slug)
    assert handful(academy.top, [jats(doi=f"10.5555/j.{number}") for number in range(3)]) == ["accepted"] * 3
    assert meanwhile and Journal.objects.filter(eissn=meanwhile[0].eissn).count() == 1


def test_a_journal_of_another_house_is_refused_within_a_handful(academy: Any) -> None:
    lake = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    handful(academy.south_sea, [jats(doi="10.5555/sea", journal="南海学报", eissn="")])
    sources = [
        jats(doi="10.5555/h.1"),
        jats(doi="10.5555/h.2", journal="南海学报", eissn=""),
        jats(doi="10.5555/h.3"),
    ]
    assert handful(academy.north_lake, sources, lake) == ["accepted", "refused", "accepted"]
    assert not Article.objects.filter(doi="10.5555/h.2").exists()


def test_what_was_rolled_back_is_not_told_to_search_later(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Intake()
    first, second = (read_data(jats(doi=f"10.5555/r.{number}", title_zh=f"第{number}篇"), "a.xml") for number in (1, 2))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Intake, "make_findable", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        take_in([first], default_unit=academy.top, shared=shared)
    assert not Article.objects.exists() and not shared.not_yet_found
    take_in([second], default_unit=academy.top, shared=shared)
    assert [row["title"] for row in IndexEntry.objects.values_list("payload", flat=True)] == ["第2篇"]

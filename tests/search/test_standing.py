"""A standing query finds among new documents exactly what the search of all of them finds with all its words."""

from __future__ import annotations

import pytest

from scicomm.search.documents import SearchDocument
from scicomm.search.engine import QuerySpec, search
from scicomm.search.standing import NewDocuments
from tests.factories.search import indexed, make_document

DOCUMENTS = [
    make_document(1, title="湖冰消融的早期信号", summary="我们量了十一年。", language="zh", year=2024, unit="lake",
                  people=("张伟", "Wei Zhang")),
    make_document(2, title="Lake ice is melting earlier", title_other="湖冰提前消融",
                  language="en", year=2025, keywords=("ice",)),
    make_document(3, title="Band spacing as an early signal",
                  language="en", year=2025, journal="湿地学报", subjects=("180",)),
    SearchDocument(key="newsroom.story:1", kind="story", url="/a/b/", title="沙丘会唱歌", language="zh", unit="dune"),
]  # fmt: skip
QUERIES: list[tuple[str, dict[str, list[str]]]] = [
    ("湖冰", {}), ("“湖冰消融”", {}), ("lake melting", {}), ("early -ice", {}), ("title:signal OR 沙丘", {}),
    ("author:zhang", {}), ("year:2025..", {}), ("ice", {"language": ["en"]}), ("", {"kind": ["story"]}),
    ("", {"year": ["2025"], "subject": ["180"]}), ("journal:湿地", {}), ("meltng~", {}), ("mel*", {}), ("没有的词", {}),
    ("lake 没有的词", {}), ("unit:lake", {}), ('"ice is"', {}),
]  # fmt: skip


@pytest.mark.django_db
def test_new_documents_are_found_as_the_index_finds_them() -> None:
    indexed(*DOCUMENTS)
    new = NewDocuments(DOCUMENTS)
    found = 0
    for text, filters in QUERIES:
        whole = search(QuerySpec(text=text, filters=filters, limit=50, facets=()))
        # The index of a test process may hold what other tests published.
        mine = {document.key for document in DOCUMENTS}
        expected = [] if whole.relaxed else sorted(hit.key for hit in whole.hits if hit.key in mine)
        assert sorted(new.found_by(text, filters)) == expected, (text, filters)
        found += len(expected)
    assert found > 12


def test_a_search_for_everything_and_words_without_meaning_find_nothing() -> None:
    new = NewDocuments(DOCUMENTS)
    for text in ("", '""', "()", "\x00"):
        assert new.found_by(text, {}) == []
    assert NewDocuments([]).found_by("湖冰", {}) == []

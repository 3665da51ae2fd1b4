"""Standing queries: which of many kept queries find one of a few new documents. The index on disk is not asked.

A few new documents stand in a small index in memory, made and searched by the same code as the large one, and every query is
put to it: that costs the same however many documents there are. Only what has all the words counts; looser hits, which the search
page shows when there is nothing better, are no news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import tantivy

from scicomm.search.documents import SearchDocument
from scicomm.search.matching import Matcher, filters_for, restrict
from scicomm.search.query import parse
from scicomm.search.schema import FACETS, build_schema, register_tokenizers, to_row

_HEAP_BYTES = 15_000_000


class NewDocuments:
    """New documents that queries can be put to."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        index = tantivy.Index(build_schema())
        register_tokenizers(index)
        writer = index.writer(_HEAP_BYTES, 1)
        self.count = 0
        for document in documents:
            writer.add_document(to_row(document))
            self.count += 1
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._keys: dict[tuple[int, int], str] = {}

    def found_by(self, text: str, filters: Mapping[str, Collection[str]]) -> list[str]:
        """The keys of the documents that have all a query asks for, in no order; nothing for a query without meaning."""
        node = parse(text).node
        if not self.count or (node is None and (text or not filters)):
            return []
        narrowing = filters_for({name: filters.get(name, ()) for name in FACETS}, None)
        query = restrict(Matcher().build(node), narrowing.values())
        return [self._key(address) for _score, address in self._searcher.search(query, limit=self.count).hits]

    def _key(self, address: tantivy.DocAddress) -> str:
        place = (address.segment_ord, address.doc)
        if place not in self._keys:
            self._keys[place] = str(self._searcher.doc(address).get_first("key"))
        return self._keys[place]
